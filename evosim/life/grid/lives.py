"""Recorded lives."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.shown import drawn
from evosim.worlds.grid.instances import Instances


class _Lives(NamedTuple):
    """The fields of ``Lives``."""

    trails: NDArray[np.int32]
    lengths: NDArray[np.int32]
    reached: NDArray[np.int32]
    won: NDArray[np.bool_]
    earned: NDArray[np.float64]
    first: NDArray[np.int32] = np.empty((0, 0), np.int32)
    touches: NDArray[np.int32] = np.empty((0, 0, 0), np.int32)
    course: NDArray[np.int32] = np.empty((0, 0, 0, 0), np.int32)
    rewards: NDArray[np.float64] = np.empty((0, 0, 0), np.float64)


class Lives(_Lives):
    """What one agent did in N instances from J starts each.

    Attributes
    ----------
    trails : (N, J, T + 1) int32, the cell at each step; it stays the same after the end
    lengths : (N, J) int32, steps until the life ended (T where it did not)
    reached : (N, J) int32, the thing whose touch ended the life, or −1
    won : (N, J) bool, whether a paying thing was reached
    earned : (N, J) float64, the return without shaping, before prices
    first : (N, J) int32, the step at which a paying thing was first touched, or 0; in worlds that move
    touches : (N, J, T′) int32, how often each of T′ things was touched; likewise
    course : (N, J, T + 1, T′) int32, the cell of each thing at each step, −1 while it is away; likewise
    rewards : (N, J, T) float64, what each step earned, 0 after the end; of agents that feel signals
    instances : where they were lived, if that is known
    """

    instances: Instances | None = None

    def __repr__(self) -> str:
        n, j = self.won.shape[:2]
        return f"Lives({n} instances × {j} starts, success {self.success:.2f})"

    def show(self, maze: int = 1, start: int = 1) -> Any:
        """Draw the way of one life in its maze.

        Parameters
        ----------
        maze, start : the number of the instance, and of the start in it, from 1.

        Returns
        -------
        evosim.pictures.page.Drawing
            A figure with its numbers; ``save(file)`` writes it.
        """
        return drawn(self, maze, start)

    @property
    def success(self) -> float:
        """Share of lives in which a paying thing was reached."""
        return float(np.count_nonzero(self.won) / self.won.size)

    def touched(self, instances: Instances) -> NDArray[np.bool_]:
        """(N, J, T′) whether each thing was touched.

        A life stays where it ends, so where things last one was touched if the trail stands on it at any time.
        """
        if self.touches.size:
            return self.touches > 0
        return paid_once(instances, self.trails)[1]

    def visits(self, cells: NDArray[np.int32]) -> NDArray[np.int64]:
        """(N, J) the first step at which the life stands on ``cells`` (N, J), or a number beyond T."""
        there = self.trails == cells[:, :, None]
        return np.where(there.any(axis=2), there.argmax(axis=2), self.trails.shape[2] + 1)


def paid_once(instances: Instances, trails: NDArray[np.int32]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The returns (…, N, J) of trails (…, N, J, T + 1) where things last, and which things they touch (…, N, J, T′)."""
    things = instances.things[:, None, None, :]
    touched = np.stack([(trails == things[..., t]).any(axis=-1) for t in range(things.shape[-1])], axis=-1)
    pays = instances.kinds.pays[instances.kinds.of_thing]
    return touched.astype(np.float64) @ pays, touched
