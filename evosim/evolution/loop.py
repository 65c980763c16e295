"""The loop: evaluate, select, mate, mutate, keep the elites; the control draws every generation anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from deap.base import Toolbox
from deap.tools import Logbook
from numpy.typing import NDArray

from evosim.encodings import Blueprint
from evosim.evolution.books import Books
from evosim.evolution.lineage import Ancestor, descent
from evosim.evolution.toolbox import best_first, toolbox
from evosim.life import Agent
from evosim.threads import Threads
from evosim.worlds.grid import Instances


@dataclass(frozen=True, eq=False)
class Evolved:
    """What evolution left.

    Attributes
    ----------
    genomes : (P, G) float32, the last generation
    fitness : (P,) theirs
    champion : the fittest of the last generation, the lowest index on ties
    log : DEAP's Logbook, a row per generation
    line : the champion's line of first parents, oldest first
    born : the generation in which the champion's genome arose, if it is a copy that was kept as an elite
    evaluations : genomes evaluated
    """

    genomes: NDArray[np.float32]
    fitness: NDArray[np.float64]
    champion: Agent
    champion_fitness: float
    log: Logbook
    line: list[Ancestor]
    born: int
    evaluations: int


def evolve(
    blueprint: Blueprint,
    instances: Instances,
    root: int,
    threads: Threads | None = None,
    watch: Callable[[int], None] | None = None,
) -> Evolved:
    """Evolve a population in ``instances`` for the generations of the blueprint's settings.

    Fitness is the mean return of a life, less prices. ``kind = "random"`` draws each generation but its elites from
    the distribution of the first: random search with equal evaluations, whose best is kept as an elite.

    Parameters
    ----------
    root : seed of all draws (64 bits).
    watch : called with the number of each generation done.
    """
    settings = blueprint.settings
    evolution, prices = settings.evolution, settings.prices
    steps = toolbox(blueprint, instances, root, threads or Threads())
    books = Books()
    genomes = steps.initial(0)
    orphans = np.full((evolution.population, 2), -1, np.int32)
    parents, fitnesses = [orphans], list[NDArray[np.float64]]()
    for generation in range(evolution.generations):
        if generation:
            genomes, kin = _breed(steps, genomes, fitnesses[-1], generation, evolution.kind == "random")
            parents.append(kin)
        scores = steps.evaluate(genomes)
        fitness = scores.score - prices.thinking_time * scores.ticks - prices.description_length * scores.genes
        fitnesses.append(fitness)
        books.write(generation, fitness, scores)
        if watch:
            watch(generation + 1)
    best = int(best_first(fitness)[0])
    line = descent(parents, fitnesses, best)
    newborn = evolution.population - evolution.elites  # individuals from here on are copies
    born = [ancestor.origin_time for ancestor in line if ancestor.id % evolution.population < newborn]
    return Evolved(
        genomes=genomes,
        fitness=fitness,
        champion=Agent(genomes[best].copy(), blueprint, instances.codes),
        champion_fitness=float(fitness[best]),
        log=books.log,
        line=line,
        born=born[-1] if born else 0,
        evaluations=evolution.population * evolution.generations,
    )


def _breed(
    steps: Toolbox, genomes: NDArray[np.float32], fitness: NDArray[np.float64], generation: int, anew: bool
) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """The next generation and its parents (P, 2); elites come last and unchanged.

    Last, because the first of equals is champion and elite: a newborn that is as good takes the place of an old one.
    Were they first, fitness that has reached its ceiling would keep the very first individual that reached it, and the
    champion would tell of that one and not of what the population has become.
    """
    if anew:
        children = steps.initial(generation)
        parents = np.full((len(genomes), 2), -1, np.int32)
    else:
        parents = steps.select(fitness, generation)
        children = steps.mate(genomes, parents, generation)
        children = steps.mutate(children, generation)
    elites = steps.elite(fitness)
    first = len(genomes) - len(elites)
    children[first:] = genomes[elites]
    parents[first:, 0] = elites
    parents[first:, 1] = -1
    return children, parents
