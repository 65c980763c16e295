"""Evaluating a population."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.encodings.blueprint import Plan
from evosim.life.kernel import live
from evosim.threads import Threads
from evosim.worlds.grid.instances import Blocks

NO_TRAILS = np.empty((0, 0, 0), np.int32)
NO_LIVES = np.empty((0, 0), np.int32)
NO_WINS = np.empty((0, 0), np.bool_)


class Scores(NamedTuple):
    """What a population earned, one entry per individual (P,)."""

    score: NDArray[np.float64]  # mean return with shaping, before prices
    success: NDArray[np.float64]  # share of lives in which a paying thing was reached
    genes: NDArray[np.int64]  # that are not zero
    ticks: NDArray[np.int64]


def evaluate(genomes: NDArray[np.float32], plan: Plan, world: Blocks, threads: Threads) -> Scores:
    """Let every individual of genomes (P, G), float32 and C-contiguous, live in every instance, from every start.

    The result is the same bits for any number of threads: each individual is evaluated by one.
    """
    population = len(genomes)
    score = np.empty(population, np.float64)
    wins = np.empty(population, np.int64)
    genes = np.empty(population, np.int64)
    ticks = np.empty(population, np.int64)

    def run(first: int, last: int) -> None:
        live(
            first,
            last,
            genomes,
            plan,
            world,
            score,
            wins,
            genes,
            ticks,
            NO_TRAILS,
            NO_LIVES,
            NO_LIVES,
            NO_WINS,
        )

    threads.each(population, run)
    return Scores(score, wins / world.starts.size, genes, ticks)
