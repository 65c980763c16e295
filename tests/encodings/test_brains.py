"""Brains for several tasks from one genome."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evosim.encodings.brains import Brains


def genomes(brains: Brains, count: int = 5, extra: int = 0) -> np.ndarray:
    return np.random.default_rng(1).normal(size=(count, brains.genes + extra)).astype(np.float32)


@pytest.mark.parametrize("way", ["one", "own", "made"])
def test_a_brain_for_each_task(way: str) -> None:
    brains = Brains(way, 4, 6)
    found = brains.develop(genomes(brains, extra=2), 4)
    assert [part.shape for part in found] == [(5, 6)] * 4
    same = [np.array_equal(found[0], part) for part in found[1:]]
    assert all(same) if way == "one" else not any(same)


@given(st.sampled_from([1, 2, 4, 8, 16]), st.integers(1, 9))
def test_made_brains_are_a_rotation_of_genes(tasks: int, length: int) -> None:
    brains = Brains("made", tasks, length)
    given_ = genomes(brains, 3)
    found = np.concatenate(brains.develop(given_, tasks), axis=1)
    np.testing.assert_allclose((found**2).sum(axis=1), (given_**2).sum(axis=1), rtol=1e-5)
    np.testing.assert_array_equal(brains.signs @ brains.signs.T, tasks * np.eye(tasks))
    slow = [
        [sum(brains.signs[t, k] * given_[p, k * length + g] for k in range(tasks)) / tasks**0.5 for g in range(length)]
        for t in range(tasks)
        for p in range(3)
    ]
    brains_of = np.concatenate(brains.develop(given_, tasks))
    np.testing.assert_allclose(brains_of, np.reshape(slow, (-1, length)), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("way", ["one", "own", "made"])
def test_a_genome_around_which_all_brains_are_alike(way: str) -> None:
    brains, brain = Brains(way, 4, 6), np.arange(6, dtype=np.float32)
    genome = brains.around(brain)
    assert genome.shape == (brains.genes,)
    for part in brains.develop(genome[None], 4):
        np.testing.assert_array_equal(part[0], brain)


def test_letters_stay_letters() -> None:
    brains = Brains("own", 3, 4)
    string = np.random.default_rng(1).integers(0, 4, (2, 12)).astype(np.int32)
    found = brains.develop(string, 3)
    assert {part.dtype for part in found} == {np.dtype(np.int32)}
    np.testing.assert_array_equal(np.concatenate(found, axis=1), string)
