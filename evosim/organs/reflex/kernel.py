"""The reflex: a net with one hidden layer, evaluated only where an agent stands.

I inputs, H hidden units, W of them in memory (a multiple of 16), A actions, L lanes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.kernel import kernel
from evosim.organs.spent_kernel import DEPTH, UNROLLED

ZERO = np.float32(0)
ONE = np.float32(1)


class Reflex(NamedTuple):
    """The organ as kernels read it."""

    on: bool
    tensors: int
    radius: int


class Workspace(NamedTuple):
    """What one thread works in."""

    incoming: NDArray[np.float32]  # (H, I + 1), or (H, 1) where all inputs have the same weights
    outgoing: NDArray[np.float32]  # (A, H + 1), or (A, 1)
    first: NDArray[np.float32]  # (I + 1, W)
    second: NDArray[np.float32]  # (H + 1, A)
    values: NDArray[np.float32]  # (I + 1,) the inputs that are not 0
    which: NDArray[np.int64]  # (I + 1,) and their numbers
    active: NDArray[np.float32]  # (W,)


@kernel
def express(organ, space, genome, world):
    """Lay out the weights."""
    spread(space.incoming, space.first)
    spread(space.outgoing, space.second)


@kernel
def prefer(organ, space, genome, world, b, planes, asked, wish):
    """Add the outputs of the net in each place of asked (M,) to wish (4, M)."""
    hidden = space.incoming.shape[0]
    second = space.second
    active = space.active
    for i in range(asked.size):
        excite(space, organ.radius, world, planes, asked[i])
        north = second[hidden, 0]
        east = second[hidden, 1]
        south = second[hidden, 2]
        west = second[hidden, 3]
        for h in range(hidden):
            v = active[np.uintp(h)]
            north += v * second[np.uintp(h), 0]
            east += v * second[np.uintp(h), 1]
            south += v * second[np.uintp(h), 2]
            west += v * second[np.uintp(h), 3]
        wish[0, i] += north
        wish[1, i] += east
        wish[2, i] += south
        wish[3, i] += west


@kernel
def excite(space, radius, world, planes, at):
    """The hidden units (W,) in one place, into ``active``. Inputs that are 0 are passed over."""
    count = look(space.values, space.which, radius, world, planes, at)
    first = space.first
    active = space.active
    last = first.shape[0] - 1
    for h in range(active.size):
        active[np.uintp(h)] = first[last, np.uintp(h)]
    for f in range(count):
        v = space.values[np.uintp(f)]
        weights = first[space.which[np.uintp(f)]]
        for h in range(active.size):
            active[np.uintp(h)] += v * weights[np.uintp(h)]
    for h in range(active.size):
        v = active[np.uintp(h)]
        active[np.uintp(h)] = v / (ONE + abs(v))


@kernel
def look(values, which, radius, world, planes, at):
    """Write the inputs that are not 0 in the window around a place, and their numbers; how many there are.

    Inputs are numbered cell by cell, row by row, and in each cell plane by plane. Cells outside the arena show a wall.
    """
    cell = at >> world.shift
    lane = at & (world.lanes - 1)
    row = cell // world.stride
    column = cell - row * world.stride
    size = world.stride - 2
    count = 0
    number = 0
    for y in range(row - radius, row + radius + 1):
        for x in range(column - radius, column + radius + 1):
            if 1 <= y <= size and 1 <= x <= size:
                near = np.uintp((y * world.stride + x - world.cells[0]) * world.lanes + lane)
                for k in range(planes.shape[0]):  # without branches, which nobody could foretell
                    v = planes[k, near]
                    values[np.uintp(count)] = v
                    which[np.uintp(count)] = number + k
                    count += v != ZERO
            else:
                values[np.uintp(count)] = ONE
                which[np.uintp(count)] = number
                count += 1
            number += planes.shape[0]
    return count


@kernel
def spread(grown, laid):
    """Lay a tensor (R, Q), or (R, 1) of equal entries, into rows: laid (Q, at least R)."""
    last = grown.shape[1] - 1
    for q in range(laid.shape[0]):
        for r in range(grown.shape[0]):
            laid[q, r] = grown[r, min(q, last)]


@kernel
def spend(organ, space, world, spent):
    """Add what a decision takes to spent (4,): hidden units and preferences, one after the other."""
    spent[UNROLLED] += space.second.shape[0] - 1 + 4
    spent[DEPTH] = max(spent[DEPTH], 2)
