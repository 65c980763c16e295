"""Operators against slow twins in plain Python, and the laws they obey."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evosim.evolution import kernel
from evosim.random import reference as r
from evosim.random.purposes_kernel import EMPTY, INITIAL, MATE, MUTATE, NOISE, SELECT

seeds = st.integers(0, 2**63)
F = np.float32


def matrix(p: int, g: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed % 2**32).normal(size=(p, g)).astype(F)


@given(st.integers(1, 6), st.integers(0, 70), seeds, st.integers(0, 9), st.floats(0, 3, width=32), st.floats(0, 1))
def test_initial(p: int, g: int, seed: int, generation: int, scale: float, zero: float) -> None:
    out, start, rest = np.empty((p, g), F), np.linspace(0, 1, g).astype(F), np.linspace(-2, 3, g).astype(F)
    kernel.initial(0, p, out, F(scale), zero, start, rest, np.uint64(seed), generation)
    for i in range(p):
        key = r.stream(seed, generation, i, INITIAL)
        for k in range(g):
            kept = r.draw(r.stream(seed, generation, i, EMPTY), k) >> 32 >= r.threshold(zero)
            assert out[i, k] == start[k] + (F(scale) * F(r.normal(key, k)) if kept else rest[k])


@given(st.integers(1, 12), st.integers(1, 5), seeds, st.integers(0, 9), st.booleans())
def test_tournament(p: int, size: int, seed: int, generation: int, broken: bool) -> None:
    fitness = np.round(np.random.default_rng(seed % 2**32).normal(size=p), 1)  # ties
    if broken:
        fitness[::2] = np.nan
    parents = np.empty((p, 2), np.int32)
    kernel.tournament(0, p, fitness, size, parents, np.uint64(seed), generation)
    for i in range(p):
        key = r.stream(seed, generation, i, SELECT)
        for side in range(2):
            drawn = [r.below(key, side * size + k, p) for k in range(size)]
            rank = [-np.inf if np.isnan(fitness[d]) else fitness[d] for d in drawn]
            assert parents[i, side] == drawn[int(np.argmax(rank))]
            if not all(np.isnan(fitness[drawn])):
                assert not np.isnan(fitness[parents[i, side]])


@given(st.integers(1, 6), st.integers(0, 150), seeds, st.integers(0, 9), st.floats(0, 1))
def test_uniform(p: int, g: int, seed: int, generation: int, rate: float) -> None:
    genomes = matrix(p, g, seed)
    parents = np.random.default_rng(seed % 2**31).integers(0, p, (p, 2)).astype(np.int32)
    children, kin = np.empty_like(genomes), parents.copy()
    kernel.uniform(0, p, genomes, kin, rate, children, np.uint64(seed), generation)
    for i in range(p):
        key = r.stream(seed, generation, i, MATE)
        both = r.draw(key, 0) >> 32 < r.threshold(rate)
        assert kin[i, 1] == (parents[i, 1] if both else -1)
        for k in range(g):
            second = both and (r.draw(key, 1 + k // 64) >> (k % 64)) & 1
            assert children[i, k] == genomes[parents[i, 1 if second else 0], k]


lengths = st.integers(0, 60) | st.sampled_from([kernel.CHUNK, kernel.CHUNK + 1, 2 * kernel.CHUNK + 7])


@given(st.integers(1, 3), lengths, seeds, st.integers(0, 9), st.floats(0, 1), st.floats(0, 1))
def test_gaussian(p: int, g: int, seed: int, generation: int, rate: float, delete: float) -> None:
    before = matrix(p, g, seed)
    after, rest = before.copy(), np.linspace(-1, 1, g).astype(F)
    kernel.gaussian(0, p, after, rate, F(0.4), delete, rest, np.uint64(seed), generation)
    for i in range(p):
        key, noise = (r.stream(seed, generation, i, purpose) for purpose in (MUTATE, NOISE))
        for k in range(g):
            bits, want = r.draw(key, k), before[i, k]
            if bits >> 32 < r.threshold(rate):
                want = want + F(0.4) * F(r.normal(noise, k))
            if bits & 0xFFFFFFFF < r.threshold(delete):
                want = rest[k]
            assert after[i, k] == want


@given(st.integers(1, 12), seeds, st.integers(0, 9))
def test_wheel(p: int, seed: int, generation: int) -> None:
    weights = np.maximum(0, np.round(np.random.default_rng(seed % 2**32).normal(size=p), 1))
    weights[-1] += 0.5
    cumulative = np.add.accumulate(weights)
    parents = np.empty((p, 2), np.int32)
    kernel.wheel(0, p, cumulative, parents, np.uint64(seed), generation)
    for i in range(p):
        key = r.stream(seed, generation, i, SELECT)
        for side in range(2):
            at = (r.draw(key, side) >> 11) * 2.0**-53 * cumulative[-1]
            assert parents[i, side] == next(k for k in range(p) if cumulative[k] > at)
            assert weights[parents[i, side]] > 0


@given(st.integers(1, 6), st.integers(0, 20), seeds)
def test_clone(p: int, g: int, seed: int) -> None:
    genomes = matrix(p, g, seed)
    parents = np.random.default_rng(seed % 2**31).integers(0, p, (p, 2)).astype(np.int32)
    children, kin = np.empty_like(genomes), parents.copy()
    kernel.clone(0, p, genomes, kin, children)
    np.testing.assert_array_equal(children, genomes[parents[:, 0]])
    assert kin[:, 0].tolist() == parents[:, 0].tolist()
    assert set(kin[:, 1].tolist()) == {-1}


@given(st.integers(1, 6), st.integers(0, 70), seeds, st.integers(0, 9), st.floats(0, 1), st.sampled_from([1, 2]))
def test_points(p: int, g: int, seed: int, generation: int, rate: float, cuts: int) -> None:
    genomes = matrix(p, g, seed)
    parents = np.random.default_rng(seed % 2**31).integers(0, p, (p, 2)).astype(np.int32)
    children, kin = np.empty_like(genomes), parents.copy()
    kernel.points(0, p, genomes, kin, rate, cuts, children, np.uint64(seed), generation)
    for i in range(p):
        key = r.stream(seed, generation, i, MATE)
        both = g > 1 and r.draw(key, 0) >> 32 < r.threshold(rate)
        assert kin[i, 1] == (parents[i, 1] if both else -1)
        want = list(genomes[parents[i, 0]])
        if both:
            spots = sorted(1 + r.below(key, k + 1, g - 1) for k in range(cuts))
            low, high = spots[0], spots[1] if cuts == 2 else g
            want[low:high] = genomes[parents[i, 1], low:high]
        assert list(children[i]) == want


@given(st.integers(1, 6), st.integers(0, 60), seeds, st.lists(st.floats(0.01, 1), min_size=2, max_size=5))
def test_letters(p: int, g: int, seed: int, shares: list[float]) -> None:
    chances = np.array(shares) / sum(shares)
    limits = (np.add.accumulate(chances) * 2.0**32).astype(np.uint64)
    out = np.empty((p, g), np.int32)
    kernel.letters(0, p, out, limits, np.uint64(seed), 0)
    for i in range(p):
        key = r.stream(seed, 0, i, INITIAL)
        for k in range(g):
            bits = r.draw(key, k) >> 32
            assert out[i, k] == min(len(limits) - 1, sum(int(limit) <= bits for limit in limits))


@given(
    st.integers(1, 6), st.integers(0, 60), seeds, st.integers(2, 5), st.integers(-1, 3),
    st.floats(0, 1), st.floats(0, 1),
)  # fmt: skip
def test_respell(p: int, g: int, seed: int, alphabet: int, count: int, rate: float, delete: float) -> None:
    flip = count >= 0
    count = max(0, count)
    before = np.random.default_rng(seed % 2**32).integers(0, 2 if flip else alphabet, (p, g)).astype(np.int32)
    after = before.copy()
    kernel.respell(0, p, after, alphabet, flip, count, rate, delete, np.uint64(seed), 3)
    for i in range(p):
        key, noise = (r.stream(seed, 3, i, purpose) for purpose in (MUTATE, NOISE))
        flips = [r.below(noise, c, g) for c in range(count)] if g else []
        for k in range(g):
            bits, want = r.draw(key, k), before[i, k]
            if flips.count(k) % 2:
                want = 1 - want
            if not count and bits >> 32 < r.threshold(rate):
                want = 1 - want if flip else r.below(noise, k, alphabet)
            if bits & 0xFFFFFFFF < r.threshold(delete):
                want = 0
            assert after[i, k] == want


@pytest.mark.parametrize(("size", "intensity"), [(2, 0.5642), (3, 0.8463), (5, 1.1630), (7, 1.3522), (10, 1.5388)])
def test_selection_intensity_of_tournaments(size: int, intensity: float) -> None:
    p, runs = 4000, 30
    found = []
    for run in range(runs):
        fitness = np.random.default_rng(run).normal(size=p)
        parents = np.empty((p, 2), np.int32)
        kernel.tournament(0, p, fitness, size, parents, np.uint64(run), 1)
        found.append((fitness[parents].mean() - fitness.mean()) / fitness.std())
    assert abs(np.mean(found) - intensity) < 3 * np.std(found) / np.sqrt(runs) + 1e-4


def test_rates_are_what_they_say() -> None:
    genomes = np.ones((500, 400), F)
    kernel.gaussian(0, 500, genomes, 0.02, F(0.4), 0.03, np.zeros(400, F), np.uint64(1), 0)
    n = genomes.size
    assert abs(np.mean(genomes == 0) - 0.03) < 4 * np.sqrt(0.03 * 0.97 / n)
    moved = genomes[(genomes != 0) & (genomes != 1)]
    assert abs(moved.size / n - 0.02 * 0.97) < 4 * np.sqrt(0.02 / n)
    assert abs(moved.std() - 0.4) < 4 * 0.4 / np.sqrt(2 * moved.size)
