"""A random projection: parameters are a fixed random matrix times genes."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from evosim.encodings.encoding import Genes
from evosim.encodings.linear.basis import Linear
from evosim.encodings.tensor import Tensor
from evosim.random.purposes_kernel import PROJECTION
from evosim.random.reference import fold, normal

if TYPE_CHECKING:
    from evosim.encodings.options import Encoding


@dataclass(frozen=True)
class Projection(Linear):
    """Each number of an entry is a random mixture of as many genes, the same mixture for all numbers of an entry.

    The matrix (Q, F) is a function of its shape alone, so it is the same in all cells of an experiment. Its entries are
    normal with variance 1 / F, so that parameters vary as much as genes (compare Li et al. 2018, intrinsic dimension).
    """

    count: int
    about: ClassVar[str] = "each number of the rule is a fixed random mixture of `coefficients` genes"

    @classmethod
    def of(cls, options: Encoding) -> Projection:
        """Of as many genes as asked for."""
        return cls(options.coefficients)

    def features(self, tensor: Tensor) -> Genes:
        """(Q, F) the random matrix."""
        key = fold(fold(PROJECTION, tensor.entries), self.count)
        drawn = [normal(key, i) for i in range(tensor.entries * self.count)]
        matrix = np.array(drawn, np.float32).reshape(tensor.entries, self.count)
        return matrix / np.float32(sqrt(self.count))

    def terms(self, tensor: Tensor) -> list[str]:
        """Mixed genes have no meaning of their own: mix0, mix1 …"""
        return [f"mix{f}" for f in range(self.count)]


ENCODING = Projection
