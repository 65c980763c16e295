"""A stage of an evolution: where its population lives, and what selection sees of that."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.evolution.copies import copies
from evosim.evolution.genome import Genes
from evosim.evolution.options import Over, Prices
from evosim.evolution.over import aims
from evosim.evolution.rivals import Rivals
from evosim.evolution.setup import Setup
from evosim.evolution.toolbox import Fitness, Parents
from evosim.life import Scores
from evosim.life.kinds import evaluator
from evosim.life.scores import mean
from evosim.threads import Threads


class Stage(NamedTuple):
    """Instances in which evolution goes on for so many generations."""

    instances: Any
    generations: int
    clones: bool = False  # whether it begins with copies of the fittest
    beside: tuple[Any, ...] = ()  # other instances in which all live too; selection sees the mean
    rivals: Rivals | None = None  # arenas that take the place of the instances as they evolve
    prices: Prices | None = None  # instead of those of the setup
    over: Over | None = None  # instead of that of the setup


def staged(setup: Setup, instances: Any) -> Stage:
    """The first stage of an evolution, which may be one already."""
    return instances if isinstance(instances, Stage) else Stage(instances, setup.way.generations)


class Judge:
    """What selection sees of genomes in a stage.

    Parameters
    ----------
    rest : (G,) what deletion makes of each gene of a brain.
    root : seed of what is drawn in each generation.
    """

    def __init__(self, setup: Setup, stage: Stage, rest: NDArray[np.float32], root: int, threads: Threads) -> None:
        self.setup, self.stage, self._threads, self._root = setup, stage, threads, root
        self._plan = setup.blueprint.plan._replace(rest=rest)
        self.live_in(stage.instances)

    def resume(self, generations: int) -> None:
        """Go on where so many generations have been judged: some draw others for each of them."""
        for evaluate in self._evaluate:
            if hasattr(evaluate, "generation"):
                evaluate.generation = generations

    def live_in(self, instances: Any) -> None:
        """Let these take the place of the instances of the stage; those beside them stay."""
        blueprint, over = self.setup.blueprint, self.stage.over or self.setup.way.over
        self._known: Scores | None = None  # what the generation judged last earned there
        self._evaluate = [
            evaluator(blueprint, self._plan, where, self._threads, aims(over, where), self._root)
            for where in (instances, *self.stage.beside)
        ]

    def __call__(
        self, genomes: Genes, parents: Parents | None = None, before: Genes | None = None
    ) -> tuple[Fitness, Scores]:
        """The fitness of genomes (P, L), (P,), and what they earned on the mean of all tasks.

        With their ``parents`` (P, 2), and the genomes ``before`` (P, L) that were judged last, copies of these are not
        evaluated again where the same genome earns the same: the result is the same bits.
        """
        if self._known is None or parents is None or before is None:
            scores = self._earned(genomes)
        else:
            whose = copies(genomes, parents, before)
            new = np.flatnonzero(whose < 0)
            scores = self._known.take(whose)
            if len(new):
                scores.put(new, self._earned(genomes[new]))
        again = all(getattr(evaluate, "same_again", False) for evaluate in self._evaluate)  # if not said, it may not be
        self._known = scores if again else None
        return priced(scores, self.stage.prices or self.setup.prices), scores

    def _earned(self, genomes: Genes) -> Scores:
        brains = self.setup.brains
        parts = brains.develop(genomes, len(self._evaluate))
        each = [evaluate(part) for evaluate, part in zip(self._evaluate, parts, strict=True)]
        scores = mean(each)
        if brains.way != "one":  # each task has a brain of its own, with costs of its own
            genes = np.count_nonzero(genomes[:, : brains.genes], axis=1)
            scores = scores._replace(genes=genes, ticks=np.mean([one.ticks for one in each], axis=0))
        return scores


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
