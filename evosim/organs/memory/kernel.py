"""A recurrent net: state = squash(W · (window, state, 1)), preferences V · (state, 1), with squash(x) = x / (1 + |x|).

I inputs ((2r + 1)² · K of the window, H of the state and 1), W the H hidden units made a multiple of 16, L lanes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.kernel import kernel
from evosim.organs.spent_kernel import DEPTH, UNROLLED

ZERO = np.float32(0)
ONE = np.float32(1)


class Memory(NamedTuple):
    """The organ as kernels read it."""

    on: bool
    tensors: int
    radius: int
    hidden: int
    kept: bool  # whether its state lasts from step to step
    across: bool  # and from life to life in the same instance


class Workspace(NamedTuple):
    """What one thread works in."""

    grown_in: NDArray[np.float32]  # (H, I)
    grown_out: NDArray[np.float32]  # (4, H + 1)
    into: NDArray[np.float32]  # (I, W)
    state: NDArray[np.float32]  # (L, W)
    total: NDArray[np.float32]  # (W,)


@kernel
def express(organ, space, genome, world):
    """Lay out the weights of the hidden units input by input."""
    for h in range(organ.hidden):
        for i in range(space.into.shape[0]):
            space.into[i, h] = space.grown_in[h, i]


@kernel
def meet(organ, space, world, b, planes, life):
    """Begin a life with an empty state, or with that of the life before."""
    if life == 0 or not organ.across:
        space.state[:] = ZERO


@kernel
def add(total, weights, value):
    """Add value times weights (W,) to total (W,)."""
    for h in range(total.size):
        total[np.uintp(h)] += value * weights[np.uintp(h)]


@kernel
def think(organ, space, world, b, planes, here, changed):
    """Take the next state of the lives in the places of here (M,), from what stands around them."""
    total = space.total
    units = world.stride - 2
    side = 2 * organ.radius + 1
    seen = side * side * planes.shape[0]
    for i in range(here.size):
        lane = here[i] & (world.lanes - 1)
        cell = here[i] >> world.shift
        state = space.state[lane]
        bias = space.into[seen + organ.hidden]
        for h in range(total.size):
            total[np.uintp(h)] = bias[np.uintp(h)]
        row = cell // world.stride - 1 - organ.radius
        column = cell % world.stride - 1 - organ.radius
        at = 0
        for r in range(row, row + side):
            for c in range(column, column + side):
                if 0 <= r < units and 0 <= c < units:
                    place = ((r + 1) * world.stride + c + 1 - world.cells[0]) * world.lanes + lane
                    for k in range(planes.shape[0]):
                        add(total, space.into[at + k], planes[k, place])
                else:
                    add(total, space.into[at], ONE)  # beyond the arena all is wall
                at += planes.shape[0]
        if organ.kept:
            for h in range(organ.hidden):
                add(total, space.into[seen + h], state[h])
        for h in range(total.size):
            v = total[np.uintp(h)]
            state[np.uintp(h)] = v / (ONE + abs(v))


@kernel
def prefer(organ, space, genome, world, b, planes, asked, wish):
    """Add the preferences of each state to wish (4, M)."""
    for i in range(asked.size):
        state = space.state[asked[i] & (world.lanes - 1)]
        for a in range(4):
            total = space.grown_out[a, organ.hidden]
            for h in range(organ.hidden):
                total += space.grown_out[a, h] * state[h]
            wish[a, i] += total


@kernel
def spend(organ, space, world, spent):
    """Add what a decision takes to spent (4,): hidden units and preferences, one after the other."""
    spent[UNROLLED] += organ.hidden + 4
    spent[DEPTH] = max(spent[DEPTH], 2)
