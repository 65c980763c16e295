"""Layouts in plain Python: sets of (row, column), counted from 1 inside the ring. The reference for ``kernel.py``."""

from __future__ import annotations

from itertools import pairwise

from evosim.random.reference import below, draw, threshold
from evosim.worlds.grid.options import Layout, Maze, Open, Rooms

Spot = tuple[int, int]


def lay(layout: Layout, size: int, key: int) -> frozenset[Spot]:
    """The free cells of an arena."""
    if isinstance(layout, Maze):
        return carve(layout, size, key)
    return divide(layout, size, key) if isinstance(layout, Rooms) else scatter(layout, size, key)


def scatter(layout: Open, size: int, key: int) -> frozenset[Spot]:
    """Each cell is a wall with probability ``walls``."""
    limit = threshold(layout.walls)
    return frozenset((q // size + 1, q % size + 1) for q in range(size**2) if draw(key, q) >> 32 >= limit)


def carve(layout: Maze, size: int, key: int) -> frozenset[Spot]:
    """A perfect maze by depth-first search over the cells with odd row and column; then loops."""
    chambers = {(row, column) for row in range(1, size + 1, 2) for column in range(1, size + 1, 2)}
    free, stack, drawn = {(1, 1)}, [(1, 1)], 0
    while stack:
        row, column = stack[-1]
        ways = [(-1, 0), (0, 1), (1, 0), (0, -1)]
        ways = [(i, j) for i, j in ways if (row + 2 * i, column + 2 * j) in chambers - free]
        if not ways:
            stack.pop()
            continue
        i, j = ways[below(key, drawn, len(ways))]
        drawn += 1
        stack.append((row + 2 * i, column + 2 * j))
        free |= {(row + i, column + j), stack[-1]}
    for row, column in sorted(chambers):
        for i, j in ((0, 1), (1, 0)):
            if (row + 2 * i, column + 2 * j) in chambers and (row + i, column + j) not in free:
                if draw(key, drawn) >> 32 < threshold(layout.loops):
                    free.add((row + i, column + j))
                drawn += 1
    return frozenset(free)


def divide(layout: Rooms, size: int, key: int) -> frozenset[Spot]:
    """Rooms with one door between neighbours."""
    lines = [i * (size + 1) // layout.rooms for i in range(layout.rooms + 1)]
    inner = lines[1:-1]
    everywhere = range(1, size + 1)
    free = {(row, column) for row in everywhere for column in everywhere if row not in inner and column not in inner}
    drawn = 0
    for line in inner:
        for first, last in pairwise(lines):
            spots = range(first + 1, last)
            free.add((line, spots[below(key, drawn, len(spots))]))
            free.add((spots[below(key, drawn + 1, len(spots))], line))
            drawn += 2
    return frozenset(free)
