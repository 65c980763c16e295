"""The answer as kernels read it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.kernel import kernel


class Answer(NamedTuple):
    """The organ as kernels read it."""

    on: bool
    tensors: int


class Workspace(NamedTuple):
    """What one thread grows an answer in."""

    number: NDArray[np.float32]  # (1, 1)


class Answers(NamedTuple):
    """A population of P answers."""

    numbers: NDArray[np.float32]  # (P,)


@kernel
def lay_out(organ, space, p, grown):
    """Write the answer that was grown into row ``p`` of ``Answers``."""
    grown.numbers[p] = space.number[0, 0]
