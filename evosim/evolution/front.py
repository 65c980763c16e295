"""Several objectives: who survives, and who comes before whom, by DEAP's NSGA-II."""

from __future__ import annotations

from typing import Any

import numpy as np
from deap import base, tools
from numpy.typing import NDArray

Pool = tuple[NDArray[Any], NDArray[np.float64]]  # genomes (P, G) and what they achieve (P, M)


class _Individual:
    """What DEAP sorts: a place in the pool with its values."""

    def __init__(self, place: int, fitness: base.Fitness) -> None:
        self.place, self.fitness = place, fitness


def survivors(kept: Pool | None, told: Pool) -> tuple[Pool, NDArray[np.float64]]:
    """The best P of those kept so far and those told about, and (P,) a number that is higher the better one is.

    By front first, by crowding within a front (Deb et al. 2002); NaN is worse than any number.
    """
    genomes = told[0] if kept is None else np.concatenate((told[0], kept[0]))
    values = told[1] if kept is None else np.concatenate((told[1], kept[1]))
    form: Any = type("Form", (base.Fitness,), {"weights": (1.0,) * values.shape[1]})
    worst = np.finfo(np.float64).min
    pool = [
        _Individual(place, form(np.clip(np.nan_to_num(row, nan=worst, posinf=-worst, neginf=worst), worst, -worst)))
        for place, row in enumerate(values)
    ]
    count = len(told[0])
    chosen = tools.selNSGA2(pool, count)
    fronts = tools.sortNondominated(chosen, count)
    for front in fronts:
        tools.emo.assignCrowdingDist(front)
    order = [one for front in fronts for one in sorted(front, key=lambda one: -one.fitness.crowding_dist)]
    places = np.array([one.place for one in order])
    return (genomes[places], values[places]), -np.arange(count, dtype=np.float64)
