"""Worlds that move, as kernels read them, and what the general walk asks of them.

L lanes, with a life in each; N lives, T things, C cells of the padded arena, K planes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.kernel import kernel
from evosim.worlds.grid.things.rules_kernel import advance, course_key, reset


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


class State(NamedTuple):
    """What changes in the lives of a block, and memory that is written over."""

    at: NDArray[np.int32]  # (L, T) cells
    absent: NDArray[np.int32]  # (L, T) steps until it is there again: 0 it is there, −1 never
    paid: NDArray[np.bool_]  # (L, T)
    held: NDArray[np.int64]  # (L,) a bit for each key
    touches: NDArray[np.int32]  # (L, T) touches
    won: NDArray[np.bool_]  # (L,) whether a paying thing was touched
    before: NDArray[np.int32]  # (2, T) at and absent before a step
    closed: NDArray[np.bool_]  # (C,)
    sources: NDArray[np.int32]  # (T + 1,)
    distance: NDArray[np.int32]  # (C,)
    queue: NDArray[np.int32]  # (C,)


@kernel
def begin(things, world, walks, record, row, b, lanes):
    """Put the things of block ``b`` where they stand at the start of its lives."""
    for lane in range(lanes):
        n = b * world.lanes + lane
        reset(things, walks.things, lane, n)
        if record.first.shape[0] > 0:
            record.first[n, row] = 0
        for t in range(things.pays.size if record.course.shape[0] > 0 else 0):
            record.course[n, row, :, t] = things.places[n, t]


@kernel
def paint(things, world, walks, sight, b, lane, cell):
    """Show, on a cell of a lane, what stands there now."""
    state = walks.things
    n = b * world.lanes + lane
    place = (cell - world.cells[0]) * world.lanes + lane
    first = 0
    for t in range(things.pays.size, 0, -1):
        there = state.at[lane, t - 1] == cell and state.absent[lane, t - 1] == 0
        first = t if there else first
    world.touch[b, cell * world.lanes + lane] = first
    for k in range(things.ground.shape[1]):
        shown = things.ground[n, k, cell]
        for t in range(things.pays.size):
            if state.at[lane, t] == cell and state.absent[lane, t] == 0:
                shown += things.shows[n, t, k]
        world.planes[b, k, place] = shown
        if sight == 0:
            walks.planes[k, place] = shown


@kernel
def act(things, world, walks, record, row, sight, b, count, life, number):
    """Take step ``number`` of the first ``count`` lives that go on, from walks.asked to walks.after (L,).

    Both are places. Writes what the steps earned, whether they ended the life, and whether things changed.
    """
    state = walks.things
    for i in range(count):
        lane = walks.going[i]
        n = b * world.lanes + lane
        for t in range(things.pays.size):
            state.before[0, t] = state.at[lane, t]
            state.before[1, t] = state.absent[lane, t]
        key = course_key(things, n, world.starts[n, 0], life)
        here = np.int64(walks.asked[i] >> world.shift)
        near = np.int64(walks.after[i] >> world.shift)
        near, reward, last = advance(things, state, lane, n, here, near, key, number)
        walks.after[i] = near * world.lanes + lane
        walks.rewards[i] = reward
        walks.won[lane] = state.won[lane]
        walks.ended[i] = last >= 0
        walks.reached[lane] = last
        walks.stirred[lane] = False
        for t in range(things.pays.size):
            was = np.int64(state.before[0, t])
            now = np.int64(state.at[lane, t])
            if now != was or (state.absent[lane, t] == 0) != (state.before[1, t] == 0):
                walks.stirred[lane] = True
                paint(things, world, walks, sight, b, lane, was)
                paint(things, world, walks, sight, b, lane, now)
            if record.course.shape[0] > 0:
                record.course[n, row, number + 1 :, t] = now if state.absent[lane, t] == 0 else -1


@kernel
def settle(things, world, walks, record, row, sight, b, lanes):
    """After the lives of block ``b``: put its things back, and write how often each was touched."""
    state = walks.things
    for lane in range(lanes):
        n = b * world.lanes + lane
        for t in range(things.pays.size):
            if record.touches.shape[0] > 0:
                record.touches[n, row, t] = state.touches[lane, t]
            state.absent[lane, t] = -1
        for t in range(things.pays.size):
            paint(things, world, walks, sight, b, lane, np.int64(state.at[lane, t]))
        for t in range(things.pays.size):
            state.at[lane, t] = things.places[n, t]
            state.absent[lane, t] = 0
        for t in range(things.pays.size):
            paint(things, world, walks, sight, b, lane, np.int64(state.at[lane, t]))
