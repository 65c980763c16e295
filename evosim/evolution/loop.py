"""Evolution of agents in their instances: the optimizer asks, lives answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from deap.tools import Logbook
from numpy.typing import NDArray

from evosim.evolution.checkpoint import Checkpoint, Standing, part, prefixed
from evosim.evolution.genome import Genes
from evosim.evolution.lineage import Ancestor, Descent
from evosim.evolution.log import Log
from evosim.evolution.optimizer import Optimizer
from evosim.evolution.setup import Setup, resting, whole_genome
from evosim.evolution.stage import Judge, Stage, staged
from evosim.evolution.toolbox import Fitness, Parents, best_first
from evosim.life import Agent, Scores
from evosim.threads import Threads


@dataclass(frozen=True, eq=False)
class Evolved:
    """What evolution left.

    Attributes
    ----------
    genomes : (P, G) float32, or int32 letters: the last generation; with several tasks the genes of all their brains,
        and last the settings that are carried
    fitness : (P,) float64, theirs: what ``over`` makes of the returns of their lives, less prices
    champion : the fittest of the last generation, the lowest index on ties, with its brain for the first task
    champion_fitness : its fitness
    log : DEAP's Logbook, a row per generation
    line : the champion's line of first parents, oldest first
    born : the generation in which the champion's genome arose, if it is a copy that was kept as an elite
    evaluations : genomes evaluated
    ends : the fittest genome at the end of each stage, with the stage
    """

    genomes: Genes
    fitness: NDArray[np.float64]
    champion: Agent
    champion_fitness: float
    log: Logbook
    line: list[Ancestor]
    born: int
    evaluations: int
    ends: tuple[tuple[Genes, Stage], ...]


class Generation(NamedTuple):
    """One generation: genomes (P, G), parents (P, 2), fitness (P,) and what their lives earned.

    The genomes are the optimizer's own, gone when the next generation is asked for.
    """

    genomes: Genes
    parents: Parents
    fitness: Fitness
    scores: Scores
    ends: Stage | None = None  # the stage of which it is the last
    standing: Callable[[], Standing] | None = None  # where evolution stands, as ``generations`` takes it


def generations(
    setup: Setup,
    instances: Any,
    root: int,
    threads: Threads | None = None,
    first: Genes | None = None,
    rest: NDArray[np.float32] | None = None,
    then: Iterable[Stage] = (),
    at: Standing | None = None,
    passed: list[Stage] | None = None,
) -> Iterator[Generation]:
    """Yield the generations of a population in ``instances``, as many as ``setup`` says, and ``then`` elsewhere.

    Instead of instances it can be given a first ``Stage``, with other tasks beside it, or rivals.

    Fitness is what ``over`` makes of the returns of lives, less prices. ``kind = "random"`` draws each generation but
    its elites from the distribution of the first: random search with equal evaluations, whose best is kept as an elite.

    Parameters
    ----------
    root : seed of all draws (64 bits).
    first : a genome (G,) that all of the first generation have, instead of random ones.
    rest : (G,) what deletion makes of each gene, if not what ``root`` gives: an ancestor's genes mean what they meant.
    at : where it stood; the generations up to there are not yielded again.
    passed : is given the stages that had ended by then.
    """
    threads, way = threads or Threads(), setup.way
    rest = resting(setup, root) if rest is None else rest
    optimizer = Optimizer.of(whole_genome(setup, rest), way, root, threads)
    if first is not None:
        optimizer.genomes = np.tile(first, (way.population, 1))
    done = before = 0  # generations of this stage that are done, and of those before it
    if at is not None:
        done = int(at.told["generations"])
        optimizer.stand({**part("population", at.arrays), "generation": at.told["population"]})
    for stage in chain((staged(setup, instances),), then):
        if done >= stage.generations and passed is not None:
            passed.append(stage)
        if done > stage.generations:
            before, done = before + stage.generations, done - stage.generations
            continue
        judge = Judge(setup, stage, rest, root, threads)
        if done and at is not None:
            judge.resume(done)
            if stage.rivals:
                stage.rivals.stand(part("rivals", at.arrays), at.told["rivals"])
                judge.live_in(stage.rivals.arenas)
        elif stage.clones:
            optimizer.clone()
        for number in range(max(1, done), stage.generations + 1):
            last = number == stage.generations
            genomes = optimizer.genomes
            if number > done:
                genomes = optimizer.ask(copy=False)
                fitness, scores = judge(genomes, optimizer.parents, optimizer.before)
                optimizer.tell(fitness)
                standing = partial(_standing, optimizer, stage, before + number)
                yield Generation(genomes, optimizer.parents, fitness, scores, stage if last else None, standing)
            if stage.rivals and stage.rivals.due(number, last):
                sample = [Agent(setup.brain(one), setup.blueprint) for one in genomes[: stage.rivals.way.sample]]
                stage.rivals.meet(sample, number)
                if not last:
                    stage.rivals.breed()
                    judge.live_in(stage.rivals.arenas)
        before, done = before + stage.generations, 0


def _standing(optimizer: Optimizer, stage: Stage, done: int) -> Standing:
    """Where evolution stands after so many generations in all, the last of them in this stage."""
    own = optimizer.standing()
    arrays, told = prefixed("population", own), {"generations": done, "population": own["generation"]}
    if stage.rivals:
        theirs, told["rivals"] = stage.rivals.standing()
        arrays |= prefixed("rivals", theirs)
    return Standing(arrays, told)


def evolve(
    setup: Setup,
    instances: Any,
    root: int,
    threads: Threads | None = None,
    watch: Callable[[int], None] | None = None,
    first: Genes | None = None,
    rest: NDArray[np.float32] | None = None,
    then: Iterable[Stage] = (),
    checkpoint: Checkpoint | None = None,
) -> Evolved:
    """Evolve a population in ``instances`` (see ``generations``); ``watch`` is told the number of each one done.

    With a ``checkpoint`` it goes on from there, and is kept there now and then.
    """
    way, log = setup.way, Log()
    lines = Descent()
    stage = staged(setup, instances)
    ends: list[tuple[Genes, Stage]] = []
    passed: list[Stage] = []
    at = checkpoint.load() if checkpoint else None
    if at is not None:
        log.stand(part("log", at.arrays))
        lines.stand(part("lines", at.arrays))
    run = generations(setup, stage, root, threads, first, rest, then, at, passed)
    for number, step in enumerate(run, start=len(log.log)):
        if at is not None:
            ends, at = [(at.arrays[f"end.{nth}"], one) for nth, one in enumerate(passed)], None
        lines.write(step.parents, step.fitness)
        log.write(number, step.fitness, step.scores)
        if step.ends:
            ends.append((step.genomes[best_first(step.fitness)[0]].copy(), step.ends))
        if checkpoint and number + 1 < way.all_generations:
            checkpoint.keep(partial(_kept, step, log, lines, ends))
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
        champion=Agent(setup.brain(genomes[best]), setup.blueprint, getattr(stage.instances, "codes", None)),
        champion_fitness=float(fitness[best]),
        log=log.log,
        line=line,
        born=born[-1] if born else 0,
        evaluations=way.population * len(log.log),
        ends=tuple(ends),
    )


def _kept(step: Generation, log: Log, lines: Descent, ends: list[tuple[Genes, Stage]]) -> Standing:
    """Where evolution stands, with what is remembered of the generations so far."""
    assert step.standing is not None
    arrays, told = step.standing()
    last = {f"end.{nth}": genome for nth, (genome, _) in enumerate(ends)}
    return Standing({**arrays, **prefixed("log", log.standing()), **prefixed("lines", lines.standing()), **last}, told)
