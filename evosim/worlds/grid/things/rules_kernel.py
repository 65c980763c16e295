"""The rules of worlds that move: what one step of a life does to things, and things to it.

A step of a life is, in this order: the agent's own, unless a wall or a lock bars it; the touch of all things that stand
where it then is; the steps of things that move, in the order of their numbers, with a touch where one steps onto the
agent; the return of what was eaten. Nothing happens after a touch that ends the life.

``things`` is a ``Things`` and ``state`` a ``State`` of ``kernel.py``. T things, C cells of the padded arena.
"""

from __future__ import annotations

import numpy as np

from evosim.kernel import kernel
from evosim.random.kernel import below, fold
from evosim.random.purposes_kernel import REGROW, STEPS
from evosim.worlds.grid.kernel import flood

STILL, RANDOM, CHASE, FLEE, PLAN = 0, 1, 2, 3, 4
NEVER = -1  # steps until it is there again
FAR = 1 << 30
FEW = 9  # cells in a row of arenas of which all cells are kept in a number
BITS = 31  # cells in a row that is kept in a number


@kernel
def reset(things, state, lane, n):
    """Put the things of life ``n`` where they stand at its start."""
    for t in range(things.pays.size):
        state.at[lane, t] = things.places[n, t]
        state.absent[lane, t] = 0
        state.paid[lane, t] = False
        state.touches[lane, t] = 0
    state.held[lane] = 0
    state.won[lane] = False


@kernel
def barred(things, state, lane, cell, held):
    """Whether a lock stands on a cell, and ``held`` has no key to it."""
    found = False
    for each in range(things.locks.size):
        t = np.uintp(things.locks[each])
        locked = (held >> things.needs[t]) & 1 == 0
        found |= locked & (state.at[lane, t] == cell) & (state.absent[lane, t] == 0)
    return found and not things.inert


@kernel
def change(state, lane, t):
    """Note where thing ``t`` stood before its first change in a step."""
    if not state.before[1, t]:
        state.before[0, t] = state.at[lane, t]
        state.before[1, t] = 1


@kernel
def vanish(things, state, lane, t):
    """Thing ``t`` is eaten. The step in which it is counts as none of those that it is away."""
    change(state, lane, t)
    state.absent[lane, t] = things.after[t] + 1 if things.after[t] else NEVER


@kernel
def touch(things, state, lane, t):
    """The agent touches thing ``t``; what that pays."""
    state.touches[lane, t] += 1
    if things.inert:
        return 0.0
    reward = 0.0
    if things.repeats[t] or not state.paid[lane, t]:
        state.paid[lane, t] = True
        reward = things.pays[t]
        state.won[lane] |= reward > 0
    if things.gives[t] >= 0:
        state.held[lane] |= 1 << things.gives[t]
    if things.eaten[t]:
        vanish(things, state, lane, t)
    return reward


@kernel
def gap(things, state, lane, t, here, cell):
    """Rows and columns between a cell and the nearest of what thing ``t`` is after; FAR where there is none."""
    nearest = FAR
    row = cell // things.stride
    column = cell % things.stride
    for other in range(things.pays.size + 1):
        if other == things.pays.size:
            there = things.agent[t]
            place = here
        else:
            there = things.goal[t, other] and state.absent[lane, other] == 0
            place = state.at[lane, other]
        if there:
            nearest = min(nearest, abs(place // things.stride - row) + abs(place % things.stride - column))
    return nearest


@kernel
def survey(things, state, lane, n, t, here):
    """Write the steps from each cell to the nearest of what thing ``t`` is after; −1 where there is no way."""
    state.closed[:] = False
    count = 0
    for other in range(things.pays.size):
        if state.absent[lane, other] == 0:
            if things.goal[t, other]:
                state.sources[count] = state.at[lane, other]
                count += 1
            if things.needs[other] >= 0 and not things.inert:
                state.closed[state.at[lane, other]] = True
    if things.agent[t]:
        state.sources[count] = here
        count += 1
    flood(things.walls[n], state.closed, state.sources, count, things.stride, state.distance, state.queue)


@kernel
def short_way(things, state, lane, n, t, here, place):
    """What ``way`` finds, where the cells from the first unit to the last are at most 64: a bit for each."""
    stride = things.stride
    base = stride + 1
    goals = np.uint64(0)
    locks = np.uint64(0)
    for other in range(things.pays.size if things.hunts[t] else 0):
        there = np.uint64(state.absent[lane, other] == 0) << np.uint64(state.at[lane, other] - base)
        goals |= there if things.goal[t, other] else np.uint64(0)
    for each in range(0 if things.inert else things.locks.size):
        lock = np.uintp(things.locks[each])
        locks |= np.uint64(state.absent[lane, lock] == 0) << np.uint64(state.at[lane, lock] - base)
    if things.agent[t]:
        goals |= np.uint64(1) << np.uint64(here - base)
    own = np.uint64(1) << np.uint64(place - base)
    if (goals | locks) & own:
        return place
    line = np.uint64(stride)
    beside = own >> line | own << np.uint64(1) | own << line | own >> np.uint64(1)
    front = goals
    if not front & beside:
        walls = things.walls[n]
        free = np.uint64(0)
        for i in range(min(64, walls.size - base)):
            free |= np.uint64(walls[np.uintp(base + i)] == 0) << np.uint64(i)
        free &= ~(locks | goals)
        while front and not front & beside:
            front = (front >> line | front << np.uint64(1) | front << line | front >> np.uint64(1)) & free
            free &= ~front
    reached = front & beside
    if not reached:
        return place
    if reached & own >> line:
        return place - stride
    if reached & own << np.uint64(1):
        return place + 1
    if reached & own << line:
        return place + stride
    return place - 1


@kernel
def lay_out(things, state, lane, n, free, front):
    """Write, for each row of cells, a bit for each that neither is a wall or locked nor stands in ``front``."""
    stride = things.stride
    walls = things.walls[n]
    for each in range(1, stride - 1):
        bits = np.int64(0)
        for column in range(1, stride - 1):
            bits |= np.int64(walls[np.uintp(each * stride + column)] == 0) << column
        free[np.uintp(each)] = bits & ~np.int64(front[np.uintp(each)])
    for other in range(things.pays.size):
        if things.needs[other] >= 0 and state.absent[lane, other] == 0 and not things.inert:
            cell = np.int64(state.at[lane, other])
            free[np.uintp(cell // stride)] &= ~(np.int64(1) << (cell % stride))


@kernel
def way(things, state, lane, n, t, here, place):
    """The first step, of those of the actions, on a shortest way of thing ``t`` to what it is after; or ``place``.

    What ``survey`` finds, in arenas of at most 31 cells in a row: a row of cells is a number with a bit for each, and
    all cells that are as far from the goals are found together, until one of them lies beside ``place``.
    """
    stride = things.stride
    free = state.queue
    front = state.distance
    up = place // stride
    column = place % stride
    for row in range(stride):
        front[np.uintp(row)] = 0
    for other in range(things.pays.size):
        if state.absent[lane, other] == 0:
            cell = np.int64(state.at[lane, other])
            if things.goal[t, other]:
                front[np.uintp(cell // stride)] |= np.int64(1) << (cell % stride)
            if cell == place and things.needs[other] >= 0 and not things.inert:
                return place  # it stands on a lock, to which nothing finds a way
    if things.agent[t]:
        front[np.uintp(here // stride)] |= np.int64(1) << (here % stride)
    if front[np.uintp(up)] >> column & 1:
        return place
    laid = False
    some = np.int64(1)
    while some:
        if front[np.uintp(up - 1)] >> column & 1:
            return place - stride
        if front[np.uintp(up)] >> (column + 1) & 1:
            return place + 1
        if front[np.uintp(up + 1)] >> column & 1:
            return place + stride
        if front[np.uintp(up)] >> (column - 1) & 1:
            return place - 1
        if not laid:
            lay_out(things, state, lane, n, free, front)
            laid = True
        some = np.int64(0)
        above = np.int64(0)
        now = np.int64(front[np.uintp(1)])
        for each in range(1, stride - 1):
            row = np.uintp(each)
            below = np.int64(front[np.uintp(each + 1)])
            new = (above | below | now << 1 | now >> 1) & free[row]
            free[row] &= ~new
            front[row] = new
            some |= new
            above = now
            now = below
    return place


@kernel
def direction(things, a):
    """What action ``a`` adds to the cell: north, east, south, west."""
    size = 1 if a & 1 else things.stride
    return size if (a == 1) | (a == 2) else -size


@kernel
def step(things, state, lane, n, t, here, key, number):
    """Return where thing ``t`` goes, in step ``number`` of life ``n``, while the agent stands at ``here``."""
    place = np.int64(state.at[lane, t])
    kind = things.moves[t]
    if kind == RANDOM:
        near = place + direction(things, below(key, number * things.pays.size + t, 4))
        return place if things.walls[n, near] or barred(things, state, lane, near, 0) else near
    if kind == PLAN and things.stride <= FEW:
        return short_way(things, state, lane, n, t, here, place)
    if kind == PLAN and things.stride <= BITS:
        return way(things, state, lane, n, t, here, place)
    if kind == PLAN:
        survey(things, state, lane, n, t, here)
        for a in range(4):
            near = place + direction(things, a)
            if state.distance[place] > 0 and state.distance[near] == state.distance[place] - 1:
                return near
        return place
    best = place
    far = gap(things, state, lane, t, here, place)
    for a in range(4):
        near = place + direction(things, a)
        if things.walls[n, near] or barred(things, state, lane, near, 0):
            continue
        there = gap(things, state, lane, t, here, near)
        if (there < far) if kind == CHASE else (there > far):
            best = near
            far = there
    return best


@kernel
def come_back(things, state, lane, n, t, here, key, number):
    """Put thing ``t`` back, if there is a place where nothing stands; else it is tried again a step later."""
    place = np.int64(things.places[n, t])
    if things.elsewhere[t]:
        state.closed[:] = False
        for other in range(things.pays.size):
            if other != t and state.absent[lane, other] == 0:
                state.closed[state.at[lane, other]] = True
        state.closed[here] = True
        total = 0
        for cell in range(things.walls.shape[1]):
            total += not things.walls[n, cell] and not state.closed[cell]
        nth = below(fold(key, REGROW), number * things.pays.size + t, max(total, 1))
        place = np.int64(here)
        for cell in range(things.walls.shape[1]):
            if not things.walls[n, cell] and not state.closed[cell]:
                if nth == 0:
                    place = np.int64(cell)
                nth -= 1
    if place == here:
        state.absent[lane, t] = 1
    else:
        change(state, lane, t)
        state.at[lane, t] = place
        state.paid[lane, t] = False


@kernel
def advance(things, state, lane, n, here, near, key, number):
    """Take step ``number`` of life ``n``, from cell ``here`` to ``near``: the cell, its reward, what ended it or −1.

    ``key`` is that of the life; steps are counted from 0.
    """
    return take(things, state, lane, n, here, near, key, number, False)


@kernel
def take(things, state, lane, n, here, near, key, number, bare):
    """Take a step as ``advance`` does; if ``near`` is known to be ``bare``, nothing stands there."""
    if things.walls[n, near] or (not bare and barred(things, state, lane, near, state.held[lane])):
        near = here
        bare = False
    reward = -things.cost
    last = -1
    for t in range(0 if bare else things.pays.size):
        if state.absent[lane, t] == 0 and state.at[lane, t] == near:
            reward += touch(things, state, lane, t)
            if things.ends[t] and last < 0 and not things.inert:
                last = t
    for each in range(things.movers.size if last < 0 else 0):
        t = things.movers[each]
        if state.absent[lane, t] != 0 or (number + 1) % things.every[t] != 0:
            continue
        place = step(things, state, lane, n, t, near, key, number)
        moved = place != state.at[lane, t]
        if moved:
            change(state, lane, t)
            state.at[lane, t] = place
        for other in range(things.pays.size if moved and things.hunts[t] else 0):
            prey = things.goal[t, other] and things.eaten[other] and not things.inert
            if prey and state.absent[lane, other] == 0 and state.at[lane, other] == place:
                vanish(things, state, lane, other)
        if moved and place == near:
            reward += touch(things, state, lane, t)
            if things.ends[t] and not things.inert:
                last = t
                break
    for each in range(things.regrowing.size if last < 0 else 0):
        t = things.regrowing[each]
        if state.absent[lane, t] > 0:
            state.absent[lane, t] -= 1
            if state.absent[lane, t] == 0:
                come_back(things, state, lane, n, t, near, key, number)
    return near, reward, last


@kernel
def course_key(things, n, start, life):
    """The key of the draws of a life: that of its instance, its start, and its number."""
    return fold(fold(fold(things.keys[n], STEPS), start), life)
