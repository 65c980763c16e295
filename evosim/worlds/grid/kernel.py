"""Drawing instances: layout, placement and distances.

Every number of an attempt comes from a stream of its own (instance, attempt, purpose), where the purpose of an
object's place is its name: adding an object moves no other. ``rules`` is a ``Rules`` and ``scratch`` a ``Scratch`` of
``rules.py``. C cells of the padded arena, T things, J starts.
"""

from __future__ import annotations

import numpy as np

from evosim.kernel import allocating_kernel, kernel
from evosim.random.kernel import S32, below, draw, fold, stream, threshold, unit
from evosim.random.purposes_kernel import CODE, FALSE_WALLS, STARTS, WALLS
from evosim.worlds.grid.layouts.kernel import lay

REGION, LIKE, PATH = 1, 2, 3  # how a kind is placed; 0 is anywhere
UNREACHED = -1


@kernel
def flood(walls, closed, sources, count, stride, distance, queue):
    """Breadth-first distances from the first ``count`` sources over cells that are neither wall nor closed.

    ``distance`` (C,) and ``queue`` (C,) are written; −1 where there is no way.
    """
    distance[:] = UNREACHED
    head = 0
    tail = 0
    for s in range(count):
        if distance[sources[s]] == UNREACHED:
            distance[sources[s]] = 0
            queue[tail] = sources[s]
            tail += 1
    while head < tail:
        cell = queue[head]
        head += 1
        for a in range(4):
            step = -stride if a == 0 else 1 if a == 1 else stride if a == 2 else -1
            near = cell + step
            if distance[near] == UNREACHED and not walls[near] and not closed[near]:
                distance[near] = distance[cell] + 1
                queue[tail] = near
                tail += 1


@allocating_kernel
def way_home(rules, things, walls, stride, distance, scratch):
    """Distances (C,) to the nearest paying thing, not through things that end a life without paying."""
    scratch.closed[:] = False
    sources = np.empty(things.size, np.int32)
    count = 0
    for t in range(things.size):
        if things[t] >= 0:
            if rules.pays[t] > 0:
                sources[count] = things[t]
                count += 1
            elif rules.ends[t]:
                scratch.closed[things[t]] = True
    flood(walls, scratch.closed, sources, count, stride, distance, scratch.queue)


@kernel
def pick(key, i, eligible):
    """The cell drawn among those eligible (C,), or −1 where there is none."""
    total = 0
    for cell in range(eligible.size):
        total += eligible[cell]
    if total == 0:
        return -1
    nth = below(key, i, total)
    for cell in range(eligible.size):
        if eligible[cell]:
            if nth == 0:
                return cell
            nth -= 1
    return -1


@kernel
def place(t, key, rules, things, starts, walls, stride, scratch):
    """Find a cell for thing ``t`` on free ground, by the rule of its kind; False if there is none.

    ``starts`` are those drawn so far: none for what is placed before them.
    """
    eligible = scratch.eligible
    where = rules.where[t]
    for cell in range(walls.size):
        eligible[cell] = not walls[cell]
        if where == REGION:
            row = cell // stride - 1
            column = cell % stride - 1
            if row < rules.numbers[t, 0] or row > rules.numbers[t, 2]:
                eligible[cell] = False
            if column < rules.numbers[t, 1] or column > rules.numbers[t, 3]:
                eligible[cell] = False
    for other in range(things.size):
        if things[other] >= 0:
            eligible[things[other]] = False
    for j in range(starts.size):
        eligible[starts[j]] = False
    if where == LIKE:
        beside(things[rules.numbers[t, 0]], rules.numbers[t, 1], starts, walls, stride, scratch)
    elif where == PATH:
        between(rules.numbers[t, 0], rules.numbers[t, 1], starts, walls, stride, scratch)
        first = rules.numbers[t, 2]
        for other in range(first, first + rules.numbers[t, 3]):
            aside(things[other], starts, walls, stride, scratch)
    things[t] = pick(fold(key, np.int64(rules.names[t])), rules.nth[t], eligible)
    return things[t] >= 0


@allocating_kernel
def beside(goal, within, starts, walls, stride, scratch):
    """Leave only cells as far from every start as ``goal`` is, give or take ``within`` steps.

    Neither may stand on a shortest path to the other. Nothing is as far as what cannot be reached.
    """
    source = np.empty(1, np.int32)
    scratch.closed[:] = False
    source[0] = goal
    flood(walls, scratch.closed, source, 1, stride, scratch.from_other, scratch.queue)
    for j in range(starts.size):
        source[0] = starts[j]
        flood(walls, scratch.closed, source, 1, stride, scratch.from_start, scratch.queue)
        far = scratch.from_start[goal]
        for cell in range(walls.size):
            here = scratch.from_start[cell]
            if here < 0 or far < 0 or abs(here - far) > within:
                scratch.eligible[cell] = False
            elif here + scratch.from_other[cell] == far or far + scratch.from_other[cell] == here:
                scratch.eligible[cell] = False


@allocating_kernel
def between(nearest, furthest, starts, walls, stride, scratch):
    """Leave only cells whose path from every start has between ``nearest`` and ``furthest`` steps."""
    source = np.empty(1, np.int32)
    scratch.closed[:] = False
    for j in range(starts.size):
        source[0] = starts[j]
        flood(walls, scratch.closed, source, 1, stride, scratch.from_start, scratch.queue)
        for cell in range(walls.size):
            if not nearest <= scratch.from_start[cell] <= furthest:
                scratch.eligible[cell] = False


@allocating_kernel
def aside(goal, starts, walls, stride, scratch):
    """Leave only cells that are on no shortest path from a start to ``goal``."""
    source = np.empty(1, np.int32)
    scratch.closed[:] = False
    source[0] = goal
    flood(walls, scratch.closed, source, 1, stride, scratch.from_other, scratch.queue)
    for j in range(starts.size):
        source[0] = starts[j]
        flood(walls, scratch.closed, source, 1, stride, scratch.from_start, scratch.queue)
        for cell in range(walls.size):
            if scratch.from_start[cell] + scratch.from_other[cell] == scratch.from_start[goal]:
                scratch.eligible[cell] = False


@allocating_kernel
def unlocks(rules, things, start, walls, stride, scratch):
    """Whether a way leads from ``start`` to a thing that pays, on which there is a key to every lock.

    Keys are kept, so what can be reached with all keys that were found grows until nothing is new.
    """
    source = np.empty(1, np.int32)
    source[0] = start
    held = 0
    known = -1
    while held != known:
        known = held
        scratch.closed[:] = False
        for t in range(things.size):
            locked = rules.needs[t] >= 0 and not held >> max(rules.needs[t], 0) & 1
            if things[t] >= 0 and (locked or (rules.ends[t] and rules.pays[t] <= 0)):
                scratch.closed[things[t]] = True
        flood(walls, scratch.closed, source, 1, stride, scratch.from_start, scratch.queue)
        for t in range(things.size):
            if things[t] >= 0 and scratch.from_start[things[t]] >= 0:
                if rules.gives[t] >= 0:
                    held |= 1 << rules.gives[t]
                if rules.pays[t] > 0:
                    return True
    return False


@kernel
def attempt(key, rules, stride, walls, things, starts, distance, scratch):
    """One try at an instance; True if every thing and every start has found its place."""
    lay(fold(key, WALLS), rules.layout, rules.share, rules.rooms, stride, walls)
    things[:] = -1
    for t in range(things.size):
        if rules.where[t] < LIKE and not place(t, key, rules, things, starts[:0], walls, stride, scratch):
            return False

    way_home(rules, things, walls, stride, distance, scratch)
    eligible = scratch.eligible
    for cell in range(walls.size):
        eligible[cell] = rules.shortest <= distance[cell] <= rules.longest
    for t in range(things.size):
        if things[t] >= 0:
            eligible[things[t]] = False
    places = fold(key, STARTS)
    for j in range(starts.size):
        starts[j] = pick(places, j, eligible)
        if starts[j] < 0:
            return False
        eligible[starts[j]] = False

    for t in range(things.size):
        if rules.where[t] >= LIKE and not place(t, key, rules, things, starts, walls, stride, scratch):
            return False
    way_home(rules, things, walls, stride, distance, scratch)
    for j in range(starts.size):
        if not rules.shortest <= distance[starts[j]] <= rules.longest:
            return False
        if rules.locked and not unlocks(rules, things, starts[j], walls, stride, scratch):
            return False
    return True


@kernel
def same(walls, things, other_walls, other_things):
    """Whether two instances have the same arena (C,) and the same places of things (T,)."""
    differ = 0
    for cell in range(walls.size):
        differ += walls[cell] != other_walls[cell]
    for t in range(things.size):
        differ += things[t] != other_things[t]
    return differ == 0


@kernel
def draw_rows(
    seed,
    replicate,
    split,
    rules,
    stride,
    attempts,
    seen_walls,
    seen_things,
    walls,
    things,
    starts,
    distance,
    codes,
    scratch,
):
    """Draw N instances into the rows of walls (N, C) … codes (N, 6), none equal to a seen one (M, C), (M, T).

    Returns the first row for which ``attempts`` tries did not suffice, or −1.
    """
    for n in range(walls.shape[0]):
        key = stream(seed, replicate, split, n)
        done = False
        for a in range(attempts):
            if not attempt(fold(key, a), rules, stride, walls[n], things[n], starts[n], distance[n], scratch):
                continue
            done = True
            for m in range(seen_walls.shape[0]):
                if same(walls[n], things[n], seen_walls[m], seen_things[m]):
                    done = False
                    break
            if done:
                break
        if not done:
            return n
        code = fold(fold(key, CODE), 0)
        for i in range(codes.shape[1]):
            codes[n, i] = unit(code, i)
    return -1


@kernel
def place_rows(keys, rules, stride, walls, things, starts, distance, found, scratch):
    """In each arena (M, C), with its starts (M, J), place the things that have no place yet: −1 in things (M, T).

    Each row draws from its own of keys (M,). Writes distance (M, C) and found (M,): whether there was room for all,
    and a way to what pays of at most the steps of a life from every start, with a key to every lock on it.
    """
    for m in range(walls.shape[0]):
        found[m] = True
        for t in range(things.shape[1]):
            if found[m] and things[m, t] < 0:
                found[m] = place(t, keys[m], rules, things[m], starts[m], walls[m], stride, scratch)
        way_home(rules, things[m], walls[m], stride, distance[m], scratch)
        for j in range(starts.shape[1]):
            if not 0 < distance[m, starts[m, j]] <= rules.longest:
                found[m] = False
            elif rules.locked and not unlocks(rules, things[m], starts[m, j], walls[m], stride, scratch):
                found[m] = False


@kernel
def falsify_rows(keys, share, stride, things, starts, shown):
    """Show free ground as wall and walls as free ground with probability ``share``, in shown (M, C).

    The ring, and cells with a thing or a start, are shown as they are.
    """
    limit = threshold(share)
    for m in range(shown.shape[0]):
        key = fold(keys[m], FALSE_WALLS)
        for cell in range(shown.shape[1]):
            row = cell // stride
            column = cell % stride
            if 0 < row < stride - 1 and 0 < column < stride - 1 and (draw(key, cell) >> S32) < limit:
                kept = False
                for t in range(things.shape[1]):
                    kept = kept or things[m, t] == cell
                for j in range(starts.shape[1]):
                    kept = kept or starts[m, j] == cell
                if not kept:
                    shown[m, cell] = np.float32(1) - shown[m, cell]


@allocating_kernel
def flood_rows(walls, rows, sources, stride, out):
    """Distances (M, C) from sources (M,) in the arenas walls[rows] over all free cells; things do not block."""
    closed = np.zeros(walls.shape[1], np.bool_)
    queue = np.empty(walls.shape[1], np.int32)
    source = np.empty(1, np.int32)
    for m in range(rows.size):
        source[0] = sources[m]
        flood(walls[rows[m]], closed, source, 1, stride, out[m], queue)
