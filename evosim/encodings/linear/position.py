"""Polynomials of position: sharing is possible, and not imposed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from evosim.encodings.encoding import Genes
from evosim.encodings.linear.basis import Linear
from evosim.encodings.tensor import Tensor

if TYPE_CHECKING:
    from evosim.encodings.options import Encoding


@dataclass(frozen=True)
class Position(Linear):
    """Each number of an entry is a polynomial of the entry's coordinates."""

    degree: int
    about: ClassVar[str] = "each number of the rule is a polynomial of the cell's position, of degree `degree`"

    @classmethod
    def of(cls, options: Encoding) -> Position:
        """Of the degree asked for."""
        return cls(options.degree)

    def powers(self, dimensions: int) -> list[tuple[int, ...]]:
        """Which coordinates each monomial multiplies, the constant first: of two 1, 3, 6, 10 … of them."""
        return [
            factors
            for total in range(self.degree + 1)
            for factors in combinations_with_replacement(range(dimensions), total)
        ]

    def features(self, tensor: Tensor) -> Genes:
        """(Q, F) the monomials of each entry."""
        coordinates = tensor.axes[0].coordinates
        columns = []
        for factors in self.powers(coordinates.shape[1]):
            column = np.ones(len(coordinates), np.float32)
            for axis in factors:
                column = column * coordinates[:, axis]
            columns.append(column)
        return np.stack(columns, axis=1)

    def terms(self, tensor: Tensor) -> list[str]:
        """The monomials in words: 1, x, y, xx, xy …"""
        dimensions = tensor.axes[0].coordinates.shape[1]
        letters = "xyzuvw" if dimensions <= 6 else [f"c{axis}" for axis in range(dimensions)]
        return ["".join(letters[axis] for axis in factors) or "1" for factors in self.powers(dimensions)]


ENCODING = Position
