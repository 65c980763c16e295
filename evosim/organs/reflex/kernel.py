"""The reflex: a net with one hidden layer, evaluated only where agents stand, in 8 places at once.

I inputs, H hidden units, made a multiple of 8, A actions, M places, L = 8 lanes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.kernel import kernel
from evosim.layer_kernel import LANES, action_layer, hidden_layer
from evosim.organs.net_kernel import lay, look, squash
from evosim.organs.spent_kernel import DEPTH, UNROLLED


class Reflex(NamedTuple):
    """The organ as kernels read it."""

    on: bool
    tensors: int
    radius: int


class Workspace(NamedTuple):
    """What one thread works in."""

    incoming: NDArray[np.float32]  # (hidden units, I + 1), or (hidden units, 1) where all inputs have the same weights
    outgoing: NDArray[np.float32]  # (A, hidden units + 1), or (A, 1)
    first: NDArray[np.float32]  # (1 + I, H)
    second: NDArray[np.float32]  # (1 + H, A)
    seen: NDArray[np.float32]  # (I, L)
    sums: NDArray[np.float32]  # (2, H, L) of hidden units, and squashed
    flat: NDArray[np.float32]  # (2, H·L) the same
    wishes: NDArray[np.float32]  # (A, L)


@kernel
def express(organ, space, genome, world):
    """Lay out the weights."""
    lay(space.incoming, space.seen.shape[0], space.first)
    lay(space.outgoing, space.incoming.shape[0], space.second)


@kernel
def prefer(organ, space, genome, world, b, planes, asked, wish):
    """Add the outputs of the net in each place of asked (M,) to wish (4, M)."""
    for first in range(0, asked.size, LANES):
        count = min(LANES, asked.size - first)
        for i in range(count):
            look(space.seen, i, organ.radius, world, planes, asked[first + i])
        hidden_layer(space.first, space.seen, space.sums[0], space.seen.shape[0], count)
        squash(space.flat[0], space.flat[1])
        action_layer(space.second, space.sums[1], space.wishes, space.sums.shape[1], count)
        for a in range(4):
            for i in range(count):
                wish[a, np.uintp(first + i)] += space.wishes[a, np.uintp(i)]


@kernel
def spend(organ, space, world, spent):
    """Add what a decision takes to spent (4,): hidden units and preferences, one after the other."""
    spent[UNROLLED] += space.incoming.shape[0] + 4
    spent[DEPTH] = max(spent[DEPTH], 2)
