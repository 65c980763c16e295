"""Evolution of agents in their instances: the optimizer asks, lives answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

import numpy as np
from deap.tools import Logbook
from numpy.typing import NDArray

from evosim.encodings.nucleotides.layout_kernel import LETTERS
from evosim.evolution.fallback import fallback
from evosim.evolution.genome import Genes, Genome
from evosim.evolution.lineage import Ancestor, Descent
from evosim.evolution.log import Log
from evosim.evolution.optimizer import Optimizer
from evosim.evolution.options import Evolution, Gaussian, Prices
from evosim.evolution.over import aims
from evosim.evolution.toolbox import Fitness, Parents, best_first
from evosim.life import Agent, Scores
from evosim.life.kinds import evaluator
from evosim.life.scores import mean
from evosim.organs import blueprint as brains
from evosim.organs.blueprint import Blueprint
from evosim.organs.plan import Plan
from evosim.threads import Threads


class Settings(brains.Settings, Protocol):
    """What decides how a population evolves."""

    @property
    def evolution(self) -> Evolution:
        """The base optimizer."""

    @property
    def prices(self) -> Prices:
        """What is charged for."""


@dataclass(frozen=True)
class Setup:
    """What evolves and how: the blueprint of brains, the base optimizer, and what is charged for."""

    blueprint: Blueprint
    way: Evolution
    prices: Prices = field(default_factory=Prices)

    @classmethod
    def of(cls, settings: Settings) -> Setup:
        """That of a cell of a scenario."""
        return cls(Blueprint.of(settings), settings.evolution, settings.prices)


@dataclass(frozen=True, eq=False)
class Evolved:
    """What evolution left.

    Attributes
    ----------
    genomes : (P, G) float32, or int32 letters: the last generation
    fitness : (P,) float64, theirs: what ``over`` makes of the returns of their lives, less prices
    champion : the fittest of the last generation, the lowest index on ties
    champion_fitness : its fitness
    log : DEAP's Logbook, a row per generation
    line : the champion's line of first parents, oldest first
    born : the generation in which the champion's genome arose, if it is a copy that was kept as an elite
    evaluations : genomes evaluated
    """

    genomes: Genes
    fitness: NDArray[np.float64]
    champion: Agent
    champion_fitness: float
    log: Logbook
    line: list[Ancestor]
    born: int
    evaluations: int


class Stage(NamedTuple):
    """Instances in which evolution goes on for so many generations."""

    instances: Any
    generations: int
    clones: bool = False  # whether it begins with copies of the fittest
    beside: tuple[Any, ...] = ()  # other instances in which all live too; selection sees the mean


class Generation(NamedTuple):
    """One generation: genomes (P, G), parents (P, 2), fitness (P,) and what their lives earned.

    The genomes are the optimizer's own, gone when the next generation is asked for.
    """

    genomes: Genes
    parents: Parents
    fitness: Fitness
    scores: Scores


def generations(
    setup: Setup,
    instances: Any,
    root: int,
    threads: Threads | None = None,
    first: Genes | None = None,
    rest: NDArray[np.float32] | None = None,
    then: Iterable[Stage] = (),
) -> Iterator[Generation]:
    """Yield the generations of a population in ``instances``, as many as ``setup`` says, and ``then`` elsewhere.

    Fitness is what ``over`` makes of the returns of lives, less prices. ``kind = "random"`` draws each generation but
    its elites from the distribution of the first: random search with equal evaluations, whose best is kept as an elite.

    Parameters
    ----------
    root : seed of all draws (64 bits).
    first : a genome (G,) that all of the first generation have, instead of random ones.
    rest : (G,) what deletion makes of each gene, if not what ``root`` gives: an ancestor's genes mean what they meant.
    """
    threads, way = threads or Threads(), setup.way
    rest = resting(setup, root) if rest is None else rest
    optimizer = Optimizer.of(_form(setup, rest), way, root, threads)
    if first is not None:
        optimizer.genomes = np.tile(first, (way.population, 1))
    plan = setup.blueprint.plan._replace(rest=rest)
    for stage in (Stage(instances, way.generations), *then):
        evaluators = [
            evaluator(setup.blueprint, plan, lived, threads, aims(way.over, lived), root)
            for lived in (stage.instances, *stage.beside)
        ]
        if stage.clones:
            optimizer.clone()
        for _ in range(stage.generations):
            genomes = optimizer.ask(copy=False)
            scores = mean([evaluate(genomes) for evaluate in evaluators])
            fitness = priced(scores, setup.prices)
            optimizer.tell(fitness)
            yield Generation(genomes, optimizer.parents, fitness, scores)


def priced(scores: Scores, prices: Prices) -> Fitness:
    """(P,) what selection sees: the score of lives, less prices."""
    thought = prices.thinking_time * scores.ticks
    searched = prices.search_node * scores.nodes
    fitness = scores.score - thought - prices.description_length * scores.genes - searched
    fitness -= prices.unrolled * scores.unrolled + prices.depth * scores.depth
    if prices.capacity is None:
        return fitness
    within = scores.genes <= prices.capacity
    worst = np.nanmin(fitness) if not np.isnan(fitness).all() else np.nan
    return np.where(within, fitness, worst)


def evolve(
    setup: Setup,
    instances: Any,
    root: int,
    threads: Threads | None = None,
    watch: Callable[[int], None] | None = None,
    first: Genes | None = None,
    rest: NDArray[np.float32] | None = None,
    then: Iterable[Stage] = (),
) -> Evolved:
    """Evolve a population in ``instances`` (see ``generations``); ``watch`` is told the number of each one done."""
    way, log = setup.way, Log()
    lines = Descent()
    for number, step in enumerate(generations(setup, instances, root, threads, first, rest, then)):
        lines.write(step.parents, step.fitness)
        log.write(number, step.fitness, step.scores)
        if watch:
            watch(number + 1)
    genomes, fitness = step.genomes, step.fitness
    best = int(best_first(fitness)[0])
    line = lines.line(best)
    newborn = way.population - way.elites  # individuals from here on are copies
    born = [ancestor.origin_time for ancestor in line if ancestor.id % way.population < newborn]
    return Evolved(
        genomes=genomes,
        fitness=fitness,
        champion=Agent(genomes[best].copy(), setup.blueprint, getattr(instances, "codes", None)),
        champion_fitness=float(fitness[best]),
        log=log.log,
        line=line,
        born=born[-1] if born else 0,
        evaluations=way.population * len(log.log),
    )


def genome(setup: Setup, root: int) -> Genome:
    """The form of the genomes of a population, in the evolution with this root."""
    return _form(setup, resting(setup, root))


def _form(setup: Setup, rest: NDArray[np.float32]) -> Genome:
    initial, blueprint = setup.way.initial, setup.blueprint
    if blueprint.letters:
        return Genome(blueprint.length, LETTERS)
    words = {"scale": initial.scale, "zero": initial.zero, "around": blueprint.first}
    return Genome(blueprint.length, "real", words, rest)


def plan_of(setup: Setup, root: int) -> Plan:
    """The blueprint as kernels read it, in the evolution with this root."""
    return setup.blueprint.plan._replace(rest=resting(setup, root))


def resting(setup: Setup, root: int) -> NDArray[np.float32]:
    """(G,) what deletion makes of each gene in the evolution with this root; those that differ from it cost."""
    how = setup.way.mutate
    movable = setup.blueprint.about(how.delete_only) if isinstance(how, Gaussian) and how.delete_only else None
    return fallback(setup.way, root, setup.blueprint.length, movable)
