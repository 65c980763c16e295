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
        if self.reached < 0:
            return f"It arrives nowhere in {self.length} steps; the shortest way takes {self.distance}."
        return f"It reaches the {self.names[self.reached]} in {self.length} steps; the shortest way takes {self.distance}."


def choose(run: Run) -> list[Mind]:
    """Return a planner and another agent, of one point if any point has both; only one, or none, where there is no other.

    The planner is the one with the highest ``retarget``, the other the one with the highest ``success``; among equals
    the lowest cell id.
    """
    planner, success, retarget = run.planner, run.column("success"), run.column("retarget")
    every = [int(row) for point in run.points for row in point.rows]

    def best(rows: list[int], plans: bool, by: NDArray[np.float64]) -> Mind | None:
        mine = [row for row in rows if (planner[row] == 1) == plans]
        for row in sorted(mine, key=lambda row: (-np.nan_to_num(by[row], nan=-1.0), run.cells[row])):
            if (lives := run.lives(row)) is not None:
                return _longest(row, UNKNOWN if np.isnan(planner[row]) else PLANNER if plans else OTHER, lives)
        return None

    pairs = []
    for point in run.points:
        rows = [int(row) for row in point.rows]
        if 0 < sum(planner[rows] == 1) < len(rows):
            pairs.append((best(rows, True, retarget), best(rows, False, success)))
    whole = [(one, other) for one, other in pairs if one and other]
    if whole:
        return list(min(whole, key=lambda pair: (-retarget[pair[0].row], run.cells[pair[0].row])))
    return [mind for mind in (best(every, True, retarget), best(every, False, success)) if mind]


def _longest(row: int, kind: Kind, lives: dict[str, NDArray[Any]]) -> Mind:
    """Return, of an agent's recorded lives, the one with the longest way: it tells most."""
    maze, start = map(int, np.unravel_index(np.argmax(lives["distance"]), lives["distance"].shape))
    return Mind(
        row,
        kind,
        [str(name).replace("_", " ") for name in lives["names"]],
        lives["walls"][maze],
        lives["objects"][maze],
        lives["paths"][maze, start],
        int(lives["lengths"][maze, start]),
        int(lives["reached"][maze, start]),
        int(lives["distance"][maze, start]),
        lives["activity"][maze],
    )
