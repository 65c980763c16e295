"""The books of a run: DEAP's Statistics and Logbook, a row per generation."""

from __future__ import annotations

import numpy as np
from deap.tools import Logbook, MultiStatistics, Statistics
from numpy.typing import NDArray

from evosim.evolution.toolbox import best_first
from evosim.life import Scores

COLUMNS = (
    "generation", "best", "mean", "sd", "min", "success", "success_mean", "genes", "genes_mean", "ticks", "ticks_mean",
    "failed",
)  # fmt: skip


class Books:
    """What is written down of each generation.

    ``best``, ``success``, ``genes`` and ``ticks`` are those of the fittest individual; ``failed`` counts individuals
    whose fitness is not a number, and the other statistics leave them out.
    """

    def __init__(self) -> None:
        self.log = Logbook()
        self.log.header = list(COLUMNS)
        fitness = Statistics(key=np.asarray)
        fitness.register("best", np.max)
        fitness.register("mean", np.mean)
        fitness.register("sd", np.std)
        fitness.register("min", np.min)
        mean = Statistics(key=np.asarray)
        mean.register("mean", np.mean)
        self._fitness, self._means = fitness, MultiStatistics(mean=mean)

    def write(self, generation: int, fitness: NDArray[np.float64], scores: Scores) -> None:
        """Add the row of a generation."""
        valid = fitness[~np.isnan(fitness)]
        first = int(best_first(fitness)[0])
        row = self._fitness.compile([valid]) if valid.size else dict.fromkeys(("best", "mean", "sd", "min"), np.nan)
        of = {"success": scores.success, "genes": scores.genes, "ticks": scores.ticks}
        for name, values in of.items():
            row[name] = values[first]
            row[f"{name}_mean"] = self._means.compile([values])["mean"]["mean"]
        self.log.record(generation=generation, failed=int(fitness.size - valid.size), **row)
