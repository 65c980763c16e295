"""Directories that nobody but this user can write: compiled kernels are code, and whoever writes them is obeyed."""

from __future__ import annotations

import os
import stat
import tempfile
import warnings
from collections.abc import Iterable
from pathlib import Path

OTHERS = stat.S_IWGRP | stat.S_IWOTH  # may write


def private(places: Iterable[Path], name: str) -> Path:
    """A directory of this name in the first of the places in which it is private; a temporary one if there is none.

    Both are made if they are absent. A place or directory that others own or can write is passed over with a warning.
    """
    for place in places:
        folder = place / name
        try:
            for path in (place, folder):
                path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError:
            continue
        if not os.access(folder, os.W_OK | os.X_OK):
            continue
        if not (why := _open_to_others(place) or _open_to_others(folder)):
            return folder
        told = f"compiled kernels are not kept in {folder}: {why}; chmod go-w, or name another place in NUMBA_CACHE_DIR"
        warnings.warn(told, RuntimeWarning, stacklevel=2)
    return Path(tempfile.mkdtemp(prefix="evosim-"))


def _open_to_others(path: Path) -> str:
    """Who else can write a directory, in words; empty if nobody can."""
    if os.name != "posix":  # there access lists say it, and a user's own folders are private by default
        return ""
    state = os.stat(path)
    if state.st_uid != os.getuid():
        return f"{path} is another user's"
    if state.st_mode & OTHERS:
        return f"others can write {path}"
    return ""
