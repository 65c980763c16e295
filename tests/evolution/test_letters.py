"""Mutation of strings: kernels and twins, and the rates that come out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evosim import Genome, Optimizer, ScenarioError, bits_of_selection
from evosim.evolution import kernel
from evosim.random import reference as r
from evosim.random.purposes_kernel import FILL, MUTATE, NOISE, STRETCH

seeds = st.integers(0, 2**63)
CHANCE = st.sampled_from([0.0, 0.3, 1.0])


def strings(p: int, length: int, alphabet: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed % 2**32).integers(0, alphabet, (p, length)).astype(np.int32)


def stretch_of(key: int, how: int, stretch: int, length: int) -> tuple[int, int]:
    """Where a stretch begins, and how wide it is."""
    wide = 1 + r.below(key, 3 * how + 1, min(stretch, length))
    return r.below(key, 3 * how + 2, length - wide + 1), wide


@given(
    st.integers(1, 6), st.integers(0, 40), st.integers(2, 6), st.tuples(CHANCE, CHANCE, CHANCE), st.integers(1, 50),
    seeds, st.integers(0, 9),
)  # fmt: skip
def test_rearrange(
    p: int, length: int, alphabet: int, chances: tuple[float, float, float], stretch: int, seed: int, generation: int
) -> None:
    genomes = strings(p, length, alphabet, seed)
    before = genomes.tolist()
    kernel.rearrange(0, p, genomes, alphabet, np.array(chances), stretch, np.uint64(seed), generation)
    for i in range(p):
        key, fill = (r.stream(seed, generation, i, purpose) for purpose in (STRETCH, FILL))
        wanted = before[i]
        for how in range(3 if length else 0):
            if r.draw(key, 3 * how) >> 32 >= r.threshold(chances[how]):
                continue
            start, wide = stretch_of(key, how, stretch, length)
            end = start + wide
            if how == 0:
                wanted = (wanted[:end] + wanted[start:end] + wanted[end:])[:length]
            elif how == 1:
                new = [r.below(fill, g, alphabet) for g in range(length - wide, length)]
                wanted = wanted[:start] + wanted[end:] + new
            else:
                wanted = wanted[:start] + wanted[start:end][::-1] + wanted[end:]
        assert genomes[i].tolist() == wanted


@given(st.integers(1, 6), st.integers(0, 70), st.integers(2, 6), CHANCE, seeds, st.integers(0, 9))
def test_substitute(p: int, length: int, alphabet: int, rate: float, seed: int, generation: int) -> None:
    genomes = strings(p, length, alphabet, seed)
    before = genomes.copy()
    kernel.substitute(0, p, genomes, alphabet, rate, np.uint64(seed), generation)
    for i in range(p):
        key, noise = (r.stream(seed, generation, i, purpose) for purpose in (MUTATE, NOISE))
        for g in range(length):
            others = [(before[i, g] + 1 + k) % alphabet for k in range(alphabet - 1)]
            hit = r.draw(key, g) >> 32 < r.threshold(rate)
            assert genomes[i, g] == (others[r.below(noise, g, alphabet - 1)] if hit else before[i, g])


def near(found: np.ndarray, expected: float) -> bool:
    """Whether the mean of independent values is within three standard errors."""
    return bool(abs(found.mean() - expected) <= 3 * found.std(ddof=1) / np.sqrt(found.size))


@pytest.mark.parametrize(("rate", "generations"), [(0.01, 1), (0.05, 12), (0.2, 3)])
def test_substitutions_are_those_of_jukes_and_cantor(rate: float, generations: int) -> None:
    """The share of letters that are as at first: ¼ + ¾ (1 − 4m/3)^t (Jukes and Cantor 1969)."""
    genomes = strings(400, 300, 4, 5)
    first = genomes.copy()
    for generation in range(generations):
        kernel.substitute(0, 400, genomes, 4, rate, np.uint64(3), generation)
    same = (genomes == first).mean(axis=1)
    assert near(same, 0.25 + 0.75 * (1 - 4 * rate / 3) ** generations)
    changed = genomes[genomes != first]
    step = (changed - first[genomes != first]) % 4
    for k in (1, 2, 3):
        assert near((step == k).astype(float), 1 / 3)


@pytest.mark.parametrize("how", [0, 1, 2])
def test_stretches_come_at_their_rates_and_lengths(how: int) -> None:
    count, length, stretch, chance = 20_000, 100, 21, 0.3
    genomes = np.tile(np.arange(length, dtype=np.int32), (count, 1))
    chances = np.zeros(3)
    chances[how] = chance
    kernel.rearrange(0, count, genomes, 200, chances, stretch, np.uint64(7), 1)
    hit = np.array([row.tolist() != list(range(length)) for row in genomes])
    if how == 2:  # a single letter reversed is as before
        assert near(hit.astype(float), chance * (1 - 1 / stretch))
        widths = np.array([np.ptp(np.flatnonzero(row != np.arange(length))) + 1 for row in genomes[hit]])
        assert set((widths // 2).tolist()) == set(range(1, stretch // 2 + 1))
        assert all(sorted(row) == list(range(length)) for row in genomes[:200].tolist())
        return
    assert near(hit.astype(float), chance)
    places = np.array([int(np.flatnonzero(np.diff(row[: length - stretch]) != 1)[:1].sum()) for row in genomes[hit]])
    inside = genomes[hit][places > 0]
    steps = [np.diff(row[: length - stretch]) for row in inside]
    jumps = np.array([step[step != 1][0] for step in steps])
    widths = 1 - jumps if how == 0 else jumps - 1
    assert set(widths.tolist()) == set(range(1, stretch + 1))


def test_the_optimizer_takes_strings() -> None:
    options = {"kind": "letters", "rate": 0.01, "duplicate": 0.2, "delete": 0.2, "invert": 0.2, "stretch": 9}
    for cross in ("uniform", "one_point", "two_point", None):
        found = []
        for threads in (1, 2):
            optimizer = Optimizer(Genome(3000, 4), 100, 3, cross=cross, mutate=options, elites=1, threads=threads)
            for _ in range(8):
                genomes = optimizer.ask()
                optimizer.tell((genomes == 2).sum(axis=1))
            found.append(genomes)
        np.testing.assert_array_equal(*found)
        assert found[0].dtype == np.int32
        assert set(np.unique(found[0]).tolist()) == {0, 1, 2, 3}
        assert (found[0] == 2).mean() > 0.27


def test_letters_are_no_mutation_of_real_genes() -> None:
    with pytest.raises(ScenarioError, match="gaussian for real genes"):
        Optimizer(Genome(6), 4, mutate="letters")
    with pytest.raises(ScenarioError, match="letters, reset or flip for letters"):
        Optimizer(Genome(6, 4), 4, mutate="gaussian")


def test_bits_of_letters_are_two_each() -> None:
    target = np.array([0, 3, 1, 2, 2, 0, 1])
    found = bits_of_selection(lambda genomes: (genomes == target).sum(axis=1), Genome(7, 4), 7, seed=2)
    assert abs(found.bits - 14) < 3 * max(found.error, 0.1)
