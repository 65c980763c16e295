"""Laws of mutation and recombination, and Price's equation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from evosim.evolution.genome import Genome
from evosim.evolution.history import evolve
from evosim.evolution.optimizer import Optimizer
from evosim.laws.law import Law, measured

ANYBODY = {"kind": "truncation", "share": 1.0}


def variation(effort: int) -> Iterator[Law]:
    """Laws of variation; ``effort`` is the number of populations."""
    for rate, generations in ((0.01, 30), (0.1, 5)):
        expected = 0.5 + 0.5 * (1 - 2 * rate) ** generations
        found = [_matching(rate, generations, seed) for seed in range(effort)]
        case = f"rate {rate:g}, generation {generations}"
        yield measured("matching bits under flips", case, "½ + (p₀ − ½)(1 − 2m)^t", expected, found)
    apart = {"uniform": (1, 0.5), "one_point": (5, 0.25)}
    for kind, (distance, rate) in apart.items():
        found = [_linkage(kind, distance, seed) for seed in range(effort)]
        yield measured("linkage left", f"{kind}, 3 generations", "(1 − r)^t", (1 - rate) ** 3, found)
    found = [_price(seed) for seed in range(effort)]
    yield Law("Price’s equation", "largest gap", "Price 1970, an identity", 0.0, max(found), 0.0, 1e-9)


def _matching(rate: float, generations: int, seed: int) -> float:
    first = np.ones((100, 500), int)
    mutate = {"kind": "flip", "rate": rate}
    genome = Genome(500, 2, initial=first)
    history = evolve(_flat, genome, 100, generations + 1, seed, select=ANYBODY, mutate=mutate)
    return float(history.population.mean())


def _flat(genomes: Any, chance: np.random.Generator) -> Any:
    return np.zeros(len(genomes))


def _linkage(kind: str, distance: int, seed: int) -> float:
    """What is left of the covariance of two loci after three generations, from complete linkage."""
    count, length = 20_000, 21
    first = np.repeat(np.arange(2), count // 2)[:, None] * np.ones(length, int)
    cross = {"kind": kind, "rate": 1.0}
    history = evolve(_flat, Genome(length, 2, initial=first), count, 4, seed, select=ANYBODY, cross=cross)
    genes = history.population
    return float(4 * np.mean([np.cov(genes[:, i], genes[:, i + distance])[0, 1] for i in range(length - distance)]))


def _price(seed: int) -> float:
    """The largest difference between the two sides of Δz̄ = cov(w, z)/w̄ + E(w·Δz)/w̄ over ten generations."""
    optimizer = Optimizer(
        Genome(6), 50, seed, select="roulette", cross="one_point", mutate={"kind": "gaussian", "rate": 0.2}
    )
    gap = 0.0
    before = optimizer.ask()
    for _ in range(10):
        trait = before.astype(np.float64) ** 2 @ np.ones(6)
        optimizer.tell(np.exp(-trait / 4))
        after = optimizer.ask()
        new = after.astype(np.float64) ** 2 @ np.ones(6)
        first, second = optimizer.parents.T
        second = np.where(second < 0, first, second)
        share = np.zeros(50)  # offspring of each, a half for each of two parents
        np.add.at(share, first, 0.5)
        np.add.at(share, second, 0.5)
        selected = np.mean(share * trait) - share.mean() * trait.mean()
        passed = np.mean(new - (trait[first] + trait[second]) / 2)
        gap = max(gap, abs(new.mean() - trait.mean() - selected - passed))
        before = after
    return gap
