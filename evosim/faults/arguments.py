"""What functions of Python are given: is it of the type that they take?"""

from __future__ import annotations

import os
from typing import Any, TypeGuard

from evosim.faults.problem import Problem
from evosim.faults.toml import python

MOST_WORKERS = 100_000  # processes, wherever they are


def is_path(value: object) -> TypeGuard[Any]:
    """Whether a value names a file or a directory, by a name that one can have."""
    text = os.fspath(value) if isinstance(value, str | os.PathLike) else None
    try:
        return isinstance(text, str) and os.fsencode(text) is not None
    except UnicodeError:  # half of a character
        return False


def no_path(where: str, key: str, value: object, expected: str) -> list[Problem]:
    """A problem if a value is no path."""
    return [] if is_path(value) else [Problem(where, None, key, expected, brief(value))]


def brief(value: object) -> str:
    """A value as Python shows it, cut to a readable length."""
    text = python(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
