"""Running times: how many evaluations well-studied searches take on well-studied problems."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evosim.evolution.genome import Genome
from evosim.evolution.optimizer import Optimizer
from evosim.laws.law import Law, measured

Objective = Callable[[NDArray[Any]], NDArray[Any]]
BEST_OF_TWO = {"kind": "truncation", "share": 0.5}
TIMES = {
    "OneMax": {50: 443.19, 100: 1069.54, 200: 2509.8},
    "LeadingOnes": {50: 2138.8, 100: 8573.4, 200: 34330.0},
    "OneMax, one flip at a time": {50: 190.30, 100: 449.42, 200: 1036.98},
}


def one_max(genomes: NDArray[Any]) -> NDArray[Any]:
    """Number of ones."""
    return genomes.sum(axis=1)


def leading_ones(genomes: NDArray[Any]) -> NDArray[Any]:
    """Number of ones before the first zero."""
    return np.logical_and.accumulate(genomes == 1, axis=1).sum(axis=1)


def royal_road(genomes: NDArray[Any]) -> NDArray[Any]:
    """R1 of Mitchell, Forrest and Holland 1992: 8 for each complete block of eight."""
    return 8 * genomes.reshape(len(genomes), -1, 8).all(axis=2).sum(axis=1)


def times(effort: int) -> Iterator[Law]:
    """Laws of running times; ``effort`` is the number of runs."""
    exact = "exact (offspring evaluated, random start)"
    for n in (50, 100, 200) if effort >= 30 else (50,):
        for name, known in TIMES.items():
            runs = max(20, effort // 4) if name == "LeadingOnes" else effort
            objective = leading_ones if name == "LeadingOnes" else one_max
            single = {"kind": "flip", "count": 1}
            mutate = single if "one flip" in name else {"kind": "flip", "rate": 1 / n}
            found = [float(climb(objective, n, n, mutate, seed)) for seed in range(runs)]
            yield measured(f"evaluations of (1+1) on {name}", f"n = {n}", exact, known[n], found)
    if effort < 30:
        return
    found = [float(climb(royal_road, 64, 64, {"kind": "flip", "count": 1}, seed)) for seed in range(4 * effort)]
    yield measured("evaluations of hill climbing", "Royal Road R1, 8 blocks of 8", "exact", 6549, found)
    found = [float(_convergence(seed)) for seed in range(max(3, effort // 20))]
    theory = "(π/2)√n / I: 44.5; 48 in simulation"
    yield measured("generations of uniform crossover", "OneMax, n = 256, tournament of 2", theory, 48, found, 4.8)
    found = [_nk_best(seed) for seed in range(effort)]
    yield measured("best of NK with K = 0, per locus", "N = 30", "exact: E max(U, U′)", 2 / 3, found)
    found = [_nk_local(seed) for seed in range(effort)]
    yield measured("share of local optima of NK, K = N − 1", "N = 10", "exact: 1/(N + 1)", 1 / 11, found)


def climb(objective: Objective, length: int, goal: float, mutate: dict[str, Any], seed: int) -> int:
    """Offspring that (1+1) selection evaluates until ``goal`` is reached; of equals the child stays."""
    optimizer = _one_plus_one(length, mutate, seed)
    genomes = optimizer.ask()
    fitness = objective(genomes)
    fitness[1] = -1  # one random start
    offspring = 0
    while fitness.max() < goal:
        optimizer.tell(fitness)
        fitness = objective(optimizer.ask())
        offspring += 1
    return offspring


def _one_plus_one(length: int, mutate: dict[str, Any], seed: int) -> Optimizer:
    return Optimizer(Genome(length, 2), 2, seed, select=BEST_OF_TWO, mutate=mutate, elites=1)


def _convergence(seed: int) -> int:
    """Generations until the optimum has all but taken over."""
    optimizer = Optimizer(
        Genome(256, 2), 4000, seed, select={"kind": "tournament", "size": 2}, cross={"kind": "uniform", "rate": 1.0}
    )
    generation = 0
    while (fitness := one_max(optimizer.ask())).mean() < 255.5:
        optimizer.tell(fitness)
        generation += 1
    return generation


def _nk_best(seed: int) -> float:
    worth = np.random.default_rng(seed).random((30, 2))

    def objective(genomes: NDArray[Any]) -> NDArray[Any]:
        return np.take_along_axis(worth[None], genomes[:, :, None], axis=2)[:, :, 0].mean(axis=1)

    # Time enough for every locus to be tried, but for one run in ten million.
    optimizer = _one_plus_one(30, {"kind": "flip", "count": 1}, seed)
    for _ in range(600):
        optimizer.tell(objective(optimizer.ask()))
    return float(objective(optimizer.ask()).max())


def _nk_local(seed: int) -> float:
    """Share of random genomes that no single flip improves, where every genome's worth is a draw of its own."""
    worth = np.random.default_rng(seed).random(1024)
    genomes = Optimizer(Genome(10, 2), 500, seed).ask()
    powers = 2 ** np.arange(10)
    mine = genomes @ powers
    near = mine[:, None] ^ powers
    return float((worth[mine][:, None] > worth[near]).all(axis=1).mean())
