"""Evaluating a population of classifiers, from their genomes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.life.labels.kernel import grow_classifiers
from evosim.life.population import Scores
from evosim.organs.plan import Plan, Space, space
from evosim.threads import Threads
from evosim.worlds.labels import population as labels
from evosim.worlds.labels.draw import Drawn


class Grown(NamedTuple):
    """A population of P classifiers: tables, or the weights of nets; what they are not is empty."""

    tables: NDArray[np.float32]  # (P, N)
    first: NDArray[np.float32]  # (P, 1 + bits, H), row 0 the biases
    second: NDArray[np.float32]  # (P, 1 + H), entry 0 the bias
    genes: NDArray[np.int64]  # (P,) that deletion would change


class Evaluator:
    """Lets populations label the same examples.

    Parameters
    ----------
    plan : of the brain, whose organ is a classifier.
    drawn : the examples.
    threads : to spread individuals over.
    """

    def __init__(self, plan: Plan, drawn: Drawn, threads: Threads) -> None:
        self.plan, self.drawn, self.threads = plan, drawn, threads
        self.table = plan.organs[0].table
        self._score = labels.Evaluator(drawn, threads)
        self._spare: list[Space] = []  # appending and popping are atomic

    def grow(self, genomes: NDArray[np.float32]) -> Grown:
        """The classifiers of genomes (P, G)."""
        genomes = np.ascontiguousarray(genomes, np.float32)
        count, examples = len(genomes), len(self.drawn.labels)
        hidden = 0 if self.table else self.plan.shapes[0][0]
        grown = Grown(
            np.empty((count, examples if self.table else 0), np.float32),
            np.empty((count, 1 + self.drawn.bits, hidden), np.float32),
            np.empty((count, 1 + hidden), np.float32),
            np.empty(count, np.int64),
        )

        def run(low: int, high: int) -> None:
            try:
                own = self._spare.pop()
            except IndexError:
                own = space(self.plan, None)
            grow_classifiers(low, high, genomes, self.plan, own, 0, *grown)
            self._spare.append(own)

        self.threads.each(count, run)
        return grown

    def score(self, grown: Grown, split: labels.Split = "training") -> NDArray[np.float64]:
        """(P,) the share of examples that each labels rightly; a table guesses those that are held out."""
        if self.table:
            return self._score.tables(grown.tables, split).accuracy
        return self._score.nets(grown.first, grown.second, split).accuracy

    def __call__(self, genomes: NDArray[np.float32]) -> Scores:
        """Let every individual label every example; the same bits for any number of threads."""
        grown = self.grow(genomes)
        accuracy = self.score(grown)
        nothing = np.zeros(len(genomes))
        return Scores(accuracy, accuracy, grown.genes, nothing.astype(np.int64), nothing, nothing, nothing)
