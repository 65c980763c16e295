"""Cosines of position: the coefficients of a discrete cosine transform are the genes, low frequencies first."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import cos, pi
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from evosim.encodings.encoding import Genes
from evosim.encodings.linear.basis import Linear
from evosim.encodings.tensor import Axis, Tensor

if TYPE_CHECKING:
    from evosim.encodings.options import Encoding

EXACT = 65536  # cosines are rounded to multiples of 1 / EXACT: their last bits differ between machines


@dataclass(frozen=True)
class Cosines(Linear):
    """Each number of an entry is a sum of cosines of the entry's position (Koutník, Gomez and Schmidhuber 2010).

    In an arena of size n, frequency (u, v) is cos(π(x + ½)u / n) · cos(π(y + ½)v / n) in column x of row y. Along an
    axis whose labels have no place in a grid, frequency u is cos(π(i + ½)u / n) at the i-th of n labels. There are no
    more frequencies than entries; with all of them every table of numbers can be written.
    """

    count: int
    about: ClassVar[str] = "each number of the rule is a sum of cosines of the cell's position, `coefficients` of them"

    @classmethod
    def of(cls, options: Encoding) -> Cosines:
        """With as many coefficients as asked for."""
        return cls(options.coefficients)

    def frequencies(self, lengths: tuple[int, ...]) -> list[tuple[int, ...]]:
        """The frequencies along each axis of a grid of these ``lengths``, by their sum, the first axis first."""
        found = sorted(product(*map(range, lengths)), key=lambda each: (sum(each), [-u for u in each]))
        return found[: self.count]

    def features(self, tensor: Tensor) -> Genes:
        """(Q, F) the cosines at each entry."""
        places = grid(tensor.axes[0])
        lengths = tuple(int(n) for n in places.max(axis=0) + 1)
        waves = [np.array([[wave(i, u, n) for u in range(n)] for i in range(n)], np.float32) for n in lengths]
        columns = []
        for each in self.frequencies(lengths):
            column = np.ones(len(places), np.float32)
            for axis, u in enumerate(each):
                column = column * waves[axis][places[:, axis], u]
            columns.append(column)
        return np.stack(columns, axis=1)

    def terms(self, tensor: Tensor) -> list[str]:
        """The frequencies in words: cos00, cos10, cos01 … of x and y."""
        lengths = tuple(int(n) for n in grid(tensor.axes[0]).max(axis=0) + 1)
        between = "" if max(lengths) <= 10 else ","
        return ["cos" + between.join(map(str, each)) for each in self.frequencies(lengths)]


def wave(place: int, frequency: int, length: int) -> float:
    """cos(π(place + ½) · frequency / length), to 16 binary places."""
    return round(cos(pi * (place + 0.5) * frequency / length) * EXACT) / EXACT


def grid(axis: Axis) -> NDArray[np.int64]:
    """(Q, D) the place of each label in a grid of D axes, from 0; where there is no grid, in a line."""
    ranks = [np.unique(column, return_inverse=True)[1] for column in axis.coordinates.T]
    places = np.stack(ranks, axis=1).astype(np.int64)
    cells = int(np.prod(places.max(axis=0) + 1))
    if cells == len(places) == len(np.unique(places, axis=0)):
        return places
    return np.arange(len(places), dtype=np.int64)[:, None]


ENCODING = Cosines
