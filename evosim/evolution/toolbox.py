"""The steps of the base optimizer, registered under DEAP's names; each works on the whole matrix and can be swapped.

The registered steps are ``initial``, ``evaluate``, ``select``, ``mate``, ``mutate`` and ``elite``.
"""

from __future__ import annotations

import numpy as np
from deap.base import Toolbox
from numpy.typing import NDArray

from evosim.encodings import Blueprint
from evosim.evolution import kernel
from evosim.life import Scores, evaluate
from evosim.scenario.schema import Evolution
from evosim.threads import Threads
from evosim.worlds.grid import Instances

Genomes = NDArray[np.float32]


def toolbox(blueprint: Blueprint, instances: Instances, root: int, threads: Threads) -> Toolbox:
    """The steps that a scenario's settings ask for.

    Parameters
    ----------
    root : seed of all draws of this population (64 bits).
    """
    evolution: Evolution = blueprint.settings.evolution
    seed = np.uint64(root)
    world, plan = instances.blocks(), blueprint.plan
    count = evolution.population

    def initial(generation: int) -> Genomes:
        genomes = np.empty((count, blueprint.length), np.float32)
        way, first = evolution.initial, blueprint.first
        scale = np.float32(way.scale)
        threads.each(count, lambda a, b: kernel.initial(a, b, genomes, scale, way.zero, first, seed, generation))
        return genomes

    def measure(genomes: Genomes) -> Scores:
        return evaluate(genomes, plan, world, threads)

    def select(fitness: NDArray[np.float64], generation: int) -> NDArray[np.int32]:
        parents = np.empty((count, 2), np.int32)
        size = evolution.select.size
        threads.each(count, lambda a, b: kernel.tournament(a, b, fitness, size, parents, seed, generation))
        return parents

    def mate(genomes: Genomes, parents: NDArray[np.int32], generation: int) -> Genomes:
        children = np.empty_like(genomes)
        rate = evolution.cross.rate
        threads.each(count, lambda a, b: kernel.uniform(a, b, genomes, parents, rate, children, seed, generation))
        return children

    def mutate(genomes: Genomes, generation: int) -> Genomes:
        way = evolution.mutate
        scale = np.float32(way.scale)
        threads.each(count, lambda a, b: kernel.gaussian(a, b, genomes, way.rate, scale, way.delete, seed, generation))
        return genomes

    def elite(fitness: NDArray[np.float64]) -> NDArray[np.int64]:
        return best_first(fitness)[: evolution.elites]

    steps = Toolbox()
    steps.register("initial", initial)
    steps.register("evaluate", measure)
    steps.register("select", select)
    steps.register("mate", mate)
    steps.register("mutate", mutate)
    steps.register("elite", elite)
    return steps


def best_first(fitness: NDArray[np.float64]) -> NDArray[np.int64]:
    """(P,) individuals by falling fitness, the lowest index first on ties, NaN last."""
    return np.argsort(-fitness, kind="stable")
