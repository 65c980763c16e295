"""Paths into parsed data: the keys of tables and the indices of lists, outermost first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evosim.faults.toml import quoted

Path = tuple[str | int, ...]


def begins(path: Path, start: Path) -> bool:
    """Whether ``path`` is ``start`` or lies inside it."""
    return path[: len(start)] == start


def below(value: Any, step: str | int) -> Any:
    """Return what is at one step of a path; None if nothing is."""
    if isinstance(value, Mapping):
        return value.get(step)
    known = isinstance(value, list) and isinstance(step, int) and step < len(value)
    return value[step] if known else None


def dotted(data: Any, path: Path) -> str:
    """Return a path in the words of the user: elements of lists go by their names."""
    text = ""
    for step in path:
        data = below(data, step)
        name = data.get("name") if isinstance(data, Mapping) else None
        if isinstance(step, str) or isinstance(name, str):
            text += "." + quoted(step if isinstance(step, str) else str(name))
        else:
            text += f"[{step}]"
    return text.removeprefix(".")
