"""Evaluating individuals step by step, one life in each lane, with planes and a state of its own.

An agent may see only a window around it; what it has seen stays on its map for the life, or is forgotten at once. It
may live several lives in the same instance, and what it learns in one can last to the next; nothing reaches its genome.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.kernel import beside, kernel
from evosim.life.grid.kernel import score
from evosim.organs.kernel import count_genes, grow, learn, meet, prefer, spend, think

ZERO = np.float32(0)


class Walks(NamedTuple):
    """The lives of a block; a place is a cell and a lane, L · cell + lane."""

    here: NDArray[np.int32]  # (L,) the place where it is
    steps: NDArray[np.int32]  # (L,) after which it ended
    closest: NDArray[np.int32]  # (L,) steps there were left to a paying thing, at best
    reached: NDArray[np.int32]  # (L,) the thing that ended it, or −1
    earned: NDArray[np.float64]  # (L,)
    won: NDArray[np.bool_]  # (L,) whether a paying thing paid
    paid: NDArray[np.bool_]  # (L, T) whether each thing has paid
    going: NDArray[np.int32]  # (L,) the lanes whose lives have not ended; what follows is in their order
    asked: NDArray[np.int32]  # (L,) places
    wish: NDArray[np.float32]  # (4, L)
    actions: NDArray[np.int32]  # (L,)
    after: NDArray[np.int32]  # (L,) places
    rewards: NDArray[np.float64]  # (L,)
    ended: NDArray[np.bool_]  # (L,)
    planes: NDArray[np.float32]  # (K, S·L) what each agent knows
    mapped: NDArray[np.float32]  # the first of them, all but signals: what it knows of single cells
    sums: NDArray[np.float64]  # (N,) returns in each instance, if they are looked at singly
    stirred: NDArray[np.bool_]  # (L,) whether things changed in the last step
    in_view: NDArray[np.bool_]  # (L,) whether one of the changes may be in the window of the agent
    shown: NDArray[np.int32]  # (M,) where planes have changed since thought last began: places in (S·L,)
    news: NDArray[np.int64]  # (1,) how many places those are
    window: Any  # that agents see, if they do not see all
    signals: Any  # those that are felt, if any
    things: Any  # the state of things, where they change


@kernel
def see_all(window, world, walks, b):
    """Show the planes of block ``b`` as they are."""
    planes = walks.planes
    for k in range(planes.shape[0]):
        shown = world.planes[b, k]
        for i in range(shown.size):
            planes[k, np.uintp(i)] = shown[np.uintp(i)]


@kernel
def nothing_more(window, world, walks, b, start):
    """Agents that see all have seen all."""


@kernel
def nothing_new(window, world, walks, b, lane, before, near):
    """Agents that see all see nothing more after a step."""


@kernel
def feel_nothing(signals, world, walks, count, taken):
    """There is no signal."""


open_window = beside("open_window", "world, walks, b", see_all)
look_first = beside("look_first", "world, walks, b, start", nothing_more)
look = beside("look", "world, walks, b, lane, before, near", nothing_new)
feel = beside("feel", "world, walks, count, taken", feel_nothing)


@kernel
def begin(world, walks, record, row, b, lanes, life):
    """Put the lives of block ``b``, number ``life`` of each, at their starts."""
    walks.stirred[:] = False
    walks.news[0] = 0
    begin_things(world.things, world, walks, record, row, b, lanes, life)
    open_window(walks.window, world, walks, b)
    walks.paid[:] = False
    for lane in range(lanes):
        start = world.starts[b * world.lanes + lane, 0] * world.lanes + lane
        walks.here[lane] = start
        walks.steps[lane] = world.steps
        walks.closest[lane] = world.distance[b, start]
        walks.reached[lane] = -1
        walks.earned[lane] = 0.0
        walks.won[lane] = False
        walks.going[lane] = lane
        look_first(walks.window, world, walks, b, start)


@kernel
def touch(world, walks, i, lane, thing):
    """The life in a lane touches a thing, which pays once in a life."""
    if not walks.paid[lane, thing]:
        walks.paid[lane, thing] = True
        walks.rewards[i] = world.pays[thing]
        if world.pays[thing] > 0:
            walks.won[lane] = True
    if world.ends[thing]:
        walks.reached[lane] = thing
        walks.ended[i] = True


@kernel
def touch_each(things, world, walks, record, row, sight, b, count, number):
    """Let the first ``count`` lives that go on touch what stands where they come to."""
    standing = world.touch[b]
    for each in range(count):
        i = np.uintp(each)
        walks.rewards[i] = 0.0
        walks.ended[i] = False
        thing = standing[np.uintp(walks.after[i])] - 1
        if thing >= 0 and not world.inert:
            touch(world, walks, each, walks.going[i], thing)


@kernel
def nothing_to_begin(things, world, walks, record, row, b, lanes, life):
    """Things that last are where they are."""


@kernel
def nothing_to_settle(things, world, walks, record, row, sight, b, lanes):
    """Things that last have not changed."""


begin_things = beside("begin", "world, walks, record, row, b, lanes, life", nothing_to_begin)
act = beside("act", "world, walks, record, row, sight, b, count, number", touch_each)
settle = beside("settle", "world, walks, record, row, sight, b, lanes", nothing_to_settle)


@kernel
def decide(plan, space, genome, world, walks, b, count):
    """Write what the agents do, and where that leads, into walks.actions and walks.after (L,).

    The preferences of the organs are added, and the first of the largest is taken.
    """
    asked = walks.asked[:count]
    wish = walks.wish
    walls = world.walls[b]
    for a in range(4):
        for i in range(count):
            wish[a, np.uintp(i)] = ZERO
    prefer(plan.organs, space.organs, genome, world, b, walks.planes, asked, wish)
    actions = walks.actions
    ahead = walks.after
    line = np.int32(world.stride * world.lanes)
    step = np.int32(world.lanes)
    north = wish[0]
    east = wish[1]
    south = wish[2]
    west = wish[3]
    for each in range(count):  # without branches, which nobody could foretell, and in vectors
        i = np.uintp(each)
        best = north[i]
        more = east[i] > best
        best = east[i] if more else best
        action = np.int32(1) if more else np.int32(0)
        way = step if more else -line
        more = south[i] > best
        best = south[i] if more else best
        action = np.int32(2) if more else action
        way = line if more else way
        more = west[i] > best
        actions[i] = np.int32(3) if more else action
        ahead[i] = -step if more else way
    for each in range(count):
        i = np.uintp(each)
        near = asked[i] + ahead[i]
        ahead[i] = near if walls[np.uintp(near)] == 0 else asked[i]


@kernel
def walk(plan, space, genome, world, walks, b, lanes, life, record, row):
    """Walk the lives of block ``b``, number ``life`` of each, to their ends.

    record.trails (N, W, T + 1) receives the cells in row ``row`` of its second axis, if it is not empty.
    """
    going = walks.going
    here = walks.here
    after = walks.after
    closest = walks.closest
    trails = record.trails
    distance = world.distance[b]
    count = lanes
    changed = False  # whether planes, or things that may be out of view, have changed since thought last began
    walks.news[0] = 0  # what is shown first, organs have met
    for t in range(world.steps):
        for i in range(count):
            walks.asked[np.uintp(i)] = here[np.uintp(going[np.uintp(i)])]
        asked = walks.asked[:count]
        changed |= walks.news[0] > 0
        think(plan.organs, space.organs, world, b, walks.planes, asked, changed, walks.shown[: walks.news[0]])
        changed = False
        walks.news[0] = 0
        decide(plan, space, genome, world, walks, b, count)
        act(world.things, world, walks, record, row, plan.sight, b, count, t)
        feel(walks.signals, world, walks, count, t + 1)
        for each in range(count if record.rewards.shape[0] > 0 else 0):
            i = np.uintp(each)
            record.rewards[b * world.lanes + going[i], row, t] = walks.rewards[i]
        learn(
            plan.organs,
            space.organs,
            genome,
            world,
            b,
            walks.planes,
            asked,
            walks.actions[:count],
            after[:count],
            walks.rewards[:count],
            walks.ended[:count],
        )
        left = 0
        for each in range(count):
            i = np.uintp(each)
            lane = np.uintp(going[i])
            near = after[i]
            here[lane] = near
            walks.earned[lane] += walks.rewards[i]
            far = distance[np.uintp(near)]
            closest[lane] = far if np.uint32(far) < np.uint32(closest[lane]) else closest[lane]  # −1, no way, is far
            if record.first.shape[0] > 0 and walks.won[lane] and record.first[b * world.lanes + going[i], row] == 0:
                record.first[b * world.lanes + going[i], row] = t + 1
            if trails.shape[0] > 0:
                trails[b * world.lanes + going[i], row, t + 1 :] = near >> world.shift
            if walks.ended[i]:
                walks.steps[lane] = t + 1
                continue
            changed |= walks.stirred[lane]
            look(walks.window, world, walks, b, lane, asked[i], near)
            going[np.uintp(left)] = going[i]
            left += 1
        count = left
        if count == 0:
            break


@kernel
def live(first, last, genomes, plan, space, world, walks, found, record):
    """Evaluate individuals [first, last) of genomes (P, G) in every instance of ``world``, of one start each.

    ``space`` is the workspace of the brain and ``walks`` that of this kernel. Writes the ``Found`` of each, over all
    lives, and of a single individual the ``Record`` of its last W lives in each instance, if its arrays (N, W) are not
    empty: life l stands in row l mod W.
    """
    instances = world.starts.shape[0]
    together = instances // max(1, world.aims.size)  # lives that are lived in one instance stand one after another
    for p in range(first, last):
        genome = genomes[p]
        found.genes[p] = count_genes(genome, plan.rest)
        grow(plan, space, genome, world)
        total = 0.0
        walks.sums[:] = 0.0
        successes = 0
        for b in range(world.planes.shape[0]):
            lanes = min(world.lanes, instances - b * world.lanes)
            for life in range(world.lives):
                row = life % max(record.trails.shape[1], 1)
                begin(world, walks, record, row, b, lanes, life)
                for lane in range(lanes if record.trails.shape[0] > 0 else 0):
                    record.trails[b * world.lanes + lane, row] = world.starts[b * world.lanes + lane, 0]
                meet(plan.organs, space.organs, world, b, walks.planes, life)
                walk(plan, space, genome, world, walks, b, lanes, life, record, row)
                settle(world.things, world, walks, record, row, plan.sight, b, lanes)
                for lane in range(lanes):
                    n = b * world.lanes + lane
                    earned = walks.earned[lane]
                    if record.trails.shape[0] > 0:
                        record.earned[n, row] = earned
                    if walks.won[lane]:
                        successes += 1
                    else:
                        far = world.distance[b, world.starts[n, 0] * world.lanes + lane]
                        if far > 0:
                            earned += world.shaping * (far - walks.closest[lane]) / far
                    total += earned
                    if world.aims.size:
                        walks.sums[n // together] += earned
                    if record.trails.shape[0] > 0:
                        record.lengths[n, row] = walks.steps[lane]
                        record.reached[n, row] = walks.reached[lane]
                        record.won[n, row] = walks.won[lane]
        found.score[p] = score(world, walks.sums, total, instances * world.lives)
        found.wins[p] = successes
        found.spent[p] = 0.0
        spend(plan.organs, space.organs, world, found.spent[p])
