"""OneMax, the first example of DEAP's documentation, as DEAP runs it and as evosim does; the times of both.

Individuals are a hundred bits, and the fitness is the number of ones. What changes: no ``creator``, no lists, and
an objective that sees the whole population as a matrix; DEAP's own operators can be kept, by name.

    python scenarios/examples/onemax.py
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import numpy as np
from deap import algorithms, base, creator, tools

import evosim

LENGTH, POPULATION, GENERATIONS = 100, 300, 40


def with_deap(seed: int) -> float:
    """As in DEAP's documentation: lists, a toolbox, eaSimple."""
    random.seed(seed)
    if not hasattr(creator, "FitnessMax"):
        creator.create("FitnessMax", base.Fitness, weights=(1.0,))
        creator.create("Individual", list, fitness=creator.FitnessMax)
    toolbox = base.Toolbox()
    toolbox.register("bit", random.randint, 0, 1)
    toolbox.register("individual", tools.initRepeat, creator.Individual, toolbox.bit, LENGTH)
    toolbox.register("population", tools.initRepeat, list, toolbox.individual)
    toolbox.register("evaluate", lambda individual: (sum(individual),))
    toolbox.register("mate", tools.cxTwoPoint)
    toolbox.register("mutate", tools.mutFlipBit, indpb=0.01)
    toolbox.register("select", tools.selTournament, tournsize=3)
    population = toolbox.population(n=POPULATION)
    population, _ = algorithms.eaSimple(population, toolbox, 0.5, 1.0, GENERATIONS, verbose=False)
    return max(sum(individual) for individual in population)


def with_evosim(seed: int, *, borrowed: bool) -> float:
    """The same here; with ``borrowed`` on DEAP's own operators."""
    history = evosim.evolve(
        lambda genomes, chance: genomes.sum(axis=1),
        evosim.Genome(LENGTH, alphabet=2), POPULATION, GENERATIONS + 1, seed,
        select={"kind": "deap:selTournament", "tournsize": 3} if borrowed else {"kind": "tournament", "size": 3},
        cross={"kind": "deap:cxTwoPoint", "rate": 0.5} if borrowed else {"kind": "two_point", "rate": 0.5},
        mutate={"kind": "deap:mutFlipBit", "indpb": 0.01} if borrowed else {"kind": "flip", "rate": 0.01},
    )  # fmt: skip
    return float(history.last_fitness.max())


def main() -> None:
    """Run each five times, after one to warm up, and print the best of the last generation and the time."""
    ways: dict[str, Callable[[int], float]] = {
        "DEAP": with_deap,
        "evosim, DEAP's operators": lambda seed: with_evosim(seed, borrowed=True),
        "evosim": lambda seed: with_evosim(seed, borrowed=False),
    }
    print(f"{'':26}  best of {LENGTH}, mean of 5 runs  time of a run")
    for name, way in ways.items():
        way(0)
        began = time.perf_counter()
        best = np.mean([way(seed) for seed in range(1, 6)])
        print(f"{name:<26}  {best:>27.1f}  {1e3 * (time.perf_counter() - began) / 5:>10.1f} ms")


if __name__ == "__main__":
    main()
