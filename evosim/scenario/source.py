"""Where the keys of a scenario come from, for the messages of problems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from evosim.faults.fault import Fault
from evosim.faults.path import Path, begins, dotted
from evosim.faults.problem import Problem
from evosim.scenario.locate import line_of


@dataclass(frozen=True)
class Source:
    """What was read, and from where.

    Attributes
    ----------
    where : str
        The file, or ``scenario`` for one that was made in Python.
    data : Mapping
        What the parser made of it, overrides included.
    lines : Mapping
        The line of each path of the file.
    overridden : tuple of paths
        What did not come from the file.
    """

    where: str
    data: Mapping[str, Any]
    lines: Mapping[Path, int] = field(default_factory=dict)
    overridden: tuple[Path, ...] = ()

    def problem(self, fault: Fault) -> Problem:
        """Return a fault with its file, line and dotted key."""
        path = fault.path
        overridden = any(begins(path, start) for start in self.overridden)
        where = "overrides" if overridden else self.where
        line = None if overridden else line_of(self.lines, path)
        # The levels of a sweep have a line each, but no names: the problem names the value.
        key = dotted(self.data, path[:2] if path[:1] == ("sweep",) else path)
        return Problem(where, line, key, fault.expected, fault.got, fault.cure, fault.what)
