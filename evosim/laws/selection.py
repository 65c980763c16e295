"""Laws of selection: how much better the parents are, who never becomes one, how fast the best takes over."""

from __future__ import annotations

from collections.abc import Iterator
from math import pi, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evosim.evolution.genome import Genome
from evosim.evolution.optimizer import Optimizer
from evosim.laws.law import Law, measured

POPULATION = 10_000
INTENSITY = {2: 0.5642, 3: 0.8463, 5: 1.1630, 7: 1.3522, 10: 1.5388}
NEVER = {2: 0.4323, 3: 0.5043, 5: 0.6058, 7: 0.6707, 10: 0.7332}
TAKEOVER = {2: 13, 3: 9, 5: 6, 7: 5}
BLICKLE = "Blickle and Thiele 1996, order statistics of the normal"


def selection(effort: int) -> Iterator[Law]:
    """Laws of selection; ``effort`` is the number of populations."""
    for size, expected in INTENSITY.items():
        found = [_intensity({"kind": "tournament", "size": size}, seed) for seed in range(effort)]
        yield measured("selection intensity", f"tournament of {size}", BLICKLE, expected, found)
    for share, expected in ((0.5, 0.7979), (0.2, 1.3998), (0.1, 1.7550)):
        found = [_intensity({"kind": "truncation", "share": share}, seed) for seed in range(effort)]
        yield measured("selection intensity", f"truncation at {share:g}", BLICKLE, expected, found)
    for pressure in (2.0, 1.5):
        found = [_intensity({"kind": "rank", "pressure": pressure}, seed) for seed in range(effort)]
        expected = (pressure - 1) / sqrt(pi)
        yield measured("selection intensity", f"linear ranking, pressure {pressure:g}", BLICKLE, expected, found)
    for size, expected in NEVER.items():
        found = [_never(size, seed) for seed in range(effort)]
        yield measured("share never selected", f"tournament of {size}", "exact", expected, found)
    for size, generations in TAKEOVER.items():
        found = [float(_takeover(size, seed)) for seed in range(max(2, effort // 4))]
        yield measured(
            "takeover from .001 to .999", f"tournament of {size}", "P' = 1 − (1 − P)^t", generations, found, 0.5
        )
    for group in (1, 5, 10):
        found = [_copies(group, seed) for seed in range(effort)]
        yield measured("copies under roulette", f"fitness {group} among 1 … 10", "proportional", group / 5.5, found)


def _parents(select: dict[str, Any], fitness: NDArray[np.float64], seed: int) -> NDArray[np.int32]:
    """(P,) the parents that are chosen."""
    optimizer = Optimizer(Genome(0), len(fitness), seed, select=select)
    optimizer.ask()
    optimizer.tell(fitness)
    optimizer.ask()
    return optimizer.parents[:, 0]


def _intensity(select: dict[str, Any], seed: int) -> float:
    fitness = np.random.default_rng(seed).normal(size=POPULATION)
    return float((fitness[_parents(select, fitness, seed)].mean() - fitness.mean()) / fitness.std())


def _never(size: int, seed: int) -> float:
    fitness = np.random.default_rng(seed).normal(size=POPULATION)
    # The best of the population is sure of nothing: what counts is who won any of P tournaments.
    return 1 - len(set(_parents({"kind": "tournament", "size": size}, fitness, seed).tolist())) / POPULATION


def _takeover(size: int, seed: int) -> int:
    share, generations = 0.001, 0
    best = np.zeros(10 * POPULATION)
    best[: round(share * len(best))] = 1
    while best.mean() < 0.999:
        best = best[_parents({"kind": "tournament", "size": size}, best, 1000 * seed + generations)]
        generations += 1
    return generations


def _copies(group: int, seed: int) -> float:
    fitness = np.repeat(np.arange(1.0, 11.0), POPULATION // 10)
    chosen = fitness[_parents({"kind": "roulette"}, fitness, seed)]
    return float((chosen == group).mean() * 10)
