"""A mind: one recorded life of one agent, and which agents and which of their lives are shown."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.life.grid.replay import Replay
from evosim.pictures.colours import OTHER, PLANNER, UNKNOWN, Kind
from evosim.pictures.rivals import Rivals
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
    activity : (Θ + 1, S, S), or (0, S, S) of an agent without a cortex; of several channels the largest. Of an agent
        that sees but a window it is the last thought of this life, the one with most of the arena seen
    windowed : whether it sees but a window
    unknown : (S, S), what it had not seen then, or had forgotten
    at : the numbers of its maze and of its start among those recorded, from 0
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
    windowed: bool
    unknown: NDArray[np.bool_]
    at: tuple[int, int] = (0, 0)

    @property
    def outcome(self) -> str:
        """How the life went, in words."""
        what = " to what pays" if len(self.names) > 1 else ""
        shortest = f"the shortest way{what} takes {self.distance}."
        if self.reached >= 0:
            return f"It reaches the {self.names[self.reached]} in {_steps(self.length)}; {shortest}"
        path = self.path[: self.length + 1]
        last = int(np.flatnonzero((path[1:] != path[:-1]).any(axis=1)).max(initial=-1)) + 1
        if last == 0:
            return f"It never leaves its start; {shortest}"
        if last < self.length:
            return f"It stops for good after {_steps(last)}; {shortest}"
        before = np.flatnonzero((path[:last] == path[last]).all(axis=1))
        if before.size:
            way = "to and fro" if _turns_back(path[before[-1] : last + 1]) else "in circles"
            return f"It ends up walking {way}; {shortest}"
        return f"It arrives nowhere in {_steps(last)}; {shortest}"

    @property
    def goal(self) -> str:
        """The name of what it reached; empty if that is nothing."""
        return self.names[self.reached] if self.reached >= 0 else ""

    @property
    def silent(self) -> bool:
        """Whether no free cell is ever active."""
        return not (self.activity[:, ~self.solid] > 0).any()

    @property
    def solid(self) -> NDArray[np.bool_]:
        """(S, S) the walls that it knows of."""
        return self.walls & ~self.unknown

    def meets(self, other: Mind) -> bool:
        """Whether both set off from the same place of the same maze."""
        mine, theirs = ((mind.walls, mind.objects, mind.path[0]) for mind in (self, other))
        return self.names == other.names and all(map(np.array_equal, mine, theirs))


def choose(run: Run) -> list[Mind]:
    """Return two minds: a planner and another agent, in the same maze from the same start if any pair has one.

    Replicates of one number have the same new mazes at all points with the same world. Of such pairs one comes
    first whose other agent has a map that is not silent, then one of the two points that the primary claim
    compares; then the planner with the highest ``retarget`` and the other with the highest ``success``; among
    equals the lowest cell id. Where lives of one kind only were recorded, its best agent is returned in up to two
    mazes.
    """
    plans = run.planner == 1
    merit = np.nan_to_num(np.where(plans, run.column("retarget"), run.column("success")), nan=-1.0)
    replicate, named = run.column("replicate"), compared(run)

    @cache
    def lives(row: int) -> list[Mind]:
        kind = UNKNOWN if np.isnan(run.planner[row]) else PLANNER if plans[row] else OTHER
        found = _Recorded.of(run, row)
        return [] if found is None else _lives(row, kind, found)

    def order(row: int) -> tuple[float, str]:
        return -merit[row], run.cells[row]

    planners, others = (sorted(map(int, np.flatnonzero(of)), key=order) for of in (plans, ~plans))
    pairs = [(one, other) for one in planners for other in others if replicate[one] == replicate[other]]
    found: list[list[Mind]] = []
    for one, other in sorted(pairs, key=lambda pair: not named[list(pair)].all()):
        for pair in zip(lives(one), lives(other), strict=False):
            if pair[0].meets(pair[1]):
                found.append(list(pair))
                if not pair[1].silent:
                    return found[-1]
    if found:
        return found[0]
    best, second = (next(filter(None, map(lives, rows)), []) for rows in (planners, others))
    return [best[0], second[0]] if best and second else (best or second)[:2]


def apart(run: Run, pair: Rivals) -> list[Mind]:
    """Return two planners after the shift, in one maze from one start, of which one goes for each of the rivals.

    The first pair by point, replicate and cell; of their recorded lives the one with the longest way in which each
    reaches what it is after. None if there is no such pair.
    """
    plans = np.flatnonzero((run.planner == 1) & np.isfinite(pair.after))
    replicate = run.column("replicate")
    after = [[int(row) for row in plans if pair.after[row] == sign] for sign in (1, -1)]
    for one in after[0]:
        for other in after[1]:
            if replicate[one] != replicate[other]:
                continue
            both = [_Recorded.of(run, row, pair.shift) for row in (one, other)]
            minds = [_every(row, lives) for row, lives in zip((one, other), both, strict=True) if lives]
            met = [
                list(lives)
                for lives in (zip(*minds, strict=True) if len(minds) == 2 else ())
                if lives[0].meets(lives[1])
                and all(mind.goal == name.replace("_", " ") for mind, name in zip(lives, pair.names, strict=True))
            ]
            if met:
                return max(met, key=lambda lives: lives[0].distance)
    return []


def compared(run: Run) -> NDArray[np.bool_]:
    """(rows,) whether the row is of one of the two points that the primary claim compares."""
    test = next((claim.compare for claim in run.scenario.claim if claim.primary), None)
    if test is None or test.key not in run.table.column_names:
        return np.zeros(len(run.cells), bool)
    return np.array([value in (test.high, test.low) for value in run.table[test.key].to_pylist()])


def _turns_back(round_trip: NDArray[np.int16]) -> bool:
    """Whether a walk (T + 1, 2) that ends where it began goes back the way it came, and round nothing."""
    cells = [(int(row), int(column)) for row, column in round_trip]
    ways = {frozenset(pair) for pair in pairwise(cells) if pair[0] != pair[1]}
    return len(ways) < len(set(cells))


def _steps(number: int) -> str:
    return f"{number} step{'s' * (number != 1)}"


class _Recorded(NamedTuple):
    """The recorded lives of an agent, and of one that sees but a window their full record, if it was kept."""

    arrays: dict[str, NDArray[Any]]
    windowed: bool
    replay: Replay | None

    @classmethod
    def of(cls, run: Run, row: int, shift: str = "") -> _Recorded | None:
        arrays, windowed = run.lives(row, shift), run.windowed(row)
        return None if arrays is None else cls(arrays, windowed, run.replay(row, shift) if windowed else None)

    @property
    def names(self) -> list[str]:
        return [str(name).replace("_", " ") for name in self.arrays["names"]]

    def thought(self, maze: int, start: int) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """Return a thought (Θ + 1, S, S) that it had in a life, and what it did not know then (S, S)."""
        unknown = np.zeros(self.arrays["walls"][maze].shape, bool)
        if not self.windowed:
            return _strongest(self.arrays["activity"][maze]), unknown
        if self.replay is None or maze >= self.replay.shape[0]:
            return np.empty((0, *unknown.shape), np.float32), unknown
        life = self.replay.life(maze, start, self.replay.shape[2] - 1)
        return _strongest(life.activity[-1]), life.planes[-1, self.replay.arrays["unseen"]] > 0


def _every(row: int, lives: _Recorded) -> list[Mind]:
    """Return all recorded lives of a planner."""
    mazes, starts = lives.arrays["distance"].shape
    return [_life(row, PLANNER, lives, maze, start) for maze in range(mazes) for start in range(starts)]


def _lives(row: int, kind: Kind, lives: _Recorded) -> list[Mind]:
    """Return an agent's life with the longest way in each maze, the longest first: it tells most."""
    distance = lives.arrays["distance"]
    longest = np.argsort(-distance.max(axis=1), kind="stable")
    return [_life(row, kind, lives, int(maze), int(np.argmax(distance[maze]))) for maze in longest]


def _strongest(activity: NDArray[np.float32]) -> NDArray[np.float32]:
    """(…, S, S) the largest activity of the channels (…, H, S, S) of each unit, where there are several."""
    return activity.max(axis=1) if activity.ndim > 3 else activity


def _life(row: int, kind: Kind, lives: _Recorded, maze: int, start: int) -> Mind:
    arrays = lives.arrays
    activity, unknown = lives.thought(maze, start)
    return Mind(
        row,
        kind,
        lives.names,
        arrays["walls"][maze],
        arrays["objects"][maze],
        arrays["paths"][maze, start],
        int(arrays["lengths"][maze, start]),
        int(arrays["reached"][maze, start]),
        int(arrays["distance"][maze, start]),
        activity,
        lives.windowed,
        unknown,
        (maze, start),
    )
