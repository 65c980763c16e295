"""What an organ declares of its parameters, and all that an encoding sees of them."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Axis(NamedTuple):
    """One axis of a tensor: labels (n,) and coordinates (n, d) in [−1, 1], from which a funnel may grow entries."""

    name: str
    labels: tuple[str, ...]
    coordinates: NDArray[np.float32]


class Tensor(NamedTuple):
    """A named block of parameters.

    Encodings take it as Q entries, one for each label of the first axis, of R numbers each: the other axes. ``dial`` is
    the key of ``[encoding]`` that says how it grows; without one it has a gene for each parameter. One that is ``lazy``
    is not grown as a whole: its organ grows entries where it needs them. Of one that is grown ``once`` kernels get a
    single entry where the encoding gives all the same.
    """

    name: str
    axes: tuple[Axis, ...]
    dial: str = ""
    lazy: bool = False
    once: bool = False

    @property
    def shape(self) -> tuple[int, ...]:
        """Length of each axis."""
        return tuple(len(axis.labels) for axis in self.axes)

    @property
    def size(self) -> int:
        """Number of parameters."""
        return prod(self.shape)

    @property
    def entries(self) -> int:
        """Q, the length of the first axis."""
        return self.shape[0]

    @property
    def numbers(self) -> int:
        """R, the parameters of one entry."""
        return prod(self.shape[1:])

    @property
    def number_labels(self) -> list[str]:
        """(R,) what the parameters of an entry are called."""
        return ["; ".join(labels) for labels in product(*(axis.labels for axis in self.axes[1:]))]


def labelled(name: str, labels: tuple[str, ...]) -> Axis:
    """An axis whose entries have names and no place: one-hot coordinates."""
    return Axis(name, labels, np.eye(len(labels), dtype=np.float32))


def positions(size: int) -> Axis:
    """The cells of an arena, row by row, with coordinates (x, y) from −1 to 1."""
    line = (np.arange(size, dtype=np.float32) * np.float32(2) / np.float32(size - 1) - np.float32(1)).astype(np.float32)
    y, x = np.meshgrid(line, line, indexing="ij")
    labels = tuple(f"{row},{column}" for row in range(size) for column in range(size))
    return Axis("cell", labels, np.stack([x.ravel(), y.ravel()], axis=1))
