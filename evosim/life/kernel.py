"""The one evaluation kernel: for each individual develop, think, walk.

While an agent thinks once in a life and the world stands still, what it does in a cell depends on the cell alone, so an
instance's moves are worked out once per cell that is visited, and a bump ends the walk: it would repeat for ever.
"""

from __future__ import annotations

import numpy as np

from evosim.encodings.kernel import develop_rules, grow, recognise
from evosim.kernel import kernel
from evosim.organs.kernel import read, sense, settle

ZERO = np.float32(0)
ONE = np.float32(1)
HALF = 0.5
UNKNOWN = -1
TABLE, GENERATOR = 1, 2


@kernel
def thinking_time(plan, genome):
    """Ticks of thought of a genome (G,)."""
    if plan.ticks_at < 0:
        return plan.ticks
    size = np.float64(abs(genome[plan.ticks_at]))
    return np.int64(plan.ticks * (size if size < 1.0 else 1.0) + HALF)


@kernel
def choose(plan, genome, world, n, lane, cell, sheet, hidden, view, preference):
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
        grow(plan, genome, hidden, world.codes.shape[1], unit, preference)
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
def walk(plan, genome, world, n, lane, j, sheet, hidden, view, preference, moves, paid, life, trail):
    """One life. Returns (return, success, steps, thing reached or −1, closest approach to a paying thing).

    ``trail`` (T + 1,) receives the cells walked if it is that long; ``moves`` (C,) remembers actions.
    """
    cell = world.starts[n, j]
    closest = world.distance[n, cell]
    earned = 0.0
    success = False
    reached = -1
    steps = world.steps
    traced = trail.size > 0
    if traced:
        trail[:] = cell
    for t in range(world.steps):
        if moves[cell] == UNKNOWN:
            moves[cell] = choose(plan, genome, world, n, lane, cell, sheet, hidden, view, preference)
        a = moves[cell]
        near = cell + (-world.stride if a == 0 else 1 if a == 1 else world.stride if a == 2 else -1)
        if world.walls[n, near]:
            break
        cell = near
        if traced:
            trail[t + 1 :] = cell
        far = world.distance[n, cell]
        if far >= 0 and far < closest:
            closest = far
        thing = world.touch[n, cell] - 1
        if thing >= 0 and not world.inert:
            if paid[thing] != life:
                paid[thing] = life
                earned += world.pays[thing]
                if world.pays[thing] > 0:
                    success = True
            if world.ends[thing]:
                reached = thing
                steps = t + 1
                break
    return earned, success, steps, reached, closest


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
    rules = np.zeros((units, plan.numbers), np.float32)
    driven = np.empty((units, 16), np.float32)
    sheet = np.zeros((2, cells, 16), np.float32)
    hidden = np.empty(plan.width, np.float32)
    view = np.empty(5, np.float32)
    preference = np.empty(4, np.float32)
    moves = np.empty(cells, np.int64)
    paid = np.full(world.pays.size, -1, np.int64)
    nowhere = np.empty(0, np.int32)
    traced = trails.shape[0] > 0
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
            now = 0
            if plan.rules:
                sense(rules, world.planes[b], driven)
                now = settle(rules, driven, world.cells, world.stride, thought, sheet)
            for lane in range(min(16, instances - b * 16)):
                n = b * 16 + lane
                moves[:] = UNKNOWN
                if plan.habits == GENERATOR:
                    recognise(plan, genome, world.codes[n], hidden)
                for j in range(starts):
                    trail = trails[n, j] if traced else nowhere
                    earned, success, steps, thing, closest = walk(
                        plan,
                        genome,
                        world,
                        n,
                        lane,
                        j,
                        sheet[now],
                        hidden,
                        view,
                        preference,
                        moves,
                        paid,
                        life,
                        trail,
                    )
                    life += 1
                    if success:
                        successes += 1
                    else:
                        far = world.distance[n, world.starts[n, j]]
                        if far > 0:
                            earned += world.shaping * (far - closest) / far
                    total += earned
                    if traced:
                        lengths[n, j] = steps
                        reached[n, j] = thing
                        won[n, j] = success
        score[p] = total / (instances * starts)
        wins[p] = successes
