"""The scent: preference_a = turn_a + Σ_d Σ_k weight_k·plane_k, d cells ahead in direction a."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.kernel import kernel
from evosim.organs.spent_kernel import DEPTH, UNROLLED


class Scent(NamedTuple):
    """The organ as kernels read it."""

    on: bool
    tensors: int
    reach: int


class Workspace(NamedTuple):
    """What one thread works in."""

    weights: NDArray[np.float32]  # (1, K)
    turns: NDArray[np.float32]  # (1, 4)


@kernel
def prefer(organ, space, genome, world, b, planes, asked, wish):
    """Add the preferences in each place of asked (M,) to wish (4, M)."""
    units = world.stride - 2
    for i in range(asked.size):
        cell = asked[i] >> world.shift
        lane = asked[i] & (world.lanes - 1)
        for a in range(4):
            down = (a == 2) - (a == 0)
            right = (a == 1) - (a == 3)
            total = space.turns[0, a]
            for d in range(1, organ.reach + 1):
                row = cell // world.stride + d * down
                column = cell % world.stride + d * right
                if 1 <= row <= units and 1 <= column <= units:
                    place = (row * world.stride + column - world.cells[0]) * world.lanes + lane
                    for k in range(planes.shape[0]):
                        total += space.weights[0, k] * planes[k, place]
            wish[a, i] += total


@kernel
def spend(organ, space, world, spent):
    """Add what a decision takes to spent (4,)."""
    spent[UNROLLED] += 4
    spent[DEPTH] = max(spent[DEPTH], 1)
