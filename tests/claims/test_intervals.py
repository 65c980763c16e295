"""Intervals against published examples, slow twins, laws, and their own promise of coverage."""

from __future__ import annotations

from itertools import combinations, product
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evosim.claims import intervals
from evosim.claims.intervals import Estimate

counts = st.integers(0, 40)
tables = st.tuples(counts, counts, counts, counts).filter(any)
levels = st.floats(0.5, 0.999)
rows = st.lists(st.integers(-5, 5).map(float), min_size=2, max_size=9).map(np.array)
few = settings(max_examples=25, deadline=None)


# --- shares -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("successes", "trials", "lo", "hi"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_the_examples_of_newcombe_1998_17_857(successes, trials, lo, hi):
    estimate = intervals.wilson(successes, trials, 0.95)
    assert estimate == pytest.approx((successes / trials, lo, hi), abs=5e-5)


@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), levels)
def test_wilson_limits_solve_the_score_equation(data, level):
    successes, trials = data
    share, lo, hi = intervals.wilson(successes, trials, level)
    assert 0 <= lo <= share <= hi <= 1
    z = stats.norm.ppf((1 + level) / 2)
    for limit in (lo, hi):
        assert (share - limit) ** 2 == pytest.approx(z * z * limit * (1 - limit) / trials, abs=1e-12)
    scipys = stats.binomtest(successes, trials).proportion_ci(level, method="wilson")
    assert (lo, hi) == pytest.approx((scipys.low, scipys.high), abs=1e-12)


@pytest.mark.parametrize(
    ("table", "difference", "lo", "hi"),
    [
        ((36, 12, 2, 0), 0.2, 0.0569, 0.3404),  # Newcombe 1998, 17:2635, table II
        ((14, 5, 0, 22), 5 / 41, 0.0115, 0.2265),  # Altman et al. 2000, Statistics with Confidence, table 6.2
        ((1, 1, 7, 12), -6 / 21, -0.507, -0.026),  # Bentur 2009, in Fagerland et al. 2014
    ],
)
def test_newcombe_gives_published_examples(table, difference, lo, hi):
    assert intervals.newcombe(*table, 0.95) == pytest.approx((difference, lo, hi), abs=5e-4)


def test_newcombe_by_hand_where_every_pair_is_equal():
    # 10 pairs, all true: each Wilson interval is [n/(n + z²), 1] and φ = 0: both sides are 1 − n/(n + z²).
    z2 = stats.norm.ppf(0.975) ** 2
    side = 1 - 10 / (10 + z2)
    assert intervals.newcombe(10, 0, 0, 0, 0.95) == pytest.approx((0, -side, side))


def slow_newcombe(e, f, g, h, level):
    """Method 10 in the paper's letters, from lists of pairs."""
    pairs = [(1, 1)] * e + [(1, 0)] * f + [(0, 1)] * g + [(0, 0)] * h
    n, theta = len(pairs), (f - g) / len(pairs)
    (l2, u2), (l3, u3) = (
        stats.binomtest(sum(p[i] for p in pairs), n).proportion_ci(level, method="wilson") for i in (0, 1)
    )
    p2, p3 = (sum(p[i] for p in pairs) / n for i in (0, 1))
    numerator = max(e * h - f * g - n / 2, 0) if e * h > f * g else e * h - f * g
    margins = (e + f) * (g + h) * (e + g) * (f + h)
    phi = numerator / sqrt(margins) if margins else 0
    delta = sqrt(max(0, (p2 - l2) ** 2 - 2 * phi * (p2 - l2) * (u3 - p3) + (u3 - p3) ** 2))
    epsilon = sqrt(max(0, (u2 - p2) ** 2 - 2 * phi * (u2 - p2) * (p3 - l3) + (p3 - l3) ** 2))
    return theta, theta - delta, theta + epsilon


@given(tables, levels)
def test_newcombe_equals_its_slow_twin(table, level):
    # The root of a difference that cancels loses half of the digits.
    assert intervals.newcombe(*table, level) == pytest.approx(slow_newcombe(*table, level), abs=1e-7)


@given(tables, levels)
def test_newcombe_contains_its_estimate_and_turns_with_the_pair(table, level):
    both, first, second, neither = table
    value, lo, hi = intervals.newcombe(both, first, second, neither, level)
    assert -1 - 1e-12 <= lo <= value <= hi <= 1 + 1e-12
    assert intervals.newcombe(both, second, first, neither, level) == pytest.approx((-value, -hi, -lo), abs=1e-7)
    # Calling true what was false turns it as well.
    assert intervals.newcombe(neither, second, first, both, level) == pytest.approx((-value, -hi, -lo), abs=1e-7)


@pytest.mark.parametrize("shares", [(0.4, 0.3, 0.1, 0.2), (0.05, 0.25, 0.05, 0.65), (0.9, 0.05, 0.03, 0.02)])
def test_newcombe_covers_at_least_about_as_often_as_it_says(shares):
    # No simulation needed: the coverage at 20 pairs is a sum over the 1,771 possible tables.
    n, truth = 20, shares[1] - shares[2]
    tables_ = np.array([t for t in product(range(n + 1), repeat=4) if sum(t) == n])
    weights = stats.multinomial.pmf(tables_, n, shares)
    held = []
    for table in tables_:
        _, lo, hi = intervals.newcombe(*map(int, table), 0.95)
        held.append(lo <= truth <= hi)
    assert weights.sum() == pytest.approx(1)
    assert weights[held].sum() > 0.94


# --- means --------------------------------------------------------------------------------------------------


def test_mean_of_two_values_by_hand():
    # Resamples of (0, 1) have the means 0, ½, 1 with probabilities ¼, ½, ¼.
    assert intervals.mean(np.array([0.0, 1.0]), 0.95, 1) == (0.5, 0.0, 1.0)
    assert intervals.mean(np.array([0.0, 1.0]), 0.4, 1) == (0.5, 0.5, 0.5)


def test_mean_equals_the_exact_bootstrap():
    values = np.array([0.0, 1.0, 3.0, 7.0, 20.0])
    every = [np.mean(draw) for draw in product(values, repeat=5)]
    lo, hi = np.quantile(every, [0.05, 0.95])
    assert intervals.mean(values, 0.9, 3) == pytest.approx((6.2, lo, hi), abs=0.3)


@pytest.mark.parametrize("count", [1, 2, 3, 20])
def test_values_without_variance_are_exact(count):
    assert intervals.mean(np.full(count, 0.1), 0.95, 1) == Estimate(0.1, 0.1, 0.1)


def test_the_seed_alone_decides():
    values = np.random.Generator(np.random.PCG64(0)).normal(size=12)
    assert intervals.mean(values, 0.95, 2**64 - 1) == intervals.mean(values, 0.95, 2**64 - 1)
    assert intervals.mean(values, 0.95, 1) != intervals.mean(values, 0.95, 2)


@few
@given(rows, levels, st.integers(0, 2**64 - 1))
def test_mean_contains_its_estimate_moves_and_turns(values, level, seed):
    value, lo, hi = intervals.mean(values, level, seed)
    assert values.min() <= lo <= value <= hi <= values.max()
    assert intervals.mean(-values, level, seed) == pytest.approx((-value, -hi, -lo))
    assert intervals.mean(values + 3, level, seed) == pytest.approx((value + 3, lo + 3, hi + 3))


def test_mean_covers_about_as_often_as_it_says(monkeypatch):
    monkeypatch.setattr(intervals, "RESAMPLES", 1000)
    draws = np.random.Generator(np.random.PCG64(5)).uniform(size=(600, 20))
    held = [lo <= 0.5 <= hi for _, lo, hi in (intervals.mean(x, 0.95, i) for i, x in enumerate(draws))]
    # At 20 values the percentile bootstrap falls a little short of 0.95; the standard error here is 0.01.
    assert 0.89 < np.mean(held) < 0.98


# --- ranks --------------------------------------------------------------------------------------------------


def test_kendall_by_hand():
    assert intervals.kendall(np.array([1.0, 4, 16, 64]), np.array([0.1, 0.2, 0.4, 0.8])) == 1
    assert intervals.kendall(np.array([1.0, 4, 16]), np.array([3.0, 2, 1])) == -1
    # 5 pairs up, 1 down of 6.
    assert intervals.kendall(np.array([1.0, 2, 3, 4]), np.array([1.0, 2, 4, 3])) == pytest.approx(4 / 6)
    # 2 pairs up, 1 tied in y: 2 / √(3 · 2).
    assert intervals.kendall(np.array([1.0, 2, 3]), np.array([0.0, 0, 1])) == pytest.approx(2 / sqrt(6))
    assert intervals.kendall(np.array([1.0, 2, 3]), np.array([5.0, 5, 5])) == 0


@given(rows, st.data())
def test_kendall_equals_scipy_and_a_count_of_pairs(x, data):
    y = np.array(data.draw(st.lists(st.integers(-3, 3), min_size=len(x), max_size=len(x))), float)
    tau = intervals.kendall(x, y)
    pairs = list(combinations(range(len(x)), 2))
    up = sum(np.sign(x[i] - x[j]) * np.sign(y[i] - y[j]) for i, j in pairs)
    untied = sum(x[i] != x[j] for i, j in pairs) * sum(y[i] != y[j] for i, j in pairs)
    assert tau == pytest.approx(up / sqrt(untied) if untied else 0)
    if untied:
        assert tau == pytest.approx(stats.kendalltau(x, y).statistic)


def test_spearman_by_hand():
    # Ranks 1 2 3 4 against 1 2 4 3: ρ = 1 − 6 · 2 / (4 · 15).
    rho = intervals.spearman(np.array([1.0, 2, 3, 4]), np.array([0.1, 0.2, 0.9, 0.5]), 0.95, 1)
    assert rho.value == pytest.approx(0.8)
    x = np.arange(12.0)
    assert intervals.spearman(x, x**3, 0.95, 1) == (1, 1, 1)
    assert intervals.spearman(x, -(x**3), 0.95, 1) == (-1, -1, -1)
    # Of two pairs, half of the resamples are one pair twice, which counts as 0.
    assert intervals.spearman(np.array([0.0, 1]), np.array([0.0, 1]), 0.95, 1) == (1, 0, 1)


def test_spearman_equals_the_exact_bootstrap():
    x, y = np.array([1.0, 2, 3, 4, 5]), np.array([2.0, 1, 4, 3, 5])
    every = []
    for draw in map(list, product(range(5), repeat=5)):
        constant = len(set(draw)) == 1
        every.append(0 if constant else stats.spearmanr(x[draw], y[draw]).statistic)
    lo, hi = np.quantile(every, [0.1, 0.9])
    assert intervals.spearman(x, y, 0.8, 7) == pytest.approx((0.8, lo, hi), abs=0.05)


@few
@given(rows.filter(lambda x: np.ptp(x) > 0), st.data(), levels, st.integers(0, 2**64 - 1))
def test_spearman_contains_its_estimate_and_equals_scipy(x, data, level, seed):
    y = np.array(data.draw(st.permutations(list(range(len(x))))), float)
    value, lo, hi = intervals.spearman(x, y, level, seed)
    assert -1 <= lo <= value <= hi <= 1
    assert value == pytest.approx(stats.spearmanr(x, y).statistic)
    assert intervals.spearman(x, -y, level, seed) == pytest.approx((-value, -hi, -lo))
    assert intervals.spearman(x, np.exp(y), level, seed) == (value, lo, hi)  # ranks are all that counts
