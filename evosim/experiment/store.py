"""Each cell is one directory named by the hash of its own settings. Nothing half-written is ever believed.

A cell is written under a temporary name, every file is synced, ``DONE.json`` with the cell's key and the hashes of the
others comes last, and the directory is renamed into place. A directory that is not what ``DONE.json`` says, or says of
itself that it is another cell, is set aside and its cell runs again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
from collections.abc import Mapping
from pathlib import Path

DONE = "DONE.json"
TIMINGS = "timings.json"  # the one file of a cell that differs between two runs; its hash is not kept
REPLAY = "replay"  # how the names of the files with records of lives begin, which a cell of an earlier version lacks
FORMAT = 3  # bumped when what a cell holds changes, its measurements too: cells of older formats are run again


def sha256(data: bytes) -> str:
    """Hexadecimal digest."""
    return hashlib.sha256(data).hexdigest()


def _written(done: Mapping[str, object]) -> bytes:
    return json.dumps(done, indent=1, sort_keys=True).encode()


def sync(path: Path) -> None:
    """Make sure that a file's bytes, or a directory's entries, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_file(path: Path, data: bytes) -> None:
    """Replace a file as a whole: temporary name, sync, rename."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(data)
    sync(temporary)
    os.replace(temporary, path)
    sync(path.parent)


class Store:
    """The directory ``cells/`` of a run."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def cell(self, key: str) -> Path:
        """The directory of a cell."""
        return self.path / key

    def write(self, key: str, files: Mapping[str, bytes]) -> None:
        """Store a finished cell; if another run has stored it meanwhile, that one stays."""
        temporary = self.path / f".new-{socket.gethostname()}-{os.getpid()}-{key}"
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir(parents=True)
        hashes = {name: sha256(data) for name, data in files.items() if name != TIMINGS}
        done = _written({"format": FORMAT, "cell": key, "files": hashes})
        for name, data in {**files, DONE: done}.items():
            (temporary / name).write_bytes(data)
            sync(temporary / name)
        sync(temporary)
        try:
            os.rename(temporary, self.cell(key))
        except OSError:
            if self.fault(key) is not None:
                raise
            shutil.rmtree(temporary)
        sync(self.path)
        self._failure(key).unlink(missing_ok=True)

    def fault(self, key: str) -> str | None:
        """What is wrong with a stored cell: None if nothing is, ``"absent"`` if it is not there."""
        path = self.cell(key)
        if not os.path.lexists(path):
            return "absent"
        if not path.is_dir():
            return "it is no directory"
        try:
            done = json.loads((path / DONE).read_bytes())
            form, cell, hashes = done["format"], done["cell"], dict(done["files"])
            present = {file.name for file in path.iterdir()}
        except FileNotFoundError:
            return f"{DONE} is missing"
        except (ValueError, TypeError, KeyError, OSError, RecursionError) as error:
            return f"{DONE} cannot be read ({type(error).__name__})"
        if form != FORMAT:
            return f"its format is {form!r}, not {FORMAT}"
        if cell != key:
            return f"it is cell {cell!r}"
        if not hashes:
            return f"{DONE} lists no files"
        if missing := sorted(hashes.keys() - present):
            return f"{missing[0]} is missing"
        for name, digest in hashes.items():
            try:
                if sha256((path / name).read_bytes()) != digest:
                    return f"{name} does not match its hash"
            except OSError:
                return f"{name} cannot be read"
        return None

    def set_aside(self, key: str) -> Path:
        """Move a damaged cell out of the way, never over an earlier one."""
        number = 1
        while os.path.lexists(aside := self.path / f".damaged-{key}-{number}"):
            number += 1
        os.rename(self.cell(key), aside)
        return aside

    def fail(self, key: str, record: Mapping[str, object]) -> None:
        """Record why a cell failed; the same command tries it again."""
        self.path.mkdir(parents=True, exist_ok=True)
        write_file(self._failure(key), json.dumps(record, indent=1, sort_keys=True).encode())

    def failure(self, key: str) -> str:
        """Why a cell failed when it was last tried; empty if it did not."""
        try:
            return str(json.loads(self._failure(key).read_bytes())["error"])
        except FileNotFoundError:
            return ""
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return "its record cannot be read"

    def seconds(self, key: str) -> float | None:
        """How long a finished cell took; None if that was not kept, or cannot be read."""
        try:
            return float(json.loads((self.cell(key) / TIMINGS).read_bytes())["seconds"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None

    def begin(self, key: str) -> None:
        """Note that this process is at work on a cell."""
        self.path.mkdir(parents=True, exist_ok=True)
        self._mark(key).touch()

    def end(self, key: str) -> None:
        """Note that it no longer is."""
        self._mark(key).unlink(missing_ok=True)

    def running(self) -> list[str]:
        """The cells that processes of this machine are at work on."""
        marks = self.path.glob(f".at-work-{socket.gethostname()}-*")
        return [mark.name.rsplit("-", 1)[1] for mark in marks if _alive(_process(mark))]

    def digest(self, key: str) -> str:
        """A digest of all results of a cell but its timings and its records of lives.

        The records say again, for pictures, what the other files determine. As they are left out, a cell has the same
        digest whether it was computed before records were kept or after.
        """
        done = json.loads((self.cell(key) / DONE).read_bytes())
        done["files"] = {name: value for name, value in done["files"].items() if not name.startswith(REPLAY)}
        return sha256(_written(done))

    def sweep_up(self) -> None:
        """Remove what killed runs of this machine left half-written."""
        for path in self.path.glob(f".new-{socket.gethostname()}-*"):
            if not _alive(_process(path)):
                shutil.rmtree(path, ignore_errors=True)
        for path in self.path.glob(f".at-work-{socket.gethostname()}-*"):
            if not _alive(_process(path)):
                path.unlink(missing_ok=True)

    def _failure(self, key: str) -> Path:
        return self.path / f"{key}.failed.json"

    def _mark(self, key: str) -> Path:
        return self.path / f".at-work-{socket.gethostname()}-{os.getpid()}-{key}"


def _process(path: Path) -> int:
    """The process that a temporary name ends with, before the key; 0 if it is no such name."""
    words = path.name.rsplit("-", 2)
    return int(words[1]) if len(words) == 3 and words[1].isdigit() else 0


def _alive(process: int) -> bool:
    if process <= 0:
        return True  # not ours to judge
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
