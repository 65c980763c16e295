"""Senses that are of no object: where a cell is in the arena, and what the agent feels wherever it stands.

A place is a formula on the row and the column of a cell, from 0 to ``last``; its plane is the same in every arena of
that size, on walls too, and stands still. A signal is one number for all cells, which changes from step to step: here
is what it is before the first; what it is later is said in ``life/grid/general/kernel.py``, in the same order.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

PLACES: dict[str, Callable[[int, int, int], float]] = {
    "x": lambda row, column, last: column / max(last, 1),
    "y": lambda row, column, last: row / max(last, 1),
    "border": lambda row, column, last: float(row in (0, last) or column in (0, last)),
    "corners": lambda row, column, last: float(row in (0, last) and column in (0, last)),
}
SIGNALS = {"time": 1.0, "reward": 0.0}


def in_order(names: Collection[str]) -> tuple[str, ...]:
    """Each name once, in the order of the tables: senses are a set, so how they were written must not matter."""
    return tuple(name for name in (*PLACES, *SIGNALS) if name in names)


def first(name: str, size: int) -> list[float]:
    """What a plane of this name shows before the first step, cell by cell and row by row: of a place, always."""
    if name in SIGNALS:
        return [SIGNALS[name]] * size**2
    return [PLACES[name](row, column, size - 1) for row in range(size) for column in range(size)]
