"""Optimization power in bits, of the best of random draws."""

from __future__ import annotations

from collections.abc import Iterator
from math import log

import numpy as np

from evosim.evolution.genome import Genome
from evosim.evolution.optimizer import Optimizer
from evosim.laws.law import Law, measured


def power(effort: int) -> Iterator[Law]:
    """−log2 of the probability that one draw does as well as the best of n: on average H_n / ln 2."""
    for draws in (100, 1000, 10_000):
        expected = sum(1 / k for k in range(1, draws + 1)) / log(2)
        found = [_best(draws, seed) for seed in range(10 * effort)]
        yield measured("bits of the best of random draws", f"n = {draws:,}", "exact: H_n / ln 2", expected, found)


def _best(draws: int, seed: int) -> float:
    """Genomes of 40 bits, read as a number: a random one is as large as x with probability 1 − x."""
    genomes = Optimizer(Genome(40, 2), draws, seed).ask()
    largest = (genomes @ 2.0 ** np.arange(-1, -41, -1)).max()
    return -float(np.log2(1 - largest))
