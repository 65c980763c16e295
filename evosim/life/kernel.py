"""The one evaluation kernel: for each individual develop, think, walk.

While an agent thinks once in a life and the world stands still, what it does in a cell depends on the cell alone, so an
instance's moves are worked out once per cell that is visited, and a bump ends the walk: it would repeat for ever.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.encodings.kernel import develop_rules, grow, recognise
from evosim.kernel import allocating_kernel, kernel
from evosim.organs.kernel import read, sense, settle, think_on

ZERO = np.float32(0)
ONE = np.float32(1)
HALF = 0.5
UNKNOWN = -1
TABLE, GENERATOR = 1, 2
EARNED, WON, REACHED, CLOSEST = 0, 1, 2, 3  # the books of a life


class Desk(NamedTuple):
    """What one thread writes on while it evaluates individuals, one after another. C cells, Q units, R numbers, L = 16.

    ``moves`` remembers the actions of an instance's cells, ``met`` the last life that came to a cell, ``paid`` the last
    life that each of T things paid, for each of L·J lives, ``books`` what those earned (see ``arrive``).
    """

    rules: NDArray[np.float32]  # (Q, R)
    driven: NDArray[np.float32]  # (Q, L)
    sheet: NDArray[np.float32]  # (2, C, L)
    hidden: NDArray[np.float32]  # (L, H)
    excited: NDArray[np.float32]  # (H,)
    around: NDArray[np.float32]  # (5,)
    preference: NDArray[np.float32]  # (4,)
    moves: NDArray[np.int64]  # (C,)
    met: NDArray[np.int64]  # (C,)
    paid: NDArray[np.int64]  # (L·J, T)
    books: NDArray[np.float64]  # (L·J, 4)
    steps: NDArray[np.int64]  # (L·J,)
    here: NDArray[np.int64]  # (L·J,)
    nowhere: NDArray[np.int32]  # (0,) the trail of a life that leaves none


@kernel
def thinking_time(plan, genome):
    """Ticks of thought of a genome (G,)."""
    if plan.ticks_at < 0:
        return plan.ticks
    size = np.float64(abs(genome[plan.ticks_at]))
    return np.int64(plan.ticks * (size if size < 1.0 else 1.0) + HALF)


@kernel
def choose(plan, genome, world, desk, n, lane, cell, now):
    """The action (0 … 3) of an agent in a cell: the preferences of its organs, added; the first of the largest.

    ``now`` is the half of the sheet that holds its activity.
    """
    around = desk.around
    preference = desk.preference
    for a in range(4):
        preference[a] = ZERO
    unit = world.units[cell]
    if plan.habits == TABLE:
        if world.entry[n] >= 0:
            at = plan.habits_at + (world.entry[n] * world.cells.size + unit) * 4
            for a in range(4):
                preference[a] = genome[at + a]
    elif plan.habits == GENERATOR:
        grow(plan, genome, desk.hidden[lane], world.codes.shape[1], unit, desk.excited, preference)
    if plan.rules:
        read(desk.sheet[now], cell, world.stride, lane, around)
        gain = genome[plan.gain_at]
        for a in range(4):
            if plan.evolved_readout:
                seen = ZERO
                for i in range(5):
                    seen += genome[plan.readout_at + a * 5 + i] * around[i]
                preference[a] += gain * seen
            else:
                preference[a] += gain * around[a]
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
def walk(plan, genome, world, desk, n, lane, j, now, life, trail):
    """One life of an agent whose mind stands still; returns its steps.

    ``trail`` (T + 1,) receives the cells walked if it is that long. One that comes back to where it was goes round for
    ever, and nothing new happens.
    """
    k = lane * world.starts.shape[1] + j
    moves = desk.moves
    met = desk.met
    paid = desk.paid[k]
    books = desk.books[k]
    cell = world.starts[n, j]
    open_books(world, n, cell, books)
    traced = trail.size > 0
    if traced:
        trail[:] = cell
    for t in range(world.steps):
        if moves[cell] == UNKNOWN:
            moves[cell] = choose(plan, genome, world, desk, n, lane, cell, now)
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
def walk_on(plan, genome, world, desk, b, ticks, life, trails):
    """All lives of block ``b`` of an agent that thinks on before each step and keeps its activity.

    What it thinks depends on what it is given alone, not on where it stands: the lives of an instance share a mind and
    go in step. ``life`` is the number of the first life.
    """
    here = desk.here
    steps = desk.steps
    books = desk.books
    starts = world.starts.shape[1]
    lanes = min(16, world.walls.shape[0] - b * 16)
    traced = trails.shape[0] > 0
    for k in range(lanes * starts):
        n = b * 16 + k // starts
        here[k] = world.starts[n, k % starts]
        steps[k] = -1
        open_books(world, n, here[k], books[k])
        if traced:
            trails[n, k % starts] = here[k]
    desk.sheet[:] = ZERO
    now = 0
    for t in range(world.steps):
        now = think_on(desk.rules, desk.driven, world.cells, world.stride, ticks, desk.sheet, now)
        for k in range(lanes * starts):
            if steps[k] >= 0:
                continue
            n = b * 16 + k // starts
            lane = k // starts
            a = choose(plan, genome, world, desk, n, lane, here[k], now)
            here[k] = move(world, n, here[k], a)
            if traced:
                trails[n, k % starts, t + 1 :] = here[k]
            if arrive(world, n, here[k], life + k, desk.paid[k], books[k]):
                steps[k] = t + 1
    for k in range(lanes * starts):
        if steps[k] < 0:
            steps[k] = world.steps


@allocating_kernel
def live(first, last, genomes, plan, world, score, wins, genes, ticks, trails, lengths, reached, won):
    """Let individuals [first, last) of genomes (P, G) live in every instance from every start.

    Writes score (P,) mean return with shaping, wins (P,) lives in which a paying thing was reached, genes (P,) that
    are not zero, ticks (P,). For a single individual trails (N, J, T + 1), lengths, reached and won (N, J) are
    written too, if they are not empty.
    """
    units = world.cells.size
    cells = world.walls.shape[1]
    lives = 16 * world.starts.shape[1]
    desk = Desk(
        np.zeros((units, plan.numbers), np.float32),
        np.empty((units, 16), np.float32),
        np.zeros((2, cells, 16), np.float32),
        np.empty((16, plan.width), np.float32),
        np.empty(plan.width, np.float32),
        np.empty(5, np.float32),
        np.empty(4, np.float32),
        np.empty(cells, np.int64),
        np.full(cells, -1, np.int64),
        np.full((lives, world.pays.size), -1, np.int64),
        np.empty((lives, 4), np.float64),
        np.empty(lives, np.int64),
        np.empty(lives, np.int64),
        np.empty(0, np.int32),
    )
    live_at(desk, first, last, genomes, plan, world, score, wins, genes, ticks, trails, lengths, reached, won)


@kernel
def live_at(desk, first, last, genomes, plan, world, score, wins, genes, ticks, trails, lengths, reached, won):
    """Do what ``live`` says at a desk."""
    instances = world.walls.shape[0]
    starts = world.starts.shape[1]
    books = desk.books
    steps = desk.steps
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
            develop_rules(plan, genome, desk.rules)
        ticks[p] = thought
        total = 0.0
        successes = 0
        for b in range(world.planes.shape[0]):
            lanes = min(16, instances - b * 16)
            if plan.habits == GENERATOR:
                for lane in range(lanes):
                    recognise(plan, genome, world.codes[b * 16 + lane], desk.hidden[lane])
            if plan.rules:
                sense(desk.rules, world.planes[b], desk.driven)
            if thinks_on:
                walk_on(plan, genome, world, desk, b, thought, life, trails)
            else:
                now = 0
                if plan.rules:
                    now = settle(desk.rules, desk.driven, world.cells, world.stride, thought, desk.sheet)
                for lane in range(lanes):
                    n = b * 16 + lane
                    desk.moves[:] = UNKNOWN
                    for j in range(starts):
                        trail = trails[n, j] if traced else desk.nowhere
                        steps[lane * starts + j] = walk(
                            plan, genome, world, desk, n, lane, j, now, life + lane * starts + j, trail
                        )
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
