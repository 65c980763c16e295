"""A recurrent net: state = squash(W · (window, state, 1)), preferences V · (state, 1), with squash(x) = x / (1 + |x|).

R = (2r + 1)² · K inputs from the window, H hidden units and L lanes, both made a multiple of 8, A actions.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.kernel import kernel
from evosim.layer_kernel import action_layer, hidden_layer
from evosim.organs.net_kernel import lay, look, squash
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

    incoming: NDArray[np.float32]  # (hidden units, R + hidden units + 1)
    outgoing: NDArray[np.float32]  # (A, hidden units + 1)
    first: NDArray[np.float32]  # (1 + R + H, H)
    second: NDArray[np.float32]  # (1 + H, A)
    given: NDArray[np.float32]  # (R + H, L) what is seen, and the state
    state: NDArray[np.float32]  # (H, L) the same
    states: NDArray[np.float32]  # (H·L,) the same
    next: NDArray[np.float32]  # (H, L)
    nexts: NDArray[np.float32]  # (H·L,) the same
    wishes: NDArray[np.float32]  # (A, L)
    seen_from: NDArray[np.int32]  # (L,) the place whose window is in ``given``, or −1


@kernel
def express(organ, space, genome, world):
    """Lay out the weights."""
    lay(space.incoming, space.first.shape[0] - 1 - space.state.shape[0] + organ.hidden, space.first)
    lay(space.outgoing, organ.hidden, space.second)


@kernel
def meet(organ, space, world, b, planes, life):
    """Begin a life with an empty state, or with that of the life before."""
    space.seen_from[:] = -1
    if life == 0 or not organ.across:
        space.states[:] = ZERO


@kernel
def think(organ, space, world, b, planes, here, changed, shown):
    """Take the next state of the lives in the places of here (M,), from what stands around them.

    All lanes cost what one costs, so lives that have ended take one too, unless the next begins where they ended.
    """
    for i in range(here.size):
        lane = here[i] & (world.lanes - 1)
        if shown.size or space.seen_from[lane] != here[i]:
            look(space.given, lane, organ.radius, world, planes, here[i])
            space.seen_from[lane] = here[i]
    whole = space.given.shape[0]
    count = whole if organ.kept else whole - space.state.shape[0]
    hidden_layer(space.first, space.given, space.next, count, world.lanes)
    if organ.across and here.size < world.lanes:
        for i in range(here.size):
            lane = np.uintp(here[i] & (world.lanes - 1))
            for h in range(space.state.shape[0]):
                v = space.next[np.uintp(h), lane]
                space.state[np.uintp(h), lane] = v / (ONE + abs(v))
    else:
        squash(space.nexts, space.states)


@kernel
def prefer(organ, space, genome, world, b, planes, asked, wish):
    """Add the preferences of each state to wish (4, M)."""
    action_layer(space.second, space.state, space.wishes, space.state.shape[0], world.lanes)
    wishes = space.wishes
    if asked.size == world.lanes:  # in their order
        for a in range(4):
            for i in range(asked.size):
                wish[np.uintp(a), np.uintp(i)] += wishes[np.uintp(a), np.uintp(i)]
        return
    for each in range(asked.size):
        i = np.uintp(each)
        lane = np.uintp(asked[i] & (world.lanes - 1))
        for a in range(4):
            wish[np.uintp(a), i] += wishes[np.uintp(a), lane]


@kernel
def spend(organ, space, world, spent):
    """Add what a decision takes to spent (4,): hidden units and preferences, one after the other."""
    spent[UNROLLED] += organ.hidden + 4
    spent[DEPTH] = max(spent[DEPTH], 2)
