from __future__ import annotations

from math import isnan, sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from evosim.laws.rewards import GRIDS, KNOWN, left
from evosim.theory.epic import canonical, epic, pearson

SEEDS = st.integers(0, 10_000)
GAMMAS = st.sampled_from([0.0, 0.5, 0.99, 1.0])


def drawn(seed: int, states: int = 4, actions: int = 3) -> NDArray[np.float64]:
    return np.random.default_rng(seed).normal(size=(states, actions, states))


def slow(one: Any, two: Any, gamma: float, states: Any, actions: Any) -> float:
    """The definition, sum by sum."""
    s, a, _ = one.shape

    def form(reward: Any, i: int, j: int, k: int) -> float:
        after = sum(
            states[x] * actions[b] * (gamma * reward[k, b, x] - reward[i, b, x]) for b in range(a) for x in range(s)
        )
        anywhere = sum(
            states[x] * actions[b] * states[y] * reward[x, b, y] for x in range(s) for b in range(a) for y in range(s)
        )
        return float(reward[i, j, k] + after - gamma * anywhere)

    places = [(i, j, k) for i in range(s) for j in range(a) for k in range(s)]
    x, y = ([form(reward, *place) for place in places] for reward in (one, two))
    cov = np.cov(x, y, aweights=[states[i] * actions[j] * states[k] for i, j, k in places])
    return sqrt(max(0.0, (1 - cov[0, 1] / sqrt(cov[0, 0] * cov[1, 1])) / 2))


@pytest.mark.parametrize("pair", KNOWN, ids=" ".join)
def test_published_distances(pair: tuple[str, str]) -> None:
    one, two = (left(GRIDS[name]) for name in pair)
    assert epic(one, two, 0.99) == pytest.approx(KNOWN[pair], abs=1e-4)
    assert epic(two, one, 0.99) == pytest.approx(KNOWN[pair], abs=1e-4)


def test_shaped_rewards_of_the_published_grid_are_the_same() -> None:
    sparse, phi = left(GRIDS["sparse"]), -np.array([4, 3, 2, 3, 2, 1, 2, 1, 0.0])
    shaping = 0.99 * phi - phi[:, None, None]
    same = [sparse, sparse + shaping, 4 * sparse - 1 + 3 * shaping]
    for one in same:
        for two in same:
            assert epic(one, two, 0.99) == pytest.approx(0, abs=1e-7)
        assert epic(one, left(GRIDS["cliff"]), 0.99) == pytest.approx(0.3676, abs=1e-4)


@given(SEEDS, GAMMAS)
def test_the_definition(seed: int, gamma: float) -> None:
    chance = np.random.default_rng(seed + 1)
    states, actions = chance.dirichlet(np.ones(4)), chance.dirichlet(np.ones(3))
    one, two = drawn(seed), drawn(seed + 2)
    assert epic(one, two, gamma, states, actions) == pytest.approx(slow(one, two, gamma, states, actions), abs=1e-9)


@given(SEEDS, GAMMAS, st.floats(0.01, 100), st.floats(-100, 100))
def test_potentials_scales_and_constants_change_nothing(seed: int, gamma: float, scale: float, constant: float) -> None:
    one, two = drawn(seed), drawn(seed + 1)
    phi = np.random.default_rng(seed + 2).normal(size=4) * 10
    other = scale * one + constant + gamma * phi - phi[:, None, None]
    assert epic(other, two, gamma) == pytest.approx(epic(one, two, gamma), abs=1e-7)
    assert epic(other, one, gamma) == pytest.approx(0, abs=1e-6)


@given(SEEDS, GAMMAS)
def test_it_is_a_metric_and_opposites_are_at_1(seed: int, gamma: float) -> None:
    a, b, c = (drawn(seed + i) for i in range(3))
    assert epic(a, b, gamma) == pytest.approx(epic(b, a, gamma), abs=1e-12)
    assert epic(a, c, gamma) <= epic(a, b, gamma) + epic(b, c, gamma) + 1e-12
    assert epic(a, a, gamma) == 0
    assert epic(a, -a, gamma) == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize("gamma", [0.0, 0.9, 1.0])
def test_what_ranks_nothing_has_no_distance(gamma: float) -> None:
    phi = 1e6 * np.arange(4)
    for flat in (
        np.zeros((4, 3, 4)),
        np.full((4, 3, 4), 7.3),
        5 + gamma * phi - phi[:, None, None] + np.zeros((1, 3, 1)),
    ):
        assert isnan(epic(flat, drawn(0), gamma))
        assert isnan(epic(drawn(0), flat, gamma))
        assert isnan(epic(flat, flat, gamma))
    nowhere = np.zeros((4, 3, 4))
    nowhere[0, 0, 1] = 1
    assert isnan(epic(drawn(0), drawn(1), gamma, coverage=nowhere))  # one transition alone


def test_coverage_is_what_counts() -> None:
    one, two = drawn(0), drawn(1)
    cover = np.zeros(one.shape)
    cover[:2] = 1
    assert epic(one, two, 0.9, coverage=cover) == pytest.approx(epic(one, two, 0.9, coverage=5 * cover))
    assert epic(one, two, 0.9, coverage=cover) != pytest.approx(epic(one, two, 0.9))
    x, y = (canonical(reward, 0.9)[:2].ravel() for reward in (one, two))
    assert epic(one, two, 0.9, coverage=cover) == pytest.approx(sqrt((1 - np.corrcoef(x, y)[0, 1]) / 2))
    assert pearson(x, y) == pytest.approx(sqrt((1 - np.corrcoef(x, y)[0, 1]) / 2))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"first": np.zeros((2, 3))}, r"first: expected the shape \(states, actions, states\); got \(2, 3\)"),
        ({"second": np.zeros((2, 1, 2))}, "of one shape"),
        ({"first": np.full((4, 3, 4), np.nan)}, "first: expected finite numbers; got nan"),
        ({"gamma": 1.5}, "gamma: expected a number from 0 to 1; got 1.5"),
        ({"states": [1, 1, 1, 1]}, "states: expected a distribution that sums to 1; got the sum 4"),
        ({"states": [1, 0, 0]}, r"states: expected the shape \(4,\); got \(3,\)"),
        ({"actions": [2, -1, 0]}, "actions: expected finite weights of at least 0"),
        ({"coverage": np.zeros((4, 3, 4))}, "coverage: expected finite weights of at least 0, not all 0"),
    ],
)
def test_wrong_input(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        epic(**{"first": drawn(0), "second": drawn(1), "gamma": 0.9, **wrong})
