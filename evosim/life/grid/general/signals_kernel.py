"""What agents feel of the time that is left and of what the last step earned, and the notes of places that changed."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.kernel import kernel

TIME = 0  # the signal that is the same in all lanes; the other is what the last step earned


class Signals(NamedTuple):
    """Signals as kernels read them."""

    planes: NDArray[np.int64]  # the plane of each, or −1


@kernel
def note(walks, place):
    """Note that planes have changed in a place."""
    walks.shown[np.uintp(walks.news[0])] = place
    walks.news[0] += 1


@kernel
def felt(world, signal, taken, reward):
    """What a signal shows after so many steps of a life, the last of which earned ``reward``."""
    return np.float32((world.steps - taken) / world.steps) if signal == TIME else np.float32(reward)


@kernel
def fill(world, plane, value):
    """Show a number on all cells of the arena in all lanes; plane is (S·L,)."""
    size = world.stride - 2
    wide = size * world.lanes
    for r in range(size):
        at = np.uintp(r * world.stride * world.lanes)
        for i in range(wide):
            plane[at + np.uintp(i)] = value


@kernel
def fill_lane(world, plane, lane, value):
    """Show a number on all cells of the arena in one lane."""
    size = world.stride - 2
    for r in range(size):
        at = np.uintp(r * world.stride * world.lanes + lane)
        for c in range(size):
            plane[at + np.uintp(c * world.lanes)] = value


@kernel
def note_all(world, walks):
    """Note that planes have changed in all places of the arena."""
    size = world.stride - 2
    wide = size * world.lanes
    shown = walks.shown
    for r in range(size):
        at = r * world.stride * world.lanes
        first = np.uintp(walks.news[0])
        for i in range(wide):
            shown[first + np.uintp(i)] = at + i
        walks.news[0] += wide


@kernel
def feel(signals, world, walks, count, taken):
    """After so many steps let the first ``count`` lives that go on feel what signals show now, on all cells.

    What is the same for all of them is shown in the lanes of all at once, also of lives that have ended.
    """
    everywhere = False
    if signals.planes[TIME] >= 0:
        plane = walks.planes[np.uintp(signals.planes[TIME])]
        value = felt(world, TIME, taken, 0.0)
        everywhere = plane[np.uintp(walks.going[0])] != value
        if everywhere:
            fill(world, plane, value)
            note_all(world, walks)
    for each in range(count):
        i = np.uintp(each)
        lane = walks.going[i]
        news = False
        for signal in range(TIME + 1, signals.planes.size):
            if signals.planes[signal] >= 0:
                plane = walks.planes[np.uintp(signals.planes[signal])]
                value = felt(world, signal, taken, walks.rewards[i])
                if plane[np.uintp(lane)] != value:
                    fill_lane(world, plane, lane, value)
                    news = True
        for q in range(world.cells.size if news and not everywhere else 0):
            note(walks, (world.cells[q] - world.cells[0]) * world.lanes + lane)
