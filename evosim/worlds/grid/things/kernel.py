"""Worlds that move, as kernels read them, and what the general walk asks of them.

L lanes, with a life in each; N lives, T things, C cells of the padded arena, K planes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.kernel import kernel
from evosim.worlds.grid.things.rules_kernel import course_key, reset, take


class Things(NamedTuple):
    """Things as kernels read them."""

    on: bool
    inert: bool  # whether touching them does nothing
    stride: int
    cost: float  # of a step
    walls: NDArray[np.uint8]  # (N, C)
    places: NDArray[np.int32]  # (N, T) where each stands at the start of a life
    keys: NDArray[np.uint64]  # (N,) what their draws come from
    shows: NDArray[np.float32]  # (N, T, K)
    ground: NDArray[np.float32]  # (N, K, C) what is shown where nothing stands
    pays: NDArray[np.float64]  # (T,) and so are all that follow
    repeats: NDArray[np.bool_]
    ends: NDArray[np.bool_]
    eaten: NDArray[np.bool_]
    after: NDArray[np.int32]  # steps until what was eaten is there again; 0 never
    elsewhere: NDArray[np.bool_]
    needs: NDArray[np.int64]  # the key without which it cannot be entered, or −1
    gives: NDArray[np.int64]  # the key that it gives, or −1
    moves: NDArray[np.int64]
    every: NDArray[np.int64]
    agent: NDArray[np.bool_]  # whether it is after the agent
    goal: NDArray[np.bool_]  # (T, T) after which things it is
    hunts: NDArray[np.bool_]  # whether it is after any thing
    movers: NDArray[np.int64]  # the numbers of things that move, and so are all that follow
    locks: NDArray[np.int64]  # of those that need a key
    regrowing: NDArray[np.int64]  # of those that come back when they were eaten
    changing: NDArray[np.int64]  # of those that move or are eaten


class State(NamedTuple):
    """What changes in the lives of a block, and memory that is written over."""

    at: NDArray[np.int32]  # (L, T) cells
    absent: NDArray[np.int32]  # (L, T) steps until it is there again: 0 it is there, −1 never
    paid: NDArray[np.bool_]  # (L, T)
    held: NDArray[np.int64]  # (L,) a bit for each key
    touches: NDArray[np.int32]  # (L, T) touches
    won: NDArray[np.bool_]  # (L,) whether a paying thing was touched
    keys: NDArray[np.uint64]  # (L,) what the draws of each life come from
    before: NDArray[np.int32]  # (2, T) where each stood before it changed in a step, and whether it has; then cleared
    closed: NDArray[np.bool_]  # (C,)
    sources: NDArray[np.int32]  # (T + 1,)
    distance: NDArray[np.int32]  # (C,)
    queue: NDArray[np.int32]  # (C,)


@kernel
def begin(things, world, walks, record, row, b, lanes, life):
    """Put the things of block ``b`` where they stand at the start of its lives, number ``life`` of each."""
    for lane in range(lanes):
        n = b * world.lanes + lane
        reset(things, walks.things, lane, n)
        walks.things.keys[lane] = course_key(things, n, world.starts[n, 0], life)
        if record.first.shape[0] > 0:
            record.first[n, row] = 0
        for t in range(things.pays.size if record.course.shape[0] > 0 else 0):
            record.course[n, row, :, t] = things.places[n, t]


@kernel
def mark(things, world, walks, b, lane, cell):
    """Note, on a cell of a lane, the first thing that stands there now."""
    at = walks.things.at[np.uintp(lane)]
    absent = walks.things.absent[np.uintp(lane)]
    first = 0
    for t in range(things.pays.size, 0, -1):
        there = (at[np.uintp(t - 1)] == cell) & (absent[np.uintp(t - 1)] == 0)
        first = t if there else first
    world.touch[b, np.uintp(cell * world.lanes + lane)] = first


@kernel
def uncover(things, world, walks, unseen, b, lane, cell):
    """Put a cell on the map of a lane, with what stands there now. The planes of the block stay those of the start."""
    planes = walks.mapped
    n = b * world.lanes + lane
    ground = things.ground[n]
    place = np.uintp((cell - world.cells[0]) * world.lanes + lane)
    first = np.int64(world.touch[b, np.uintp(cell * world.lanes + lane)]) - 1
    if first < 0:
        for k in range(planes.shape[0]):
            planes[np.uintp(k), place] = ground[np.uintp(k), np.uintp(cell)]
    else:
        at = walks.things.at[np.uintp(lane)]
        absent = walks.things.absent[np.uintp(lane)]
        for k in range(planes.shape[0]):
            planes[np.uintp(k), place] = ground[np.uintp(k), np.uintp(cell)] + things.shows[n, np.uintp(first), k]
        for t in range(first + 1, things.pays.size):
            if at[np.uintp(t)] == cell and absent[np.uintp(t)] == 0:
                for k in range(planes.shape[0]):
                    planes[np.uintp(k), place] += things.shows[n, np.uintp(t), k]
    if unseen >= 0:
        planes[np.uintp(unseen), place] = 0


@kernel
def changes(things, world, walks, sight, b, lane, near, cell):
    """Note what stands on a cell where something has changed; whether it may be in view from ``near``.

    Where agents see all it is shown at once.
    """
    mark(things, world, walks, b, lane, cell)
    if sight == 0:
        uncover(things, world, walks, -1, b, lane, cell)
        walks.shown[np.uintp(walks.news[0])] = (cell - world.cells[0]) * world.lanes + lane
        walks.news[0] += 1
    seen = False
    for rows in range(-sight, sight + 1):
        seen |= abs(cell - near + rows * things.stride) <= sight
    return seen


@kernel
def act(things, world, walks, record, row, sight, b, count, number):
    """Take step ``number`` of the first ``count`` lives that go on, from walks.asked to walks.after (L,).

    Both are places. Writes what the steps earned, whether they ended the life, whether things changed, and whether that
    may be in view.
    """
    state = walks.things
    standing = world.touch[b]
    for each in range(count):
        i = np.uintp(each)
        lane = np.int64(walks.going[i])
        own = np.uintp(lane)
        n = b * world.lanes + lane
        here = np.int64(walks.asked[i] >> world.shift)
        near = np.int64(walks.after[i] >> world.shift)
        bare = standing[np.uintp(walks.after[i])] == 0
        near, reward, last = take(things, state, own, np.uintp(n), here, near, state.keys[own], number, bare)
        walks.after[i] = near * world.lanes + lane
        walks.rewards[i] = reward
        walks.won[own] = state.won[own]
        walks.ended[i] = last >= 0
        walks.reached[own] = last
        stirred = False
        seen = False
        for each_changing in range(things.changing.size):
            t = np.uintp(things.changing[each_changing])
            if state.before[1, t]:
                state.before[1, t] = 0
                now = np.int64(state.at[own, t])
                was = np.int64(state.before[0, t])
                stirred = True
                for each_of_both in range(1 if was == now else 2):
                    cell = was if each_of_both else now
                    seen |= changes(things, world, walks, sight, b, lane, near, cell)
        walks.stirred[own] = stirred
        walks.in_view[own] = seen
        for t in range(things.pays.size if record.course.shape[0] > 0 else 0):
            record.course[n, row, number + 1 :, t] = state.at[own, t] if state.absent[own, t] == 0 else -1


@kernel
def settle(things, world, walks, record, row, sight, b, lanes):
    """After the lives of block ``b``: put its things back, and write how often each was touched."""
    state = walks.things
    for lane in range(lanes):
        n = b * world.lanes + lane
        own = np.uintp(lane)
        for t in range(things.pays.size if record.touches.shape[0] > 0 else 0):
            record.touches[n, row, t] = state.touches[own, t]
        for each in range(things.changing.size):
            t = np.uintp(things.changing[each])
            state.before[0, t] = state.at[own, t]
            state.before[1, t] = state.absent[own, t]
            state.at[own, t] = things.places[n, t]
            state.absent[own, t] = 0
        for each in range(things.changing.size):
            t = np.uintp(things.changing[each])
            was = np.int64(state.before[0, t])
            home = np.int64(state.at[own, t])
            if was != home or state.before[1, t] != 0:
                state.before[1, t] = 0
                for each_of_both in range(2):
                    mark(things, world, walks, b, lane, home if each_of_both else was)
