"""Several objectives: survivors and their order, by DEAP's NSGA-II."""

from __future__ import annotations

from typing import Any

import numpy as np
from deap import base, tools
from numpy.typing import NDArray

Pool = tuple[NDArray[Any], NDArray[np.float64]]  # genomes (P, G) and their fitness (P, M)


class Individual:
    """What DEAP selects from: a place in a pool, and its fitness."""

    def __init__(self, place: int, fitness: base.Fitness) -> None:
        self.place, self.fitness = place, fitness


def survivors(kept: Pool | None, told: Pool) -> tuple[Pool, NDArray[np.float64]]:
    """The best P of those kept so far and those told about, and (P,) a number that is higher the better one is.

    By front first, by crowding within a front (Deb et al. 2002); a row with a NaN comes last, and is NaN.
    """
    genomes = told[0] if kept is None else np.concatenate((told[0], kept[0]))
    values = told[1] if kept is None else np.concatenate((told[1], kept[1]))
    count = len(told[0])
    lost = np.asarray(np.isnan(values).any(axis=1))
    form: Any = type("Form", (base.Fitness,), {"weights": (1.0,) * values.shape[1]})
    sound = np.flatnonzero(~lost).tolist()
    pool = [Individual(place, form(row)) for place, row in zip(sound, _finite(values[sound]), strict=True)]
    chosen = tools.selNSGA2(pool, min(count, len(pool)))
    fronts = tools.sortNondominated(chosen, len(chosen))
    for front in fronts:
        tools.emo.assignCrowdingDist(front)
    order = [one.place for front in fronts for one in sorted(front, key=lambda one: -one.fitness.crowding_dist)]
    places = np.array([*order, *np.flatnonzero(lost)[: count - len(order)]], np.int64)
    return (genomes[places], values[places]), np.where(lost[places], np.nan, -np.arange(count, dtype=np.float64))


def _finite(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same order in each objective, and the same crowding, with infinities one beyond the last number.

    Scaled by powers of two, which loses nothing, so that differences of large numbers are numbers.
    """
    found = values.copy()
    for objective in range(values.shape[1]):
        column = found[:, objective]
        known = column[np.isfinite(column)]
        exponent = np.frexp(np.abs(known).max())[1] if known.size else 0
        column[:] = np.ldexp(column, -exponent)
        least, most = (np.ldexp(end, -exponent) for end in (known.min(), known.max())) if known.size else (0.0, 0.0)
        column[column == -np.inf] = least - 1
        column[column == np.inf] = most + 1
    return found
