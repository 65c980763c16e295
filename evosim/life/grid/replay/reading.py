"""A record of lives, read back: dense arrays for each life."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim import files
from evosim.life.grid.replay.codes import decoded


class Life(NamedTuple):
    """One life of M steps, in an arena of a side of S cells, with T things; K planes, Θ ticks, H channels.

    Attributes
    ----------
    places : (M + 1, 2) int64, row and column, counted from 0, before the first step and after each
    planes : (M, K, S, S) float32, what the agent was shown before each step: its own map, if it sees a window
    things : (M, T, 2) int64, where each thing stood before each step; −1, −1 while it was away
    touched : (M,) int64, the thing that was touched by each step, or −1
    thought : (M,) int64, the number of the thought that each step was taken with, −1 without one; a number that occurs
        again is a thought that was repeated, or stood
    activity : (M, Θ + 1, H, S, S) float32, that thought: before its first tick and after each, to within a 64th of each
        number; (M, 0, H, S, S) where none is recorded
    reached, won : the thing whose touch ended the life, or −1; whether a paying thing was reached
    earned : the return that selection saw, with shaping and before prices
    """

    places: NDArray[np.int64]
    planes: NDArray[np.float32]
    things: NDArray[np.int64]
    touched: NDArray[np.int64]
    thought: NDArray[np.int64]
    activity: NDArray[np.float32]
    reached: int
    won: bool
    earned: float


@dataclass(frozen=True, eq=False)
class Replay:
    """The recorded lives of an agent in N instances, from J starts each, W lives one after another.

    ``arrays`` are those of the file, by name.
    """

    arrays: dict[str, NDArray[Any]]

    @property
    def shape(self) -> tuple[int, int, int]:
        """N, J and W."""
        n, j, w = self.arrays["lengths"].shape
        return n, j, w

    @property
    def size(self) -> int:
        """S, the cells of a side of the arena."""
        return int(self.arrays["walls"].shape[-1])

    @property
    def windowed(self) -> bool:
        """Whether the agent saw but a window, and had a map of its own."""
        return bool(self.arrays["unseen"] >= 0)

    def life(self, n: int, j: int, w: int = 0) -> Life:
        """The w-th life from start j of instance n."""
        arrays, number = self.arrays, int(np.ravel_multi_index((n, j, w), self.shape))
        first, last = self._bounds[number : number + 2]
        return Life(
            places=self._cells(arrays["places"][first + number : last + number + 1]),
            planes=self._planes(n, first, last),
            things=self._things(n, first, last),
            touched=arrays["touched"][first:last].astype(np.int64),
            thought=arrays["thought"][first:last].astype(np.int64),
            activity=self._activity(arrays["thought"][first:last].astype(np.int64)),
            reached=int(arrays["reached"][n, j, w]),
            won=bool(arrays["won"][n, j, w]),
            earned=float(arrays["returns"][n, j, w]),
        )

    @cached_property
    def _bounds(self) -> list[int]:
        """The first step of each life on the axis of all steps, and the end of the last."""
        return [0, *np.cumsum(self.arrays["lengths"], dtype=np.int64).tolist()]

    def _cells(self, units: NDArray[Any]) -> NDArray[np.int64]:
        return np.stack(np.divmod(units.astype(np.int64), self.size), axis=-1)

    def _activity(self, thought: NDArray[np.int64]) -> NDArray[np.float32]:
        codes = np.moveaxis(self.arrays["activity"], (-2, -1), (0, 1))
        if not len(thought) or thought[0] < 0:  # the thoughts of a life are all recorded, or none is
            return np.empty((len(thought), 0, *codes.shape[2:]), np.float32)
        return decoded(codes[thought])

    def _changes(self, first: int, last: int, counts: str) -> tuple[slice, NDArray[np.int64]]:
        """Where the changes of a life stand among all, and the step of each."""
        each = self.arrays[counts].astype(np.int64)
        begin = int(each[:first].sum())
        steps = np.repeat(np.arange(last - first), each[first:last])
        return slice(begin, begin + len(steps)), steps

    def _planes(self, n: int, first: int, last: int) -> NDArray[np.float32]:
        arrays = self.arrays
        now = arrays["planes"][n].copy()
        if self.windowed:
            now[:] = 0
            now[arrays["unseen"]] = 1
        part, steps = self._changes(first, last, "changes")
        plane, unit, value = (arrays[f"change_{name}"][part] for name in ("plane", "unit", "value"))
        shown = np.empty((last - first, *now.shape), np.float32)
        for step in range(last - first):
            here = steps == step
            now.reshape(len(now), -1)[plane[here], unit[here]] = value[here]
            shown[step] = now
        return shown

    def _things(self, n: int, first: int, last: int) -> NDArray[np.int64]:
        arrays = self.arrays
        now = arrays["things"][n].astype(np.int64)
        part, steps = self._changes(first, last, "moves")
        thing, unit = arrays["move_thing"][part], arrays["move_unit"][part]
        stood = np.empty((last - first, len(now)), np.int64)
        for step in range(last - first):
            here = steps == step
            now[thing[here]] = unit[here]
            stood[step] = now
        return np.where(stood[..., None] >= 0, self._cells(stood), -1)


def read(file: Path | str | BinaryIO) -> Replay:
    """The record in a file ``replay.npz`` or ``replay_<shift>.npz`` of a cell.

    Raises
    ------
    FileNotFoundError
        If there is none: cells of earlier versions have no record.
    """
    source = BytesIO(files.read(Path(file))) if isinstance(file, str | Path) else file
    with np.load(source, allow_pickle=False) as arrays:
        return Replay(dict(arrays))
