"""The window around an agent, and the map of what was seen through it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from evosim.kernel import beside, kernel
from evosim.life.grid.general.signals_kernel import note

ZERO = np.float32(0)
ONE = np.float32(1)


class Window(NamedTuple):
    """A window as kernels read it."""

    sight: int  # how far the agent sees along rows and columns
    unseen: int  # the plane that shows what was not seen
    maps: bool  # whether what was seen is kept


@kernel
def forget(window, world, walks, lane):
    """Empty the map of a lane: nothing is known but that nothing was seen."""
    planes = walks.mapped
    for q in range(world.cells.size):
        note(walks, np.uintp((world.cells[q] - world.cells[0]) * world.lanes + lane))
    for k in range(planes.shape[0]):
        fill = ONE if k == window.unseen else ZERO
        for q in range(world.cells.size):
            planes[k, np.uintp((world.cells[q] - world.cells[0]) * world.lanes + lane)] = fill


@kernel
def forget_all(window, world, planes):
    """Empty the maps of all lanes."""
    size = world.stride - 2
    wide = size * world.lanes
    for k in range(planes.shape[0]):
        fill = ONE if k == window.unseen else ZERO
        for i in range(size):
            at = i * world.stride * world.lanes
            planes[k, at : at + wide] = fill


@kernel
def show_planes(things, world, walks, unseen, b, lane, cell):
    """Put a cell on the map of a lane, as the planes of block ``b`` show it all life long."""
    planes = walks.mapped
    shown = world.planes[b]
    at = np.uintp((cell - world.cells[0]) * world.lanes + lane)
    for k in range(planes.shape[0]):
        planes[np.uintp(k), at] = ZERO if k == unseen else shown[np.uintp(k), at]


uncover = beside("uncover", "world, walks, unseen, b, lane, cell", show_planes)


@kernel
def reveal(window, world, walks, b, place, before):
    """Put on the map what is seen from a place: all within ``sight`` steps along rows and along columns.

    ``before`` is the place beside it from which all but what now comes into view was seen, or the same place: then all
    is put on the map.
    """
    lane = place & (world.lanes - 1)
    cell = place >> world.shift
    size = world.stride - 2
    row = cell // world.stride - 1
    column = cell % world.stride - 1
    top = row - window.sight
    bottom = row + window.sight
    left = column - window.sight
    right = column + window.sight
    gone = cell - (before >> world.shift)
    if gone == world.stride:
        top = bottom
    elif gone == -world.stride:
        bottom = top
    elif gone == 1:
        left = right
    elif gone == -1:
        right = left
    for i in range(max(0, top), min(size, bottom + 1)):
        for j in range(max(0, left), min(size, right + 1)):
            near = (i + 1) * world.stride + j + 1
            uncover(world.things, world, walks, window.unseen, b, lane, near)
            note(walks, (near - world.cells[0]) * world.lanes + lane)


@kernel
def open_window(window, world, walks, b):
    """Empty the maps of block ``b``; signals are shown as its planes show them."""
    planes = walks.planes
    forget_all(window, world, walks.mapped)
    for k in range(walks.mapped.shape[0], planes.shape[0]):
        shown = world.planes[b, k]
        for i in range(shown.size):
            planes[k, np.uintp(i)] = shown[np.uintp(i)]


@kernel
def look_first(window, world, walks, b, start):
    """Put on the map of a lane what is seen from its start."""
    reveal(window, world, walks, b, start, start)


@kernel
def look(window, world, walks, b, lane, before, near):
    """Put on the map of a lane what a step from a place to the next, or things that changed, bring into view."""
    moved = near != before
    whole = walks.stirred[lane] and walks.in_view[lane]
    if moved or whole:
        if moved and not window.maps:
            forget(window, world, walks, near & (world.lanes - 1))
        reveal(window, world, walks, b, near, near if whole or not window.maps else before)
