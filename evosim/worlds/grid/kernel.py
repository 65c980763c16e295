"""Drawing instances: layout, placement and distances.

Every number of an attempt comes from a stream of its own (instance, attempt, purpose), where the purpose of an object's
place is its name: adding an object moves no other.
"""

from __future__ import annotations

import numpy as np

from evosim.kernel import kernel
from evosim.random.kernel import S32, below, draw, fold, stream, threshold, unit

WALLS = 1  # purposes of draws
STARTS = 2
CODE = 3
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
def attempt(
    key,
    stride,
    share,
    kind_of,
    like,
    within,
    names,
    pays,
    ends,
    shortest,
    longest,
    walls,
    things,
    starts,
    distance,
    queue,
    eligible,
    closed,
    from_start,
    from_other,
):
    """One try at an instance; True if every thing and every start has found its place."""
    size = stride - 2
    limit = threshold(share)
    layout = fold(key, WALLS)
    for cell in range(walls.size):
        row = cell // stride
        column = cell - row * stride
        inside = 0 < row <= size and 0 < column <= size
        walls[cell] = 1
        if inside and (draw(layout, (row - 1) * size + column - 1) >> S32) >= limit:
            walls[cell] = 0
    count = kind_of.size
    for t in range(count):
        things[t] = -1

    for t in range(count):
        if like[kind_of[t]] < 0:
            for cell in range(walls.size):
                eligible[cell] = not walls[cell]
            for other in range(count):
                if things[other] >= 0:
                    eligible[things[other]] = False
            things[t] = pick(fold(key, names[kind_of[t]]), t, eligible)
            if things[t] < 0:
                return False

    way_home(walls, kind_of, pays, ends, things, stride, distance, queue, closed)
    for cell in range(walls.size):
        eligible[cell] = shortest <= distance[cell] <= longest
    for t in range(count):
        if things[t] >= 0:
            eligible[things[t]] = False
    places = fold(key, STARTS)
    for j in range(starts.size):
        starts[j] = pick(places, j, eligible)
        if starts[j] < 0:
            return False
        eligible[starts[j]] = False

    placed_like = False
    for t in range(count):
        target = like[kind_of[t]]
        if target < 0:
            continue
        placed_like = True
        goal = -1
        for other in range(count):
            if kind_of[other] == target and goal < 0:
                goal = things[other]
        for cell in range(walls.size):
            eligible[cell] = not walls[cell]
            closed[cell] = False
        for other in range(count):
            if things[other] >= 0:
                eligible[things[other]] = False
        source = np.empty(1, np.int32)
        source[0] = goal
        flood(walls, closed, source, 1, stride, from_other, queue)
        for j in range(starts.size):
            eligible[starts[j]] = False
        for j in range(starts.size):
            source[0] = starts[j]
            flood(walls, closed, source, 1, stride, from_start, queue)
            far = from_start[goal]
            for cell in range(walls.size):
                here = from_start[cell]
                if here < 0 or far < 0 or abs(here - far) > within[kind_of[t]]:
                    eligible[cell] = False
                elif here + from_other[cell] == far or far + from_other[cell] == here:
                    eligible[cell] = False  # one would stand on a shortest path to the other
        things[t] = pick(fold(key, names[kind_of[t]]), t, eligible)
        if things[t] < 0:
            return False
    if placed_like:
        way_home(walls, kind_of, pays, ends, things, stride, distance, queue, closed)
        for j in range(starts.size):
            if not shortest <= distance[starts[j]] <= longest:
                return False
    return True


@kernel
def way_home(walls, kind_of, pays, ends, things, stride, distance, queue, closed):
    """Distances (C,) to the nearest paying thing, not through things that end a life without paying."""
    closed[:] = False
    sources = np.empty(kind_of.size, np.int32)
    count = 0
    for t in range(kind_of.size):
        if things[t] >= 0:
            if pays[kind_of[t]] > 0:
                sources[count] = things[t]
                count += 1
            elif ends[kind_of[t]]:
                closed[things[t]] = True
    flood(walls, closed, sources, count, stride, distance, queue)


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
    stride,
    share,
    kind_of,
    like,
    within,
    names,
    pays,
    ends,
    shortest,
    longest,
    attempts,
    seen_walls,
    seen_things,
    walls,
    things,
    starts,
    distance,
    codes,
):
    """Draw N instances into the rows of walls (N, C) … codes (N, 6), none equal to a seen one (M, C), (M, T).

    Returns the first row for which ``attempts`` tries did not suffice, or −1.
    """
    cells = walls.shape[1]
    queue = np.empty(cells, np.int32)
    eligible = np.zeros(cells, np.bool_)
    closed = np.zeros(cells, np.bool_)
    from_start = np.empty(cells, np.int32)
    from_other = np.empty(cells, np.int32)
    for n in range(walls.shape[0]):
        key = stream(seed, replicate, split, n)
        done = False
        for a in range(attempts):
            if not attempt(
                fold(key, a),
                stride,
                share,
                kind_of,
                like,
                within,
                names,
                pays,
                ends,
                shortest,
                longest,
                walls[n],
                things[n],
                starts[n],
                distance[n],
                queue,
                eligible,
                closed,
                from_start,
                from_other,
            ):
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
        code = fold(key, CODE)
        for i in range(codes.shape[1]):
            codes[n, i] = unit(fold(code, 0), i)
    return -1


@kernel
def flood_rows(walls, rows, sources, stride, out):
    """Distances (M, C) from sources (M,) in the arenas walls[rows] over all free cells; things do not block."""
    closed = np.zeros(walls.shape[1], np.bool_)
    queue = np.empty(walls.shape[1], np.int32)
    source = np.empty(1, np.int32)
    for m in range(rows.size):
        source[0] = sources[m]
        flood(walls[rows[m]], closed, source, 1, stride, out[m], queue)
