"""The log of an evolution: DEAP's Statistics and Logbook, one row for each generation."""

from __future__ import annotations

from typing import Any

import numpy as np
from deap.tools import Logbook, MultiStatistics, Statistics
from numpy.typing import NDArray

from evosim.evolution.toolbox import best_first
from evosim.life import Scores

COLUMNS = (
    "generation", "best", "mean", "sd", "min", "success", "success_mean", "genes", "genes_mean", "ticks", "ticks_mean",
    "failed",
)  # fmt: skip


class Log:
    """The log of an evolution, one row for each generation.

    ``best``, ``success``, ``genes`` and ``ticks`` are those of the fittest individual; ``failed`` counts individuals
    whose fitness is not a number, and the other statistics leave them out. Of nucleotides ``genes`` counts letters
    other than 0; nothing can be charged for them (see ``check.check_letters``).
    """

    def __init__(self) -> None:
        self.log = Logbook()
        self.log.header = list(COLUMNS)
        mean = Statistics(key=np.asarray)
        mean.register("mean", np.mean)
        self._fitness, self._means = statistics(), MultiStatistics(mean=mean)

    def standing(self) -> dict[str, NDArray[Any]]:
        """The columns, each (T,)."""
        return {name: np.asarray(self.log.select(name)) for name in COLUMNS}

    def stand(self, columns: dict[str, NDArray[Any]]) -> None:
        """Take the rows of a ``standing``."""
        for row in zip(*(columns[name] for name in COLUMNS), strict=True):
            self.log.record(**dict(zip(COLUMNS, row, strict=True)))

    def write(self, generation: int, fitness: NDArray[np.float64], scores: Scores) -> None:
        """Add the row of a generation."""
        row: dict[str, Any] = summary(self._fitness, fitness)
        first = int(best_first(fitness)[0])
        of = {"success": scores.success, "genes": scores.genes, "ticks": scores.ticks}
        for name, values in of.items():
            row[name] = values[first]
            row[f"{name}_mean"] = self._means.compile([values])["mean"]["mean"]
        self.log.record(generation=generation, **row)


def statistics() -> Statistics:
    """DEAP's statistics of the fitness of a generation: best, mean, sd and min."""
    found = Statistics(key=np.asarray)
    for name, function in (("best", np.max), ("mean", np.mean), ("sd", np.std), ("min", np.min)):
        found.register(name, function)
    return found


def summary(of: Statistics, fitness: NDArray[np.float64]) -> dict[str, Any]:
    """The ``statistics`` of what are numbers among fitness (P,), NaN if none is, and how many ``failed``."""
    numbers = fitness[~np.isnan(fitness)]
    with np.errstate(invalid="ignore"):  # infinities have no deviation
        found = of.compile([numbers]) if numbers.size else dict.fromkeys(of.fields, np.nan)
    return {"failed": int(fitness.size - numbers.size), **found}
