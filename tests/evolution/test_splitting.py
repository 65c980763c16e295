"""Bits of selection against known tails."""

from __future__ import annotations

from math import comb, log, log2

import numpy as np
import pytest

from evosim.evolution.genome import Genome
from evosim.evolution.optimizer import Optimizer
from evosim.evolution.splitting import bits_of_selection, cost_of_levels


def tail(n: int, k: int) -> float:
    return -log2(sum(comb(n, i) for i in range(k, n + 1)) / 2**n)


LARGE = pytest.param(100, 85, marks=pytest.mark.slow)


@pytest.mark.parametrize(("n", "k"), [(20, 10), (20, 16), (20, 20), (60, 52), LARGE])
def test_tails_of_onemax(n: int, k: int) -> None:
    found = bits_of_selection(lambda genomes: genomes.sum(axis=1), Genome(n, 2), k, seed=3)
    assert found.error < 0.4
    assert abs(found.bits - tail(n, k)) < 3 * max(found.error, 0.05)


@pytest.mark.slow
def test_the_best_of_random_draws() -> None:
    powers = 2.0 ** np.arange(-1, -25, -1)
    bits = []
    for seed in range(16):
        best = (Optimizer(Genome(24, 2), 100, seed).ask() @ powers).max()
        bits.append(bits_of_selection(lambda g: g @ powers, Genome(24, 2), best, seed=seed, population=300).bits)
    expected = sum(1 / k for k in range(1, 101)) / log(2)
    assert abs(np.mean(bits) - expected) < 3 * np.std(bits) / np.sqrt(16)


def test_real_genes_and_sparse_ones() -> None:
    # One normal gene above 3, of which half are 0: the tail of the sum of twelve uniforms.
    draws = np.random.default_rng(1).random((2_000_000, 12)).sum(axis=1) - 6
    expected = -log2(0.5 * (draws > 3).mean())
    found = bits_of_selection(lambda g: g[:, 0], Genome(1, initial={"zero": 0.5}), 3.0, population=2000)
    assert abs(found.bits - expected) < 3 * max(found.error, 0.05)


def test_the_impossible_and_the_certain() -> None:
    assert bits_of_selection(lambda g: g.sum(axis=1), Genome(5, 2), 6).bits == float("inf")
    assert bits_of_selection(lambda g: g.sum(axis=1), Genome(5, 2), 0).bits == 0
    assert bits_of_selection(lambda g: np.full(len(g), np.nan), Genome(5, 2), 0).bits == float("inf")


def test_the_same_again() -> None:
    one, two = (bits_of_selection(lambda g: g.sum(axis=1), Genome(12, 2), 11, seed=8) for _ in range(2))
    assert one == two


def test_what_an_objective_raises_is_its_own() -> None:
    def broken(genomes: np.ndarray) -> np.ndarray:
        return None + genomes  # type: ignore[operator,no-any-return]

    with pytest.raises(TypeError, match="NoneType"):
        bits_of_selection(broken, Genome(4, 2), 3)


def test_what_levels_cost() -> None:
    genome = Genome(10, 2)

    def least(beyond: np.ndarray) -> float:
        return float(beyond.sum(axis=1).min())

    found = cost_of_levels(lambda genomes: genomes.sum(axis=1), genome, least, population=400, seed=3)
    assert (np.diff(found[:, :2], axis=0) > 0).all()
    assert (found[:, 2] > found[:, 0]).all()
    for level, bits, _ in found:
        assert abs(bits - tail(10, int(level) + 1)) < 1.0
