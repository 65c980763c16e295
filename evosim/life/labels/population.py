"""Evaluating a population of classifiers, from their genomes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from evosim.life.grower import Grower
from evosim.life.scores import Scores
from evosim.organs.classifier.kernel import Classifiers
from evosim.organs.plan import Plan
from evosim.threads import Threads
from evosim.worlds.labels import population as labels
from evosim.worlds.labels.draw import Drawn


class Evaluator:
    """Lets populations label the same examples.

    Parameters
    ----------
    plan : of the brain, whose organ is a classifier.
    drawn : the examples.
    threads : to spread individuals over.
    """

    same_again = True

    def __init__(self, plan: Plan, drawn: Drawn, threads: Threads) -> None:
        self.plan, self.drawn = plan, drawn
        self.table = plan.organs[0].table
        self._score = labels.Evaluator(drawn, threads)
        self._grow = Grower(plan, threads)

    def grow(self, genomes: NDArray[np.float32]) -> tuple[Classifiers, NDArray[np.int64]]:
        """The classifiers of genomes (P, G), and how many genes of each deletion would change, (P,)."""
        count, examples = len(genomes), len(self.drawn.labels)
        hidden = 0 if self.table else self.plan.shapes[0][0]
        grown = Classifiers(
            np.empty((count, examples if self.table else 0), np.float32),
            np.empty((count, 1 + self.drawn.bits, hidden), np.float32),
            np.empty((count, 1 + hidden), np.float32),
        )
        return grown, self._grow(genomes, grown)

    def score(self, grown: Classifiers, split: labels.Split = "training") -> NDArray[np.float64]:
        """(P,) the share of examples that each labels rightly; a table guesses those that are held out."""
        if self.table:
            return self._score.tables(grown.tables, split).accuracy
        return self._score.nets(grown.first, grown.second, split).accuracy

    def __call__(self, genomes: NDArray[np.float32]) -> Scores:
        """Let every individual label every example; the same bits for any number of threads."""
        grown, genes = self.grow(genomes)
        accuracy = self.score(grown)
        nothing = np.zeros(len(genomes))
        return Scores(accuracy, accuracy, genes, nothing.astype(np.int64), nothing, nothing, nothing)
