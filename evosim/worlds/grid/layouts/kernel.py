"""Layouts, drawn from a stream of their own. C cells of the padded arena; units go row by row inside the ring."""

from __future__ import annotations

import numpy as np

from evosim.kernel import allocating_kernel, kernel
from evosim.random.kernel import S32, below, draw, threshold

OPEN, MAZE = 0, 1


@kernel
def lay(key, kind, share, rooms, stride, walls):
    """Fill walls (C,) with 1 where a wall stands, else 0; the ring is all walls."""
    walls[:] = 1
    if kind == OPEN:
        scatter(key, share, stride, walls)
    elif kind == MAZE:
        carve(key, share, stride, walls)
    else:
        divide(key, rooms, stride, walls)


@kernel
def scatter(key, share, stride, walls):
    """Each unit is a wall with probability ``share``."""
    size = stride - 2
    limit = threshold(share)
    for unit in range(size * size):
        if (draw(key, unit) >> S32) >= limit:
            walls[(unit // size + 1) * stride + unit % size + 1] = 0


@allocating_kernel
def carve(key, share, stride, walls):
    """A perfect maze by depth-first search over chambers at even rows and columns, from the first one.

    Then each wall that still stands between two chambers is opened with probability ``share``.
    """
    side = (stride - 1) // 2  # chambers along a side
    stack = np.empty(side * side, np.int32)
    walls[stride + 1] = 0
    stack[0] = stride + 1
    height = 1
    drawn = 0
    while height:
        cell = stack[height - 1]
        ways = 0
        for a in range(4):
            ways += closed(cell, a, side, stride, walls)
        if ways == 0:
            height -= 1
            continue
        nth = below(key, drawn, ways)
        drawn += 1
        for a in range(4):
            if closed(cell, a, side, stride, walls):
                if nth == 0:
                    step = -stride if a == 0 else 1 if a == 1 else stride if a == 2 else -1
                    walls[cell + step] = 0
                    walls[cell + 2 * step] = 0
                    stack[height] = cell + 2 * step
                    height += 1
                nth -= 1
    limit = threshold(share)
    for row in range(side):
        for column in range(side):
            cell = (2 * row + 1) * stride + 2 * column + 1
            for a in range(1, 3):  # east and south, so that each wall is met once
                inside = column + 1 < side if a == 1 else row + 1 < side
                near = cell + 1 if a == 1 else cell + stride
                if inside and walls[near]:
                    if (draw(key, drawn) >> S32) < limit:
                        walls[near] = 0
                    drawn += 1


@kernel
def closed(cell, a, side, stride, walls):
    """Whether there is a chamber in direction ``a`` that has not been carved yet, 1 or 0."""
    row = cell // stride + (-2 if a == 0 else 2 if a == 2 else 0)
    column = cell % stride + (2 if a == 1 else -2 if a == 3 else 0)
    last = 2 * side - 1
    if row < 1 or column < 1 or row > last or column > last:
        return 0
    return 1 if walls[row * stride + column] else 0


@kernel
def divide(key, rooms, stride, walls):
    """``rooms`` × ``rooms`` rooms; between each two neighbours a wall with one door."""
    size = stride - 2
    for row in range(1, size + 1):
        for column in range(1, size + 1):
            walls[row * stride + column] = 0
    for i in range(1, rooms):
        line = (i * (size + 1)) // rooms
        for along in range(1, size + 1):
            walls[line * stride + along] = 1
            walls[along * stride + line] = 1
    drawn = 0
    for i in range(1, rooms):
        line = (i * (size + 1)) // rooms
        for j in range(rooms):
            first = (j * (size + 1)) // rooms + 1
            length = ((j + 1) * (size + 1)) // rooms - first
            walls[line * stride + first + below(key, drawn, length)] = 0
            walls[(first + below(key, drawn + 1, length)) * stride + line] = 0
            drawn += 2
