"""Points → cells: one point with one replicate, the unit that runs, is stored and is resumed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

from evosim.scenario.replicates import replicates, with_replicates
from evosim.scenario.schema import Scenario, Shift
from evosim.scenario.sweep import Point, points, written

MODEL = 2  # bumped when a key changes its meaning or its default: cells of older models are then computed anew


@dataclass(frozen=True)
class Cell:
    """What is run once.

    Attributes
    ----------
    point : Point
        Where in the design.
    seed : int
        The scenario's seed.
    replicate : int
        Counted from 0.
    shifts : tuple of Shift
        The worlds, beside its own, in which its champion is measured.
    """

    point: Point
    seed: int
    replicate: int
    shifts: tuple[Shift, ...] = ()

    def __repr__(self) -> str:
        point = ", ".join([*filter(None, [self.point.variant]), *(f"{k} {v}" for k, v in self.point.values.items())])
        return f"Cell({self.key!r}, {point + ', ' if point else ''}replicate {self.replicate})"

    @cached_property
    def key(self) -> str:
        """16 hex digits that name the cell: a hash of its own settings, of those alone that can matter."""
        return self._digest(self.shifts).hex()[:16]

    @property
    def root(self) -> int:
        """Seed of the cell's evolution, 0 … 2⁶⁴ − 1: bytes 8 to 16, the big end first, of the hash without shifts.

        What is measured after evolution changes nothing in it.
        """
        return int.from_bytes(self._digest(())[8:16], "big")

    def _digest(self, shifts: tuple[Shift, ...]) -> bytes:
        """Of the JSON of all that matters, keys in order; the settings, which replicates share, are written once."""
        head = written({"model": MODEL, "replicate": self.replicate, "seed": self.seed})
        text = f'{head[:-1]},"settings":{self.point.written}'
        if shifts:
            told = [shift.model_dump(mode="json", by_alias=True, exclude_defaults=True) for shift in shifts]
            text += f',"shift":{written(told)}'
        return hashlib.sha256(f"{text}}}".encode("ascii")).digest()


def firsts(scenario: Scenario) -> list[tuple[Cell, int]]:
    """Return the first cell of each point with its replicates; of points that share their cells the first alone."""
    found: dict[str, tuple[Cell, int]] = {}
    for cell, count in zip(cells(with_replicates(scenario, [1])), replicates(scenario), strict=True):
        first, most = found.get(cell.key, (cell, 0))
        found[cell.key] = first, max(most, count)
    return list(found.values())


def cells(scenario: Scenario) -> tuple[Cell, ...]:
    """Return the cells of a scenario, the first replicate of every point before any second one.

    So a run that is cut short has all points, with fewer replicates. Points that differ only in options that
    do not matter share cells: the same ``key`` may then occur more than once.
    """
    design = points(scenario)
    counts = replicates(scenario)
    return tuple(
        Cell(point, scenario.seed, replicate, scenario.shift)
        for replicate in range(max(counts))
        for point, count in zip(design, counts, strict=True)
        if replicate < count
    )
