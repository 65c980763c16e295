from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from evosim.laws.rewards import POLICY, REWARDS, VALUES, VISITS, published
from evosim.theory import causal_entropy
from evosim.theory.causal_entropy import (
    Likelihood,
    Process,
    TooLarge,
    _without_policy,
    expected,
    learn,
    soft_values,
    visits,
)

SEEDS = st.integers(0, 10_000)
GAMMAS = st.sampled_from([0.3, 0.9, 1.0])


def drawn(seed: int, sure: bool, gamma: float = 1.0, last: bool = False, steps: int = 5) -> Process:
    chance = np.random.default_rng(seed)
    to: Any = chance.integers(0, 4, (4, 3)) if sure else chance.dirichlet(np.ones(4), (4, 3))
    return Process(to, chance.dirichlet(np.ones(4)), steps, gamma, last)


def dense(process: Process) -> Process:
    return replace(process, to=np.eye(len(process.to))[process.to])


def rewards(seed: int, scale: float = 3.0) -> NDArray[np.float64]:
    return np.random.default_rng(seed + 1).normal(size=4) * scale


def test_published_values_policy_and_visits() -> None:
    process = published()
    soft = soft_values(process, REWARDS)
    np.testing.assert_allclose(soft.values[0], VALUES, atol=1e-3)
    np.testing.assert_allclose(soft.policy[0, 1], POLICY, atol=1e-3)
    np.testing.assert_allclose(visits(process, soft.policy).sum(axis=0), VISITS, atol=1e-3)


def test_rewards_are_learned_whose_visits_are_those_published() -> None:
    last = published(last=True)  # the published visits count the state after the last action
    found = learn(last, VISITS)
    assert found.converged
    np.testing.assert_allclose(found.visits, VISITS, atol=1e-3)
    process = published()
    demonstrated = visits(process, soft_values(process, REWARDS).policy)
    found = learn(process, demonstrated[:-1].sum(axis=0))
    assert found.converged
    again = visits(process, soft_values(process, found.rewards).policy)
    np.testing.assert_allclose(again.sum(axis=0), VISITS, atol=1e-3)
    np.testing.assert_allclose(found.visits, demonstrated[:-1].sum(axis=0), atol=1e-3)


@given(SEEDS, GAMMAS, st.booleans())
def test_both_forms_of_what_is_certain_are_the_same(seed: int, gamma: float, last: bool) -> None:
    process = drawn(seed, sure=True, gamma=gamma, last=last)
    pays = rewards(seed)
    one, two = soft_values(process, pays), soft_values(dense(process), pays)
    np.testing.assert_allclose(one.values, two.values, atol=1e-9)
    np.testing.assert_allclose(one.policy, two.policy, atol=1e-9)
    np.testing.assert_allclose(visits(process, one.policy), visits(dense(process), two.policy), atol=1e-9)
    quick, slow = _without_policy(process, pays), expected(dense(process), pays)
    assert quick is not None
    assert quick[0] == pytest.approx(slow[0], abs=1e-9)
    np.testing.assert_allclose(quick[1], slow[1], atol=1e-9)


def test_odds_too_small_for_the_quick_way() -> None:
    process = Process(np.array([[0, 0], [1, 1]]), np.array([0.5, 0.5]), 3)
    pays = np.array([0.0, -1000.0])
    assert _without_policy(process, pays) is None
    value, paid = expected(process, pays)
    assert value == pytest.approx(3 * np.log(2) - 1500)
    np.testing.assert_allclose(paid, [1.5, 1.5])


@given(SEEDS, st.booleans())
@settings(max_examples=25)
def test_it_is_the_distribution_over_ways_where_nothing_happens_by_chance(seed: int, last: bool) -> None:
    process = drawn(seed, sure=True, last=last, steps=4)
    pays, soft = rewards(seed), soft_values(process, rewards(seed))
    worth = np.zeros(4)
    likely = {}
    for start in range(4):
        for actions in product(range(3), repeat=4):
            here, probability = start, 1.0
            earned = 0.0
            for t, action in enumerate(actions):
                earned += pays[here]
                probability *= soft.policy[t, here, action]
                here = int(process.to[here, action])
            earned += pays[here] * last
            worth[start] += np.exp(earned)
            likely[start, actions] = probability, np.exp(earned)
    np.testing.assert_allclose(soft.values[0], np.log(worth), atol=1e-9)
    for (start, _), (probability, earned) in likely.items():
        assert probability == pytest.approx(earned / worth[start], abs=1e-9)


@given(SEEDS, GAMMAS, st.booleans(), st.booleans())
def test_without_temperature_it_is_the_best_policy(seed: int, gamma: float, sure: bool, last: bool) -> None:
    process = drawn(seed, sure, gamma, last)
    pays = rewards(seed)
    values = pays if last else np.zeros(4)
    for _ in range(process.steps):
        values = pays + gamma * process.ahead(values).max(axis=1)
    errors = [abs(soft_values(process, pays, tau).values[0] - values).max() for tau in (1.0, 0.1, 1e-3, 1e-6)]
    assert (np.diff(errors) <= 1e-12).all()
    assert errors[-1] <= 1e-6 * process.steps * np.log(3) + 1e-9


@given(SEEDS, GAMMAS, st.booleans(), st.booleans())
def test_the_gradient_is_that_of_finite_differences(seed: int, gamma: float, sure: bool, last: bool) -> None:
    chance = np.random.default_rng(seed)
    features = chance.normal(size=(4, 2))
    likelihood = Likelihood(drawn(seed, sure, gamma, last), chance.normal(size=2), features, 0.1)
    weights = chance.normal(size=2)
    _, slope = likelihood(weights)
    for k, step in enumerate(np.eye(2) * 1e-5):
        rise = (likelihood(weights + step)[0] - likelihood(weights - step)[0]) / 2e-5
        assert slope[k] == pytest.approx(rise, abs=1e-5)


@given(SEEDS, GAMMAS, st.booleans(), st.booleans())
@settings(max_examples=25)
def test_what_is_learned_behaves_as_demonstrated(seed: int, gamma: float, sure: bool, last: bool) -> None:
    process = drawn(seed, sure, gamma, last)
    _, shown = expected(process, rewards(seed, 1.0))
    found = learn(process, shown)
    assert found.converged
    np.testing.assert_allclose(found.visits, shown, atol=1e-3)
    assert found.apart < 1e-3
    assert found.gain > -1e-6
    assert expected(process, found.rewards)[1] == pytest.approx(found.visits)


def test_the_pull_shares_what_cannot_be_told_apart_evenly_and_keeps_weights_finite() -> None:
    to = np.array([[0, 1], [1, 1]])  # stay, or leave for good; demonstrations always leave at once
    process = Process(to, np.array([1.0, 0.0]), 3, last=True)
    features = np.array([[0, 0], [1, 1]])
    found = learn(process, [3.0, 3.0], features, pull=0.01)
    assert found.converged
    assert found.weights[0] == pytest.approx(found.weights[1])
    assert 1 < found.weights[0] < 10
    assert found.apart == pytest.approx(0.01 * found.weights[0], abs=1e-6)
    assert found.gain > 0.5


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"to": np.zeros((2, 2, 3))}, r"to: expected the shape .* got \(2, 2, 3\)"),
        ({"to": np.zeros((0, 2), int)}, "to: expected the shape"),
        ({"to": np.full((2, 2, 2), 0.4)}, "to: expected probabilities that sum to 1"),
        ({"to": np.array([[0, 2], [0, 0]])}, "expected states from 0 to 1; got 0 to 2"),
        ({"start": np.ones(3)}, r"start: expected the shape \(2,\); got \(3,\)"),
        ({"start": np.ones(2)}, "start: expected probabilities"),
        ({"steps": 0}, "steps of at least 1"),
        ({"gamma": -0.1}, "gamma from 0 to 1"),
    ],
)
def test_processes_that_are_none(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Process(**{"to": np.array([[0, 1], [1, 0]]), "start": np.array([1.0, 0.0]), "steps": 2, **wrong})


def test_what_is_too_large_says_how_large(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(
        TooLarge, match=r"at most 16,000,000 .*; got 9,000,000 steps × 2 states × 1 actions = 18,000,000"
    ):
        Process(np.array([[0], [0]]), np.array([1.0, 0.0]), 9_000_000)
    monkeypatch.setattr(causal_entropy, "LARGEST", 10)
    with pytest.raises(TooLarge, match=r"at most 10 entries of P; got 12 \(2, 3, 2\)"):
        Process(np.full((2, 3, 2), 0.5), np.array([1.0, 0.0]), 1)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"seen": [1.0]}, r"features \(2, K\) and K seen; got \(2, 2\) and \(1,\)"),
        ({"seen": [np.nan, 1.0]}, "finite"),
        ({"seen": [5.0, 5.0]}, "visits of at least 0 whose sum is 2; got the sum 10"),
        ({"seen": [-1.0, 3.0]}, "visits of at least 0"),
        ({"pull": 0.0}, "without which rewards are not unique"),
    ],
)
def test_demonstrations_that_cannot_be(wrong: dict[str, Any], said: str) -> None:
    process = Process(np.array([[0, 1], [1, 0]]), np.array([1.0, 0.0]), 2)
    with pytest.raises(ValueError, match=said):
        learn(process, **{"seen": [1.5, 0.5], **wrong})


def test_rewards_that_are_none() -> None:
    process = Process(np.array([[0, 1], [1, 0]]), np.array([1.0, 0.0]), 2)
    with pytest.raises(ValueError, match="rewards: expected 2 finite numbers"):
        soft_values(process, [1.0, np.inf])
    with pytest.raises(ValueError, match="temperature: expected a number above 0; got 0"):
        soft_values(process, [1.0, 1.0], 0)
