"""Variation and selection alone: a generation of 10,000 × 200 real genes, beside DEAP's own loop over lists."""

from __future__ import annotations

import os
import random
from typing import Any

import numpy as np
from deap import algorithms, base, tools

from evosim.bench.timing import Bench, alternate
from evosim.evolution.genome import Genome
from evosim.evolution.optimizer import Optimizer

POPULATION, LENGTH, SIZE, RATE, SCALE = 10_000, 200, 3, 0.01, 0.4


def ga() -> Bench:
    """Tournament of 3, uniform crossover, Gaussian mutation at 1 %, a trivial objective: the first gene."""
    threads = os.cpu_count() or 1
    optimizer = Optimizer(
        Genome(LENGTH), POPULATION, 1, select={"kind": "tournament", "size": SIZE},
        cross={"kind": "uniform", "rate": 1.0}, mutate={"kind": "gaussian", "rate": RATE, "scale": SCALE},
        threads=threads,
    )  # fmt: skip

    def ours() -> None:
        optimizer.tell(optimizer.ask()[:, 0])

    times = alternate({"evosim": (ours, 15), "DEAP eaSimple": (_deap(), 3)})
    ratio = times["DEAP eaSimple"].median / times["evosim"].median
    genes = POPULATION * LENGTH / times["evosim"].median
    what = f"a generation of {POPULATION:,} × {LENGTH} real genes, {threads} threads"
    return Bench("ga", what, times, {"deap_over_evosim": ratio, "genes_per_second": genes})


class _Maximum(base.Fitness):
    weights = (1.0,)


class _Individual(list[float]):
    """DEAP's usual individual, made without its global ``creator``."""

    def __init__(self, genes: list[float]) -> None:
        super().__init__(genes)
        self.fitness = _Maximum()


def _deap() -> Any:
    """One generation of DEAP's loop with the same operators, as its documentation writes it."""
    steps = base.Toolbox()
    steps.register("evaluate", lambda individual: (individual[0],))
    steps.register("select", tools.selTournament, tournsize=SIZE)
    steps.register("mate", tools.cxUniform, indpb=0.5)
    steps.register("mutate", tools.mutGaussian, mu=0.0, sigma=SCALE, indpb=RATE)
    chance = np.random.default_rng(1)
    random.seed(1)
    population = [_Individual(row) for row in chance.normal(size=(POPULATION, LENGTH)).tolist()]
    for individual in population:
        individual.fitness.values = steps.evaluate(individual)

    def generation() -> None:
        algorithms.eaSimple(population, steps, cxpb=1.0, mutpb=1.0, ngen=1, verbose=False)

    return generation
