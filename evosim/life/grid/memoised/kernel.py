"""Evaluating individuals where the world stands still and minds have no state of their own.

While an agent thinks once in a life and the world stands still, what it does in a cell depends on the cell alone, so an
instance's moves are worked out once per cell that is visited, and a bump ends the walk: it would repeat for ever. The
lives of a block go in step: what they do next does not wait for one another, so the processor works at several at once.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.kernel import kernel
from evosim.life.grid.kernel import score
from evosim.organs.kernel import count_genes, grow, meet, prefer, spend, think

ZERO = np.float32(0)
UNKNOWN, ASKED = np.int32(-1), np.int32(-2)  # where the agent moves to


class Walks(NamedTuple):
    """The lives of a block, numbered start by start and lane by lane: life k is that of lane k mod L.

    A place is a cell and a lane, L · cell + lane. ``asked`` are the places where it is asked what the agent does,
    ``wish`` its preferences there, and ``moves`` the places it goes to, which are remembered.
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
    asked: NDArray[np.int32]  # (J·L,)
    wish: NDArray[np.float32]  # (4, J·L)
    ahead: NDArray[np.int32]  # (J·L,) what the actions add to the places
    moves: NDArray[np.int32]  # (C·L,)
    sums: NDArray[np.float64]  # (N,) returns in each instance, if they are looked at singly


@kernel
def decide(plan, space, genome, world, walks, b, count):
    """Write what an agent does in the first ``count`` places of walks.asked (J·L,) of block ``b`` into walks.moves.

    The preferences of the organs are added, and the first of the largest is taken.
    """
    asked = walks.asked[:count]
    walls = world.walls[b]
    wish = walks.wish
    for a in range(4):
        for i in range(count):
            wish[a, np.uintp(i)] = ZERO
    prefer(plan.organs, space.organs, genome, world, b, world.planes[b], asked, wish)
    ahead = walks.ahead
    line = np.int32(world.stride * world.lanes)
    step = np.int32(world.lanes)
    north = wish[0]
    east = wish[1]
    south = wish[2]
    west = wish[3]
    for each in range(count):  # without branches, which nobody could foretell, and in vectors
        i = np.uintp(each)
        more = east[i] > north[i]
        best = east[i] if more else north[i]
        way = step if more else -line
        more = south[i] > best
        best = south[i] if more else best
        way = line if more else way
        ahead[i] = -step if west[i] > best else way
    moves = walks.moves
    for each in range(count):
        i = np.uintp(each)
        near = asked[i] + ahead[i]
        moves[np.uintp(asked[i])] = near if walls[np.uintp(near)] == 0 else asked[i]


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
def walk(plan, space, genome, world, walks, b, life, trails):
    """Walk all lives of block ``b``, step by step together; ``walks`` tells what became of them.

    An agent that thinks on does so before each step; what it thinks depends on what it is given alone, not on where it
    stands, so the lives of an instance share a mind. Of one whose mind stands still a bump ends the walk, and so does
    coming back to where it was: it goes round for ever, and nothing new happens. trails (N, J, T + 1) receives the
    cells walked, if it is not empty. ``life`` is the number of the first life.
    """
    here = walks.here
    going = walks.going
    closest = walks.closest
    moves = walks.moves
    starts = world.starts.shape[1]
    lanes = min(world.lanes, world.starts.shape[0] - b * world.lanes)
    distance = world.distance[b]
    things = world.touch[b]
    traced = trails.shape[0] > 0
    thinks_on = plan.goes_on
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
            think(plan.organs, space.organs, world, b, world.planes[b], walks.asked[:0], False, walks.asked[:0])
            moves[:] = UNKNOWN
        places = 0
        for i in range(count):  # without branches, which nobody could foretell
            at = here[np.uintp(going[np.uintp(i)])]
            known = moves[np.uintp(at)]
            walks.asked[np.uintp(places)] = at
            moves[np.uintp(at)] = ASKED if known == UNKNOWN else known
            places += known == UNKNOWN
        decide(plan, space, genome, world, walks, b, places)
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


@kernel
def live(first, last, genomes, plan, space, world, walks, found, record):
    """Evaluate individuals [first, last) of genomes (P, G) in every instance from every start.

    ``space`` is the workspace of the brain and ``walks`` that of this kernel. Writes the ``Found`` of each, and of
    a single individual the ``Record``, if its arrays are not empty.
    """
    instances = world.starts.shape[0]
    starts = world.starts.shape[1]
    life = 0
    walks.paid[:] = -1  # lives are numbered from 0 in each call
    for p in range(first, last):
        genome = genomes[p]
        found.genes[p] = count_genes(genome, plan.rest)
        grow(plan, space, genome, world)
        total = 0.0
        walks.sums[:] = 0.0
        successes = 0
        for b in range(world.planes.shape[0]):
            lanes = min(world.lanes, instances - b * world.lanes)
            meet(plan.organs, space.organs, world, b, world.planes[b], 0)
            walk(plan, space, genome, world, walks, b, life, record.trails)
            for lane in range(lanes):
                n = b * world.lanes + lane
                for j in range(starts):
                    k = j * world.lanes + lane
                    earned = walks.earned[k]
                    if record.trails.shape[0] > 0:
                        record.earned[n, j] = earned
                    if walks.won[k]:
                        successes += 1
                    else:
                        far = world.distance[b, world.starts[n, j] * world.lanes + lane]
                        if far > 0:
                            earned += world.shaping * (far - walks.closest[k]) / far
                    total += earned
                    if world.aims.size:
                        walks.sums[n] += earned
                    if record.trails.shape[0] > 0:
                        record.lengths[n, j] = walks.steps[k]
                        record.reached[n, j] = walks.reached[k]
                        record.won[n, j] = walks.won[k]
            life += world.lanes * starts
        found.score[p] = score(world, walks.sums, total, instances * starts)
        found.wins[p] = successes
        found.spent[p] = 0.0
        spend(plan.organs, space.organs, world, found.spent[p])
