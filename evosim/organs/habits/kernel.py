"""Habits: preferences read from the genome, or grown by a net, only where an agent stands.

L lanes, J starts, W hidden units of the net (made a multiple of 16), I numbers of an instance's code.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.encodings.growth import Growth
from evosim.encodings.net.kernel import excite, grow, lay, recognise
from evosim.kernel import kernel
from evosim.organs.spent_kernel import DEPTH, UNROLLED


class Habits(NamedTuple):
    """The organ as kernels read it."""

    on: bool
    tensors: int
    grown: bool  # by a net; else it is a table
    growth: Growth
    positions: NDArray[np.float32]  # (Q, 2)


class Workspace(NamedTuple):
    """What one thread works in."""

    first: NDArray[np.float32]  # (I + 3, W)
    hidden: NDArray[np.float32]  # (L, W)
    excited: NDArray[np.float32]  # (J·L, W)


@kernel
def express(organ, space, genome, world):
    """Lay out the weights of the net."""
    if organ.grown:
        lay(organ.growth, genome, space.first)


@kernel
def meet(organ, space, world, b, planes, life):
    """Add up what depends on the instances of block ``b`` alone."""
    if organ.grown:
        for lane in range(min(world.lanes, world.starts.shape[0] - b * world.lanes)):
            recognise(space.first, world.codes[b * world.lanes + lane], space.hidden[lane])


@kernel
def prefer(organ, space, genome, world, b, planes, asked, wish):
    """Add the preferences in each place of asked (M,) to wish (4, M); a table knows nothing of novel instances."""
    count = asked.size
    mask = world.lanes - 1
    if organ.grown:  # in two loops, so that more than one place at a time is in work
        for i in range(count):
            at = asked[i]
            unit = world.units[at >> world.shift]
            x = organ.positions[unit, 0]
            y = organ.positions[unit, 1]
            excite(space.first, space.hidden[at & mask], x, y, space.excited[i])
        inputs = world.codes.shape[1] + 2
        for i in range(count):
            north, east, south, west = grow(organ.growth, genome, inputs, space.excited[i])
            wish[0, i] += north
            wish[1, i] += east
            wish[2, i] += south
            wish[3, i] += west
    else:
        for i in range(count):
            at = asked[i]
            row = world.entry[b * world.lanes + (at & mask)]
            if row >= 0:
                gene = np.uintp(organ.growth.at + (row * world.cells.size + world.units[at >> world.shift]) * 4)
                for a in range(4):
                    wish[a, i] += genome[gene + np.uintp(a)]


@kernel
def spend(organ, space, world, spent):
    """Add what a decision takes to spent (4,)."""
    spent[UNROLLED] += (organ.growth.terms if organ.grown else 0) + 4
    spent[DEPTH] = max(spent[DEPTH], 2 if organ.grown else 1)
