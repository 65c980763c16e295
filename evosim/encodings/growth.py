"""What a kernel knows of how one tensor grows from genes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.arrays import aligned


class Growth(NamedTuple):
    """How a tensor of Q entries along its first axis, with R numbers each, grows from genes.

    One type for most encodings, so that kernels are compiled once: ``kind`` says which it is, and what the other fields
    mean is said in the ``kernel.py`` of that encoding. An encoding whose kernel takes long to compile has a class of
    its own there, with a ``kind`` that is not 0: it is compiled only for brains that it grows.
    """

    kind: int  # of ``encodings.kernel.develop``; 0 where there is no such tensor
    at: int  # its first gene
    terms: int
    basis: NDArray[np.float32]  # (F, Q)


class Scratch(NamedTuple):
    """Memory in which encodings may work while they develop a tensor."""

    whole: NDArray[np.int32]
    real: NDArray[np.float32]


NO_BASIS = np.zeros((1, 1), np.float32)
ABSENT = Growth(0, 0, 0, NO_BASIS)


def scratch(sizes: Sequence[tuple[int, int]]) -> Scratch:
    """Scratch that is large enough for each of some encodings, which need so many whole and so many real numbers."""
    whole, real = (max((size[which] for size in sizes), default=0) for which in (0, 1))
    return Scratch(aligned(whole, np.int32), aligned(real, np.float32))
