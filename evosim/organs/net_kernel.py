"""What nets on a window have in common. Places that are asked stand side by side, each in a lane.

I inputs, R of the window, H hidden units, made a multiple of 8, of A actions; L lanes, a multiple of 8.
"""

from __future__ import annotations

import numpy as np

from evosim.kernel import kernel
from evosim.sheet_kernel import WIDE

ZERO = np.float32(0)
ONE = np.float32(1)


@kernel
def lay(grown, inputs, weights):
    """Lay a tensor (O, I + 1), or (O, 1) of equal entries, into weights: the last entry, the bias, into the first row.

    ``inputs`` is I; rows of weights beyond I + 1 stay 0.
    """
    last = grown.shape[1] - 1
    for o in range(grown.shape[0]):
        weights[0, o] = grown[o, last]
        for i in range(inputs):
            weights[1 + i, o] = grown[o, min(i, last)]


@kernel
def look(seen, i, radius, world, planes, at):
    """Write what is seen in the window around a place into lane ``i`` of seen (R, L).

    Inputs are numbered cell by cell, row by row, and in each cell plane by plane. Cells outside the arena show a wall.
    """
    cell = at >> world.shift
    if radius == 1 and world.lanes == WIDE:  # known to the compiler, which writes out the loops
        corner = np.uintp(world.stride + 1)
        if (world.units[np.uintp(cell) - corner] | world.units[np.uintp(cell) + corner]) >= 0:  # both are within
            look_within(seen, i, 1, WIDE, world, planes, at)
        else:
            look_out(seen, i, world, planes, at)
        return
    row = np.int64(np.uint32(cell) // np.uint32(world.stride))
    column = cell - row * world.stride
    size = world.stride - 2
    if radius < row <= size - radius and radius < column <= size - radius:
        look_within(seen, i, radius, world.lanes, world, planes, at)
    else:
        look_beyond(seen, i, radius, world, planes, at, row, column)


@kernel
def look_within(seen, i, radius, lanes, world, planes, at):
    """What ``look`` does, of a window that is all within the arena."""
    kinds = np.uintp(planes.shape[0])
    step = np.uintp(lanes)
    line = np.uintp(world.stride) * step
    corner = np.uintp(at - (world.cells[0] + radius * (world.stride + 1)) * lanes)
    lane = np.uintp(i)
    side = 2 * radius + 1
    for each in range(kinds):
        k = np.uintp(each)
        plane = planes[k]
        for y in range(side):
            for x in range(side):
                seen[np.uintp(y * side + x) * kinds + k, lane] = plane[corner + np.uintp(y) * line + np.uintp(x) * step]


@kernel
def look_out(seen, i, world, planes, at):
    """What ``look`` does, of any window of radius 1 in 16 lanes."""
    cell = at >> world.shift
    here = np.uintp(at - world.cells[0] * WIDE)
    lane = np.uintp(i)
    kinds = np.uintp(planes.shape[0])
    for y in range(-1, 2):
        for x in range(-1, 2):
            step = y * world.stride + x
            shown = world.units[np.uintp(cell + step)] >= 0
            near = here + np.uintp(step * WIDE if shown else 0)
            number = np.uintp(3 * y + x + 4) * kinds
            for each in range(kinds):  # without branches, which nobody could foretell
                k = np.uintp(each)
                v = planes[k, near]
                seen[number + k, lane] = v if shown else ONE if each == 0 else ZERO


@kernel
def look_beyond(seen, i, radius, world, planes, at, row, column):
    """What ``look`` does, of any window: row and column of its middle count from 1 in the arena."""
    size = world.stride - 2
    kinds = planes.shape[0]
    here = at - world.cells[0] * world.lanes
    number = 0
    for y in range(-radius, radius + 1):
        for x in range(-radius, radius + 1):
            shown = 1 <= row + y <= size and 1 <= column + x <= size
            near = np.uintp(here + (y * world.stride + x) * world.lanes if shown else here)
            for k in range(kinds):  # without branches, which nobody could foretell
                beyond = ONE if k == 0 else ZERO
                v = planes[np.uintp(k), near]
                seen[np.uintp(number), np.uintp(i)] = v if shown else beyond
                number += 1


@kernel
def squash(values, squashed):
    """Write x / (1 + |x|) of each number into another array: of one into itself no vectors would be made."""
    for i in range(values.size):
        v = values[np.uintp(i)]
        squashed[np.uintp(i)] = v / (ONE + abs(v))
