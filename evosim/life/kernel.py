"""The one evaluation kernel: for each individual develop, think, walk.

While an agent thinks once in a life and the world stands still, what it does in a cell depends on the cell alone, so an
instance's moves are worked out once per cell that is visited, and a bump ends the walk: it would repeat for ever.
"""

from __future__ import annotations

import numpy as np

from evosim.encodings.kernel import develop_rules, grow, recognise
from evosim.kernel import kernel
from evosim.organs.kernel import read, sense, settle, think_on

ZERO = np.float32(0)
ONE = np.float32(1)
HALF = 0.5
UNKNOWN = -1
TABLE, GENERATOR = 1, 2
EARNED, WON, REACHED, CLOSEST = 0, 1, 2, 3  # the books of a life


@kernel
def thinking_time(plan, genome):
    """Ticks of thought of a genome (G,)."""
    if plan.ticks_at < 0:
        return plan.ticks
    size = np.float64(abs(genome[plan.ticks_at]))
    return np.int64(plan.ticks * (size if size < 1.0 else 1.0) + HALF)


@kernel
def choose(plan, genome, world, n, lane, cell, sheet, hidden, excited, view, preference):
    """The action (0 … 3) of an agent in a cell: the preferences of its organs, added; the first of the largest."""
    for a in range(4):
        preference[a] = ZERO
    unit = world.units[cell]
    if plan.habits == TABLE:
        if world.entry[n] >= 0:
            at = plan.habits_at + (world.entry[n] * world.cells.size + unit) * 4
            for a in range(4):
                preference[a] = genome[at + a]
    elif plan.habits == GENERATOR:
        grow(plan, genome, hidden, world.codes.shape[1], unit, excited, preference)
    if plan.rules:
        read(sheet, cell, world.stride, lane, view)
        gain = genome[plan.gain_at]
        for a in range(4):
            if plan.evolved_readout:
                seen = ZERO
                for i in range(5):
                    seen += genome[plan.readout_at + a * 5 + i] * view[i]
                preference[a] += gain * seen
            else:
                preference[a] += gain * view[a]
    action = 0
    for a in range(1, 4):
        if preference[a] > preference[action]:
            action = a
    return action


@kernel
def move(world, n, cell, a):
    """The cell after action ``a``; the same if a wall is in the way."""
    near = cell + (-world.stride if a == 0 else 1 if a == 1 else world.stride if a == 2 else -1)
    return cell if world.walls[n, near] else near


@kernel
def arrive(world, n, cell, life, paid, books):
    """Keep the books of a life that has come to ``cell``; whether that ended it.

    books (4,) are what was earned, whether anything was paid, the thing that ended the life or −1, and the closest
    approach to a paying thing. A thing pays once in a life: paid (T,) holds the last life that it paid.
    """
    far = world.distance[n, cell]
    if far >= 0 and far < books[CLOSEST]:
        books[CLOSEST] = far
    thing = world.touch[n, cell] - 1
    if thing < 0 or world.inert:
        return False
    if paid[thing] != life:
        paid[thing] = life
        books[EARNED] += world.pays[thing]
        if world.pays[thing] > 0:
            books[WON] = 1.0
    if world.ends[thing]:
        books[REACHED] = thing
    return world.ends[thing]


@kernel
def open_books(world, n, cell, books):
    """Begin the books (4,) of a life at ``cell``."""
    books[EARNED] = 0.0
    books[WON] = 0.0
    books[REACHED] = -1.0
    books[CLOSEST] = world.distance[n, cell]


@kernel
def walk(
    plan, genome, world, n, lane, j, sheet, hidden, excited, view, preference, moves, met, paid, life, trail, books
):
    """One life of an agent whose mind stands still; returns its steps.

    ``trail`` (T + 1,) receives the cells walked if it is that long; ``moves`` (C,) remembers actions, ``met`` (C,) the
    last life that came to a cell: one that comes back to where it was goes round for ever, and nothing new happens.
    """
    cell = world.starts[n, j]
    open_books(world, n, cell, books)
    traced = trail.size > 0
    if traced:
        trail[:] = cell
    for t in range(world.steps):
        if moves[cell] == UNKNOWN:
            moves[cell] = choose(plan, genome, world, n, lane, cell, sheet, hidden, excited, view, preference)
        near = move(world, n, cell, moves[cell])
        if near == cell:
            break
        cell = near
        if traced:
            trail[t + 1 :] = cell
        elif met[cell] == life:
            break
        met[cell] = life
        if arrive(world, n, cell, life, paid, books):
            return t + 1
    return world.steps


@kernel
def walk_on(
    plan,
    genome,
    world,
    b,
    ticks,
    rules,
    driven,
    sheet,
    hidden,
    excited,
    view,
    preference,
    paid,
    life,
    trails,
    books,
    steps,
):
    """All lives of block ``b`` of an agent that thinks on before each step and keeps its activity.

    What it thinks depends on what it is given alone, not on where it stands: the lives of an instance share a mind and
    go in step. hidden (L, H), paid (L·J, T), books (L·J, 4) and steps (L·J,) are written; life is the number of the
    first life.
    """
    starts = world.starts.shape[1]
    lanes = min(16, world.walls.shape[0] - b * 16)
    here = np.empty(lanes * starts, np.int64)
    traced = trails.shape[0] > 0
    for k in range(here.size):
        n = b * 16 + k // starts
        here[k] = world.starts[n, k % starts]
        steps[k] = -1
        open_books(world, n, here[k], books[k])
        if traced:
            trails[n, k % starts] = here[k]
    sheet[:] = ZERO
    now = 0
    for t in range(world.steps):
        now = think_on(rules, driven, world.cells, world.stride, ticks, sheet, now)
        for k in range(here.size):
            if steps[k] >= 0:
                continue
            n = b * 16 + k // starts
            lane = k // starts
            a = choose(plan, genome, world, n, lane, here[k], sheet[now], hidden[lane], excited, view, preference)
            here[k] = move(world, n, here[k], a)
            if traced:
                trails[n, k % starts, t + 1 :] = here[k]
            if arrive(world, n, here[k], life + k, paid[k], books[k]):
                steps[k] = t + 1
    for k in range(here.size):
        if steps[k] < 0:
            steps[k] = world.steps


@kernel
def live(first, last, genomes, plan, world, score, wins, genes, ticks, trails, lengths, reached, won):
    """Let individuals [first, last) of genomes (P, G) live in every instance from every start.

    Writes score (P,) mean return with shaping, wins (P,) lives in which a paying thing was reached, genes (P,) that
    are not zero, ticks (P,). For a single individual trails (N, J, T + 1), lengths, reached and won (N, J) are
    written too, if they are not empty.
    """
    units = world.cells.size
    cells = world.walls.shape[1]
    instances = world.walls.shape[0]
    starts = world.starts.shape[1]
    things = world.pays.size
    rules = np.zeros((units, plan.numbers), np.float32)
    driven = np.empty((units, 16), np.float32)
    sheet = np.zeros((2, cells, 16), np.float32)
    hidden = np.empty((16, plan.width), np.float32)
    excited = np.empty(plan.width, np.float32)
    view = np.empty(5, np.float32)
    preference = np.empty(4, np.float32)
    moves = np.empty(cells, np.int64)
    met = np.full(cells, -1, np.int64)
    paid = np.full((16 * starts, things), -1, np.int64)
    books = np.empty((16 * starts, 4), np.float64)
    steps = np.empty(16 * starts, np.int64)
    nowhere = np.empty(0, np.int32)
    traced = trails.shape[0] > 0
    thinks_on = plan.rules != 0 and plan.kept
    life = 0
    for p in range(first, last):
        genome = genomes[p]
        count = 0
        for g in range(genome.size):
            if genome[g] != ZERO:
                count += 1
        genes[p] = count
        thought = 0
        if plan.rules:
            thought = thinking_time(plan, genome)
            develop_rules(plan, genome, rules)
        ticks[p] = thought
        total = 0.0
        successes = 0
        for b in range(world.planes.shape[0]):
            lanes = min(16, instances - b * 16)
            if plan.habits == GENERATOR:
                for lane in range(lanes):
                    recognise(plan, genome, world.codes[b * 16 + lane], hidden[lane])
            if plan.rules:
                sense(rules, world.planes[b], driven)
            if thinks_on:
                walk_on(
                    plan, genome, world, b, thought, rules, driven, sheet, hidden, excited, view, preference, paid,
                    life, trails, books, steps,
                )  # fmt: skip
            else:
                now = 0
                if plan.rules:
                    now = settle(rules, driven, world.cells, world.stride, thought, sheet)
                for lane in range(lanes):
                    n = b * 16 + lane
                    moves[:] = UNKNOWN
                    for j in range(starts):
                        k = lane * starts + j
                        trail = trails[n, j] if traced else nowhere
                        steps[k] = walk(
                            plan, genome, world, n, lane, j, sheet[now], hidden[lane], excited, view, preference, moves,
                            met, paid[k], life + k, trail, books[k],
                        )  # fmt: skip
            for k in range(lanes * starts):
                n = b * 16 + k // starts
                j = k % starts
                if books[k, WON]:
                    successes += 1
                else:
                    far = world.distance[n, world.starts[n, j]]
                    if far > 0:
                        books[k, EARNED] += world.shaping * (far - books[k, CLOSEST]) / far
                total += books[k, EARNED]
                if traced:
                    lengths[n, j] = steps[k]
                    reached[n, j] = np.int32(books[k, REACHED])
                    won[n, j] = books[k, WON] != 0
            life += lanes * starts
        score[p] = total / (instances * starts)
        wins[p] = successes
