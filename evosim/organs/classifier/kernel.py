"""The classifier as kernels read it: what is grown of one individual, laid out for the kernels that label."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.kernel import kernel


class Classifier(NamedTuple):
    """The organ as kernels read it."""

    on: bool
    tensors: int
    table: bool


class Workspace(NamedTuple):
    """What one thread grows a classifier in."""

    incoming: NDArray[np.float32]  # (H, I + 1), or (H, 1) where all inputs have the same weights; of a table (1, N)
    outgoing: NDArray[np.float32]  # (1, H + 1), or (1, 1)


class Classifiers(NamedTuple):
    """A population of P classifiers: tables, or the weights of nets; what they are not is empty."""

    tables: NDArray[np.float32]  # (P, N)
    first: NDArray[np.float32]  # (P, 1 + bits, H), row 0 the biases
    second: NDArray[np.float32]  # (P, 1 + H), entry 0 the bias


@kernel
def lay_out(organ, space, p, grown):
    """Write the classifier that was grown into row ``p`` of ``Classifiers``."""
    first = grown.first
    second = grown.second
    last = space.incoming.shape[1] - 1
    if organ.table:
        for n in range(grown.tables.shape[1]):
            grown.tables[p, n] = space.incoming[0, min(n, last)]
        return
    for h in range(space.incoming.shape[0]):
        first[p, 0, h] = space.incoming[h, last]
        for i in range(first.shape[1] - 1):
            first[p, 1 + i, h] = space.incoming[h, min(i, last)]
    last = space.outgoing.shape[1] - 1
    second[p, 0] = space.outgoing[0, last]
    for h in range(second.shape[1] - 1):
        second[p, 1 + h] = space.outgoing[0, min(h, last)]
