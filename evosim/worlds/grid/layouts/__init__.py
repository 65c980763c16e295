"""Layouts of an arena: which cells inside the ring are walls.

``open`` walls at a density; ``maze`` a perfect maze, some of whose walls may be opened again; ``rooms`` a square of
rooms with one door between neighbours. ``reference.py`` is ``kernel.py`` in plain Python, for tests.
"""

from evosim.worlds.grid.options import Layout, Maze, Rooms

OPEN, MAZE, ROOMS = 0, 1, 2


def numbers(layout: Layout) -> tuple[int, float, int]:
    """A layout as kernels read it: its kind, a share (of walls, or of walls opened again), and rooms along a side."""
    if isinstance(layout, Maze):
        return MAZE, layout.loops, 0
    if isinstance(layout, Rooms):
        return ROOMS, 0.0, layout.rooms
    return OPEN, layout.walls, 0
