"""Which cells processes are at work on, on any number of machines that share a file system.

A lease is a file, made only if there is none, and touched now and then for as long as the work goes on. It is loose:
one that nobody has touched for a while, or whose process of this machine has ended, may be taken by another. Two
processes may then compute one cell, which costs time and nothing else: a cell depends on its settings alone, and the
first that is stored stays. So nothing has to be removed by hand, and no clock has to be exact.
"""

from __future__ import annotations

import os
import stat
import threading
import time
from pathlib import Path

from evosim import files

PREFIX = ".lease."
EVERY = 15.0  # seconds between touches
PAST = 120.0  # seconds without a touch after which a lease may be taken: more than clocks differ


class Leases:
    """Those in a directory. ``kept`` is a context in which this process touches its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._mine: set[str] = set()
        self._lock = threading.Lock()
        self._end = threading.Event()
        self._thread: threading.Thread | None = None

    def take(self, name: str) -> bool:
        """Take a lease; whether there was none that counts."""
        path = self._path(name)
        for _ in range(2):
            try:
                files.add(path, f"{files.host()}.{os.getpid()}".encode())
            except FileExistsError:
                if self._living(path):
                    return False
                path.unlink(missing_ok=True)
                continue
            with self._lock:
                self._mine.add(name)
            return True
        return False

    def release(self, name: str) -> None:
        """Give one back."""
        with self._lock:
            self._mine.discard(name)
        self._path(name).unlink(missing_ok=True)

    def living(self) -> set[str]:
        """The names of all that count, of whatever process."""
        return {path.name.removeprefix(PREFIX) for path in self.path.glob(f"{PREFIX}*") if self._living(path)}

    def sweep(self) -> None:
        """Remove those of processes of this machine that have ended."""
        for path in self.path.glob(f"{PREFIX}*"):
            if _ended(path):
                path.unlink(missing_ok=True)

    def __enter__(self) -> Leases:
        self._end.clear()
        self._thread = threading.Thread(target=self._touch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._end.set()
        if self._thread:
            self._thread.join()
        for name in list(self._mine):
            self.release(name)

    def _touch(self) -> None:
        while not self._end.wait(EVERY):
            with self._lock:
                mine = list(self._mine)
            for name in mine:
                try:
                    os.utime(self._path(name))
                except OSError:  # another has taken it: both compute, and the first that is stored stays
                    continue

    def _living(self, path: Path) -> bool:
        try:
            found = path.stat(follow_symlinks=False)
        except OSError:
            return False
        return stat.S_ISREG(found.st_mode) and time.time() - found.st_mtime < PAST and not _ended(path)

    def _path(self, name: str) -> Path:
        return self.path / f"{PREFIX}{name}"


def _ended(path: Path) -> bool:
    """Whether the process that took a lease was of this machine and has ended."""
    try:
        machine, _, process = files.read(path, 1000).decode().rpartition(".")
    except (OSError, ValueError):
        return False
    return process.isdigit() and files.ended(machine, int(process))
