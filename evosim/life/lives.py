"""Recorded lives."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Lives(NamedTuple):
    """What one agent did in N instances from J starts each.

    Attributes
    ----------
    trails : (N, J, T + 1) int32, the cell at each step; it stays the same after the end
    lengths : (N, J) int32, steps until the life ended (T where it did not)
    reached : (N, J) int32, the thing whose touch ended the life, or −1
    won : (N, J) bool, whether a paying thing was reached
    """

    trails: NDArray[np.int32]
    lengths: NDArray[np.int32]
    reached: NDArray[np.int32]
    won: NDArray[np.bool_]

    @property
    def success(self) -> float:
        """Share of lives in which a paying thing was reached."""
        return float(np.count_nonzero(self.won) / self.won.size)

    def visits(self, cells: NDArray[np.int32]) -> NDArray[np.int64]:
        """(N, J) the first step at which the life stands on ``cells`` (N, J), or a number beyond T."""
        there = self.trails == cells[:, :, None]
        return np.where(there.any(axis=2), there.argmax(axis=2), self.trails.shape[2] + 1)
