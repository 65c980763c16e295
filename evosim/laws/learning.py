"""Hinton and Nowlan (1987): how learning can guide evolution."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evosim.evolution.genome import Genome
from evosim.evolution.history import evolve
from evosim.laws.law import Law, measured

LOCI, GUESSES = 20, 1000
ZERO, ONE, OPEN = 0, 1, 2
GENOME = Genome(LOCI, 3, initial=[0.25, 0.25, 0.5])
SOURCE = "Hinton and Nowlan 1987; 200 runs of an independent program"
EXPECTED = {0: 20.0, 1: 19.962, 5: 19.392, 8: 15.233, 10: 7.868, 12: 3.140, 15: 1.287}


def fitness(genomes: NDArray[Any], chance: np.random.Generator) -> NDArray[np.float64]:
    """1 + 19 · (guesses left) / 1000: a life guesses its open loci until all are right, which wrong ones forbid."""
    still_open = (genomes == OPEN).sum(axis=1)
    used = chance.geometric(0.5**still_open)
    used[still_open == 0] = 0
    left = np.where((genomes == ZERO).any(axis=1), 0, np.maximum(0, GUESSES - used))
    return 1 + 19 * left / GUESSES


def no_learning(genomes: NDArray[Any], chance: np.random.Generator) -> NDArray[np.float64]:
    """20 for the one right genome, 1 for all others."""
    return 1 + 19.0 * (genomes == ONE).all(axis=1)


def learning(effort: int) -> Iterator[Law]:
    """Shares of alleles at generation 50, and fitness by open loci; ``effort`` is the number of runs."""
    shares = np.array([_shares(fitness, 50, seed) for seed in range(effort)])
    yield measured("open loci with learning", "generation 50", SOURCE, 0.232, shares[:, OPEN], 0.02)
    yield measured("wrong loci with learning", "generation 50", SOURCE, 0.0, shares[:, ZERO], 0.005)
    shares = np.array([_shares(no_learning, 50, seed) for seed in range(effort)])
    for letter, expected in ((ZERO, 0.25), (ONE, 0.25), (OPEN, 0.5)):
        yield measured(
            f"share of {'01?'[letter]} without learning", "generation 50", "drift", expected, shares[:, letter]
        )
    for k, expected in EXPECTED.items():
        genomes = np.full((2000 * effort, LOCI), ONE)
        genomes[:, :k] = OPEN
        batches = fitness(genomes, np.random.default_rng(k)).reshape(effort, -1).mean(axis=1)
        yield measured("expected fitness", f"{k} open loci", "exact", expected, batches, 0.0 if k else 1e-9)


def _shares(objective: Any, generation: int, seed: int) -> list[float]:
    cross = {"kind": "one_point", "rate": 1.0}
    history = evolve(objective, GENOME, 1000, generation + 1, seed, select="roulette", cross=cross)
    return [float((history.population == letter).mean()) for letter in (ZERO, ONE, OPEN)]
