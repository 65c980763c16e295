"""A mind: one recorded life of one agent, and which agents and which of their lives are shown."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.pictures.colours import OTHER, PLANNER, UNKNOWN, Kind
from evosim.pictures.run import Run


class Mind(NamedTuple):
    """One life: S cells of a side, T steps, Θ ticks.

    Attributes
    ----------
    row : the table's row
    names : words for the kinds of objects
    walls, objects : (S, S), as recorded
    path : (T + 1, 2), rows and columns
    length, reached, distance : steps of the life, kind of the object reached or −1, steps of the shortest way
    activity : (Θ + 1, S, S), or (0, S, S) of an agent without a cortex
    """

    row: int
    kind: Kind
    names: list[str]
    walls: NDArray[np.bool_]
    objects: NDArray[np.int8]
    path: NDArray[np.int16]
    length: int
    reached: int
    distance: int
    activity: NDArray[np.float32]

    @property
    def outcome(self) -> str:
        """How the life went, in words."""
        steps = f"in {self.length} step{'s' * (self.length != 1)}; the shortest way takes {self.distance}."
        return (
            f"It reaches the {self.names[self.reached]} {steps}" if self.reached >= 0 else f"It arrives nowhere {steps}"
        )


def choose(run: Run) -> list[Mind]:
    """Return two minds: a planner and another agent, of one point if any point has both.

    The planner is the one with the highest ``retarget``, the other the one with the highest ``success``;
    among equals the lowest cell id. Where lives of one kind only were recorded, its best agent is returned in
    up to two mazes.
    """
    plans = run.planner == 1
    merit = np.nan_to_num(np.where(plans, run.column("retarget"), run.column("success")), nan=-1.0)

    def best(rows: NDArray[np.int64]) -> list[Mind]:
        for row in sorted(map(int, rows), key=lambda row: (-merit[row], run.cells[row])):
            if (lives := run.lives(row)) is not None:
                kind = UNKNOWN if np.isnan(run.planner[row]) else PLANNER if plans[row] else OTHER
                return _lives(row, kind, lives)
        return []

    pairs = []
    for point in run.points:
        if plans[point.rows].any() and not plans[point.rows].all():
            one, other = best(point.rows[plans[point.rows]]), best(point.rows[~plans[point.rows]])
            if one and other:
                pairs.append([one[0], other[0]])
    if pairs:
        return min(pairs, key=lambda pair: (-merit[pair[0].row], run.cells[pair[0].row]))
    one, other = best(np.flatnonzero(plans)), best(np.flatnonzero(~plans))
    return [one[0], other[0]] if one and other else (one or other)[:2]


def _lives(row: int, kind: Kind, lives: dict[str, NDArray[Any]]) -> list[Mind]:
    """Return an agent's life with the longest way in each maze, the longest first: it tells most."""
    names = [str(name).replace("_", " ") for name in lives["names"]]
    distance = lives["distance"]
    found = []
    for maze in np.argsort(-distance.max(axis=1), kind="stable"):
        start = int(np.argmax(distance[maze]))
        found.append(
            Mind(
                row,
                kind,
                names,
                lives["walls"][maze],
                lives["objects"][maze],
                lives["paths"][maze, start],
                int(lives["lengths"][maze, start]),
                int(lives["reached"][maze, start]),
                int(distance[maze, start]),
                lives["activity"][maze],
            )
        )
    return found
