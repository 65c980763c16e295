"""Optimization power in bits: of the best of random draws, and how it is best spent in the essays' toy model."""

from __future__ import annotations

from collections.abc import Iterator
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from evosim.evolution.genome import Genome
from evosim.evolution.optimizer import Optimizer
from evosim.laws.law import Law, measured
from evosim.theory import Cost, optimum

TOY = "toy model, closed form"


def power(effort: int) -> Iterator[Law]:
    """−log2 of the probability that one draw does as well as the best of n is on average H_n / ln 2; the toy model."""
    for draws in (100, 1000, 10_000):
        expected = sum(1 / k for k in range(1, draws + 1)) / log(2)
        found = [_best(draws, seed) for seed in range(10 * effort)]
        yield measured("bits of the best of random draws", f"n = {draws:,}", "exact: H_n / ln 2", expected, found)
    bits = 120.0
    for instances in (3.0, 8.0):
        yield _toy(lambda x: 5.0 * x, bits, instances, 0.0 if instances < 5 else bits / 5, f"f = 5x, N = {instances:g}")
    for instances in (4.0, 400.0):
        expected = min(instances / (2 * 0.3), sqrt(bits / 0.3))
        yield _toy(lambda x: 0.3 * x**2, bits, instances, expected, f"f = 0.3x², N = {instances:g}")
    for instances, selection in ((4.0, bits), (6.0, bits), (6.0, 40.0)):
        expected = 10.0 if instances > 50 / 10 and selection >= 50 else 0.0
        case = f"F = 50, x ≤ 10, N = {instances:g}, P = {selection:g}"
        yield _toy(_fixed, selection, instances, expected, case, most=10.0)


def _fixed(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(x > 0, 50.0, 0.0)


def _toy(cost: Cost, bits: float, instances: float, expected: float, case: str, most: float = 1e4) -> Law:
    found = optimum(cost, bits, instances, most)
    return Law("search that serves evolution best", case, TOY, expected, found, 0.0, 1e-6 * (1 + expected))


def _best(draws: int, seed: int) -> float:
    """Genomes of 40 bits, read as a number: a random one is as large as x with probability 1 − x."""
    genomes = Optimizer(Genome(40, 2), draws, seed).ask()
    largest = (genomes @ 2.0 ** np.arange(-1, -41, -1)).max()
    return -float(np.log2(1 - largest))
