"""What may stand where a regular file is expected, and a limit on how long anything may wait for it."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


def make_socket(path: Path) -> None:
    here = os.getcwd()
    os.chdir(path.parent)  # the name of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


ODD: dict[str, Callable[[Path], object]] = {
    "pipe": os.mkfifo,
    "socket": make_socket,
    "directory": os.mkdir,
    "link": lambda path: path.symlink_to("nowhere"),
}


def state(folder: Path) -> dict[str, tuple[int, int, str]]:
    """All that stands in a folder: its kind and rights, its number, and where it leads."""
    found = {}
    for path in sorted(folder.rglob("*")):
        told = os.lstat(path)
        found[str(path)] = told.st_mode, told.st_ino, os.readlink(path) if path.is_symlink() else ""
    return found


@contextmanager
def at_once(seconds: int = 60) -> Iterator[None]:
    """An error if the block hangs."""

    def hangs(*told: object) -> None:
        raise TimeoutError(f"it hangs: more than {seconds} s")

    before = signal.signal(signal.SIGALRM, hangs)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
