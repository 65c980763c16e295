"""The one evaluation kernel: for each individual develop, think, walk.

While an agent thinks once in a life and the world stands still, what it does in a cell depends on the cell alone, so an
instance's moves are worked out once per cell that is visited, and a bump ends the walk: it would repeat for ever. The
lives of a block go in step: what they do next does not wait for one another, so the processor works at several at once.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.encodings.kernel import develop_rules, excite, grow, lay, recognise, shares
from evosim.kernel import allocating_kernel, kernel
from evosim.organs.kernel import read, sense, spread, think_on, wake

ZERO = np.float32(0)
NEVER = np.float32(-np.inf)
HALF = 0.5
UNKNOWN, ASKED = np.int32(-1), np.int32(-2)  # where the agent moves to
TABLE, GENERATOR = 1, 2


class Walks(NamedTuple):
    """The lives of a block, numbered start by start and lane by lane: life k is that of lane k mod L.

    A place is a cell and a lane, L · cell + lane.
    """

    here: NDArray[np.int32]  # (J·L,) the place where it is
    before: NDArray[np.int32]  # (J·L,) where it was some time ago
    steps: NDArray[np.int32]  # (J·L,) after which it ended
    closest: NDArray[np.int32]  # (J·L,) steps there were left to a paying thing, at best
    reached: NDArray[np.int32]  # (J·L,) the thing that ended it, or −1
    earned: NDArray[np.float64]  # (J·L,)
    won: NDArray[np.bool_]  # (J·L,) whether a paying thing paid
    paid: NDArray[np.int64]  # (J·L, T) the number of the last life that each thing paid
    going: NDArray[np.int32]  # (J·L,) the lives that have not ended


class Desk(NamedTuple):
    """What one thread writes on while it evaluates individuals, one after another.

    C cells, S of them from the first unit to the last, Q units, R numbers, L lanes, J starts, W hidden units of a
    generator (made a multiple of 16), I numbers of a code. ``asked`` are the places of a block where it is asked what
    the agent does, ``sight`` what it sees there, ``wish`` its preferences, and ``moves`` the places it goes to, which
    are remembered.
    """

    rules: NDArray[np.float32]  # (R, Q)
    weights: NDArray[np.float32]  # (R, S·L)
    base: NDArray[np.float32]  # (S·L,)
    driven: NDArray[np.float32]  # (S·L,)
    sheet: NDArray[np.float32]  # (2, C·L)
    first: NDArray[np.float32]  # (I + 3, W)
    hidden: NDArray[np.float32]  # (L, W)
    excited: NDArray[np.float32]  # (J·L, W)
    asked: NDArray[np.int32]  # (J·L,)
    sight: NDArray[np.float32]  # (5, J·L)
    wish: NDArray[np.float32]  # (4, J·L)
    moves: NDArray[np.int32]  # (C·L,)
    walks: Walks


@kernel
def thinking_time(plan, genome):
    """Ticks of thought of a genome (G,)."""
    if plan.ticks_at < 0:
        return plan.ticks
    size = np.float64(abs(genome[plan.ticks_at]))
    return np.int64(plan.ticks * (size if size < 1.0 else 1.0) + HALF)


@kernel
def decide(plan, genome, world, desk, b, count, sheet):
    """What an agent does in the first ``count`` places of desk.asked (J·L,), into desk.moves.

    A place is a cell and a lane of block ``b``. The preferences of the organs are added, and the first of the largest
    is taken. sheet (C·L,) holds the activity of its cortex.
    """
    asked = desk.asked[:count]
    mask = world.lanes - 1
    walls = world.walls[b]
    wish = desk.wish
    if plan.habits == GENERATOR:  # in two loops, so that more than one place at a time is in work
        for i in range(count):
            at = asked[i]
            excite(plan, desk.first, desk.hidden[at & mask], world.units[at >> world.shift], desk.excited[i])
        for i in range(count):
            north, east, south, west = grow(plan, genome, world.codes.shape[1], desk.excited[i])
            wish[0, i] = north
            wish[1, i] = east
            wish[2, i] = south
            wish[3, i] = west
    else:
        for i in range(count):
            at = asked[i]
            row = world.entry[b * world.lanes + (at & mask)]
            gene = np.uintp(plan.habits_at + (row * world.cells.size + world.units[at >> world.shift]) * 4)
            for a in range(4):
                wish[a, i] = genome[gene + np.uintp(a)] if plan.habits == TABLE and row >= 0 else ZERO
    if plan.rules:
        sight = desk.sight
        gain = genome[plan.gain_at]
        read(sheet, asked, world.stride, world.lanes, sight)
        for a in range(4):
            if plan.evolved_readout:
                for i in range(count):
                    seen = ZERO
                    for v in range(5):
                        seen += genome[plan.readout_at + a * 5 + v] * sight[v, i]
                    wish[a, i] += gain * seen
            else:
                for i in range(count):
                    wish[a, np.uintp(i)] += gain * sight[a, np.uintp(i)]
    for i in range(count):
        best = wish[0, i]
        ahead = -world.stride
        for a in range(1, 4):
            if wish[a, i] > best:
                best = wish[a, i]
                ahead = 1 if a == 1 else world.stride if a == 2 else -1
        at = asked[i]
        near = at + world.lanes * ahead
        desk.moves[np.uintp(at)] = at if walls[np.uintp(near)] else near


@kernel
def touch(world, walks, k, life, thing):
    """Life ``k``, number ``life``, touches a thing: it pays once in a life. Whether that ends it."""
    if walks.paid[k, thing] != life:
        walks.paid[k, thing] = life
        walks.earned[k] += world.pays[thing]
        if world.pays[thing] > 0:
            walks.won[k] = True
    if world.ends[thing]:
        walks.reached[k] = thing
    return world.ends[thing]


@kernel
def think(plan, world, desk, ticks, now):
    """Think on from half ``now`` of the sheet; returns which half has the result."""
    shared = shares(plan)
    return think_on(
        desk.rules, desk.weights, shared, desk.driven, world.stride, world.lanes, ticks, plan.stops, desk.sheet, now
    )


@kernel
def walk(plan, genome, world, desk, b, ticks, now, life, trails):
    """All lives of block ``b``, step by step together; desk.walks tells what became of them.

    ``now`` is the half of the sheet that holds the agent's activity. An agent that thinks on does so before each step;
    what it thinks depends on what it is given alone, not on where it stands, so the lives of an instance share a mind.
    Of one whose mind stands still a bump ends the walk, and so does coming back to where it was: it goes round for
    ever, and nothing new happens. trails (N, J, T + 1) receives the cells walked, if it is not empty. ``life`` is the
    number of the first life.
    """
    walks = desk.walks
    here = walks.here
    going = walks.going
    closest = walks.closest
    moves = desk.moves
    starts = world.starts.shape[1]
    lanes = min(world.lanes, world.starts.shape[0] - b * world.lanes)
    distance = world.distance[b]
    things = world.touch[b]
    traced = trails.shape[0] > 0
    thinks_on = plan.rules != 0 and plan.kept
    count = 0
    for j in range(starts):
        for lane in range(lanes):
            n = b * world.lanes + lane
            k = j * world.lanes + lane
            cell = world.starts[n, j]
            here[k] = cell * world.lanes + lane
            walks.before[k] = here[k]
            walks.steps[k] = world.steps
            closest[k] = distance[here[k]]
            walks.reached[k] = -1
            walks.earned[k] = 0.0
            walks.won[k] = False
            if traced:
                trails[n, j] = cell
            going[count] = k
            count += 1
    moves[:] = UNKNOWN
    look = 1
    for t in range(world.steps):
        if thinks_on:
            now = think(plan, world, desk, ticks, now)
            moves[:] = UNKNOWN
        places = 0
        for i in range(count):  # without branches, which nobody could foretell
            at = here[np.uintp(going[np.uintp(i)])]
            known = moves[np.uintp(at)]
            desk.asked[np.uintp(places)] = at
            moves[np.uintp(at)] = ASKED if known == UNKNOWN else known
            places += known == UNKNOWN
        decide(plan, genome, world, desk, b, places, desk.sheet[now])
        left = 0
        for i in range(count):
            k = np.uintp(going[np.uintp(i)])
            at = here[k]
            near = moves[np.uintp(at)]
            if near == at and not thinks_on:
                continue
            here[k] = near
            far = distance[np.uintp(near)]
            closest[k] = far if np.uint32(far) < np.uint32(closest[k]) else closest[k]  # −1, no way, is very far
            if traced:
                lane = np.int64(k) & (world.lanes - 1)
                trails[b * world.lanes + lane, np.int64(k) >> world.shift, t + 1 :] = near >> world.shift
            thing = things[np.uintp(near)] - 1
            if thing >= 0 and not world.inert and touch(world, walks, k, life + np.int64(k), thing):
                walks.steps[k] = t + 1
                continue
            going[np.uintp(left)] = k
            left += near != walks.before[k] or thinks_on or traced
        count = left
        if count == 0:
            break
        if t + 1 == look:
            look *= 2
            for i in range(count):
                walks.before[going[i]] = here[going[i]]


@allocating_kernel
def live(first, last, genomes, plan, world, score, wins, genes, ticks, trails, lengths, reached, won):
    """Let individuals [first, last) of genomes (P, G) live in every instance from every start.

    Writes score (P,) mean return with shaping, wins (P,) lives in which a paying thing was reached, genes (P,) that
    deletion would change, ticks (P,). For a single individual trails (N, J, T + 1), lengths, reached and won (N, J) are
    written too, if they are not empty.
    """
    units = world.cells.size
    lanes = world.lanes
    places = world.units.size * lanes
    lives = lanes * world.starts.shape[1]
    width = (plan.width + 15) // 16 * 16
    base = np.zeros(world.planes.shape[2], np.float32)
    for place in range(base.size):
        if world.units[world.cells[0] + place // lanes] < 0:
            base[place] = NEVER
    weights = np.zeros((plan.numbers, base.size), np.float32)
    weights[2] = base
    desk = Desk(
        np.zeros((plan.numbers, units), np.float32),
        weights,
        base,
        np.empty(base.size, np.float32),
        np.zeros((2, places), np.float32),
        np.zeros((world.codes.shape[1] + 3, width), np.float32),
        np.empty((lanes, width), np.float32),
        np.empty((lives, width), np.float32),
        np.empty(lives, np.int32),
        np.empty((5, lives), np.float32),
        np.empty((4, lives), np.float32),
        np.empty(places, np.int32),
        Walks(
            np.empty(lives, np.int32),
            np.empty(lives, np.int32),
            np.empty(lives, np.int32),
            np.empty(lives, np.int32),
            np.empty(lives, np.int32),
            np.empty(lives, np.float64),
            np.empty(lives, np.bool_),
            np.full((lives, world.pays.size), -1, np.int64),
            np.empty(lives, np.int32),
        ),
    )
    live_at(desk, first, last, genomes, plan, world, score, wins, genes, ticks, trails, lengths, reached, won)


@kernel
def live_at(desk, first, last, genomes, plan, world, score, wins, genes, ticks, trails, lengths, reached, won):
    """Do what ``live`` says at a desk."""
    instances = world.starts.shape[0]
    starts = world.starts.shape[1]
    walks = desk.walks
    life = 0
    for p in range(first, last):
        genome = genomes[p]
        count = 0
        for g in range(genome.size):
            count += genome[g] != plan.rest[g]
        genes[p] = count
        thought = 0
        if plan.rules:
            thought = thinking_time(plan, genome)
            develop_rules(plan, genome, desk.rules)
            if not shares(plan):
                spread(desk.rules, world.cells, world.lanes, desk.weights)
        ticks[p] = thought
        if plan.habits == GENERATOR:
            lay(plan, genome, desk.first)
        total = 0.0
        successes = 0
        for b in range(world.planes.shape[0]):
            lanes = min(world.lanes, instances - b * world.lanes)
            if plan.habits == GENERATOR:
                for lane in range(lanes):
                    recognise(desk.first, world.codes[b * world.lanes + lane], desk.hidden[lane])
            now = 0
            if plan.rules:
                sense(desk.rules, desk.weights, shares(plan), world.planes[b], desk.base, desk.driven)
                if plan.kept or thought == 0:
                    desk.sheet[0] = ZERO
                else:
                    wake(desk.rules, desk.weights, shares(plan), desk.driven, world.stride, world.lanes, desk.sheet[0])
                    now = think(plan, world, desk, thought - 1, now)
            walk(plan, genome, world, desk, b, thought, now, life, trails)
            for lane in range(lanes):
                n = b * world.lanes + lane
                for j in range(starts):
                    k = j * world.lanes + lane
                    earned = walks.earned[k]
                    if walks.won[k]:
                        successes += 1
                    else:
                        far = world.distance[b, world.starts[n, j] * world.lanes + lane]
                        if far > 0:
                            earned += world.shaping * (far - walks.closest[k]) / far
                    total += earned
                    if trails.shape[0] > 0:
                        lengths[n, j] = walks.steps[k]
                        reached[n, j] = walks.reached[k]
                        won[n, j] = walks.won[k]
            life += world.lanes * starts
        score[p] = total / (instances * starts)
        wins[p] = successes
