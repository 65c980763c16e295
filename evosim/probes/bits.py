"""Optimization power in bits: what a life adds at runtime, and how long the genome is."""

from __future__ import annotations

from math import log2

import numpy as np
from numpy.typing import NDArray

from evosim.evolution.loop import Setup, genome, plan_of, priced
from evosim.evolution.splitting import Bits, bits_of_selection
from evosim.life import Evaluator, Lives, Mind
from evosim.threads import Threads
from evosim.worlds.grid.instances import Instances


def bits_search(agent: Mind, novel: Instances) -> float:
    """What is lost of ``bits_performance`` with one unit of thought in all: the bits that search adds in a life.

    Source: the essays' optimization power at runtime (Conditions, 2.1), of which a table that never searches has none.
    """
    return bits_performance(agent, novel) - bits_performance(agent, novel, thought=1)


def bits_performance(agent: Mind, novel: Instances, thought: int | None = None) -> float:
    """−log2 of the probability that a random walker does as well in that life, mean over lives; at least 0.

    As well: it reaches a paying thing in no more steps. A life that reaches none is matched by every walker: 0 bits.
    Exact, by dynamic programming. It tells how good a life is, not how it came about: a table of optimal moves has as
    many bits as a search.
    """
    arrivals = first_payment(agent.live(novel, thought=thought), novel)
    chance = random_arrival(novel)
    n, j, _ = chance.shape
    bits = [
        -log2(chance[row, column, arrivals[row, column]])
        for row in range(n)
        for column in range(j)
        if arrivals[row, column] <= novel.steps
    ]
    return sum(bits) / (n * j)


def first_payment(lives: Lives, instances: Instances) -> NDArray[np.int64]:
    """(N, J) the step at which a paying thing is first reached, or T + 2."""
    pays = instances.kinds.pays[instances.kinds.of_thing] > 0
    first = np.full(lives.lengths.shape, instances.steps + 2, np.int64)
    for thing in np.flatnonzero(pays):
        first = np.minimum(first, lives.visits(np.broadcast_to(instances.things[:, thing, None], first.shape)))
    return np.where(lives.won, first, instances.steps + 2)


def random_arrival(instances: Instances) -> NDArray[np.float64]:
    """(N, J, T + 1) the probability that a walker who draws each action at random has been paid by step t.

    A walker that bumps stays; one that touches a thing that ends life unpaid is out.
    """
    kinds = instances.kinds
    n, j = instances.starts.shape
    paying = np.zeros(instances.walls.shape, np.bool_)
    ending = np.zeros(instances.walls.shape, np.bool_)
    for thing, kind in enumerate(kinds.of_thing):
        cells = (np.arange(n), instances.things[:, thing])
        paying[cells] |= kinds.pays[kind] > 0
        ending[cells] |= bool(kinds.ends[kind])
    free = ~instances.walls
    bumps = np.add.reduce([np.roll(instances.walls, -int(move), axis=1).astype(np.float64) for move in instances.moves])
    presence = np.zeros((n, j, instances.walls.shape[1]))
    presence[np.arange(n)[:, None], np.arange(j)[None, :], instances.starts] = 1.0
    course = np.zeros((n, j, instances.steps + 1))
    for t in range(instances.steps):
        entering = np.add.reduce([np.roll(presence, int(move), axis=2) for move in instances.moves])
        presence = 0.25 * (entering * free[:, None] + presence * bumps[:, None])
        paid = (presence * paying[:, None]).sum(axis=2)
        course[:, :, t + 1] = course[:, :, t] + paid
        presence = presence * ~(paying | ending)[:, None]
    return course


def description(genes: int, length: int) -> float:
    """Bits to write a genome down: each non-zero gene takes 32 and its place among ``length`` log2 of that."""
    return genes * (32 + log2(length)) if length else 0.0


def bits_selection(
    setup: Setup,
    training: Instances,
    fitness: float,
    root: int,
    *,
    population: int = 1000,
    runs: int = 8,
) -> Bits:
    """−log2 of the probability that a random genome does as well in ``training``, with its standard error.

    Random: from the distribution of the first generation. By adaptive multilevel splitting. It is what the base
    optimizer did, in the essays' bits of selection (Conditions, 2.1).

    Parameters
    ----------
    root : of the evolution that it is asked of (64 bits); its draws go by the lower half.
    """
    evaluate = Evaluator(plan_of(setup, root), training, Threads())

    def objective(genomes: NDArray[np.float32]) -> NDArray[np.float64]:
        return priced(evaluate(genomes), setup.prices)

    form = genome(setup, root)
    return bits_of_selection(objective, form, fitness, seed=root % 2**32, population=population, runs=runs)
