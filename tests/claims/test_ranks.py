"""Rank correlations against counts of pairs, scipy and published numbers. Coverage: ``test_coverage.py``."""

from __future__ import annotations

from itertools import combinations
from math import atanh, sqrt, tanh

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evosim.claims import ranks

levels = st.floats(0.5, 0.999)
rows = st.lists(st.integers(-5, 5).map(float), min_size=2, max_size=9).map(np.array)


def test_kendall_by_hand():
    assert ranks.kendall(np.array([1.0, 4, 16, 64]), np.array([0.1, 0.2, 0.4, 0.8])) == 1
    assert ranks.kendall(np.array([1.0, 4, 16]), np.array([3.0, 2, 1])) == -1
    # 5 pairs up, 1 down of 6.
    assert ranks.kendall(np.array([1.0, 2, 3, 4]), np.array([1.0, 2, 4, 3])) == pytest.approx(4 / 6)
    # 2 pairs up, 1 tied in y: 2 / √(3 · 2).
    assert ranks.kendall(np.array([1.0, 2, 3]), np.array([0.0, 0, 1])) == pytest.approx(2 / sqrt(6))
    assert ranks.kendall(np.array([1.0, 2, 3]), np.array([5.0, 5, 5])) == 0


@given(rows, st.data())
def test_kendall_equals_scipy_and_a_count_of_pairs(x, data):
    y = np.array(data.draw(st.lists(st.integers(-3, 3), min_size=len(x), max_size=len(x))), float)
    tau = ranks.kendall(x, y)
    pairs = list(combinations(range(len(x)), 2))
    up = sum(np.sign(x[i] - x[j]) * np.sign(y[i] - y[j]) for i, j in pairs)
    untied = sum(x[i] != x[j] for i, j in pairs) * sum(y[i] != y[j] for i, j in pairs)
    assert tau == pytest.approx(up / sqrt(untied) if untied else 0)
    if untied:
        assert tau == pytest.approx(stats.kendalltau(x, y).statistic)


def test_spearman_by_hand():
    # Ranks 1 2 3 4 against 1 2 4 3: ρ = 1 − 6 · 2 / (4 · 15).
    rho = ranks.spearman(np.array([1.0, 2, 3, 4]), np.array([0.1, 0.2, 0.9, 0.5]), 0.95)
    assert rho.value == pytest.approx(0.8)
    # A perfect sample of 12: without any one it is perfect too, so the jackknife says 0, and the variance is Bonett's
    # and Wright's of ρ* = 1 − 12/(12³ − 12), with 10 degrees of freedom.
    x, most = np.arange(12.0), 1 - 12 / (12**3 - 12)
    spread = stats.t.ppf(0.975, 10) * sqrt((1 + most**2 / 2) / 9)
    lo = tanh(atanh(most) - spread)
    assert ranks.spearman(x, x**3, 0.95) == pytest.approx((1, lo, 1))
    assert ranks.spearman(x, -(x**3), 0.95) == pytest.approx((-1, -1, -lo))


def test_spearman_is_no_narrower_than_bonett_s_and_wright_s():
    # The example of R's statpsych::ci.spear: ρ = .8699639, normal quantiles, .5840951 to .9638297.
    y = np.array([21.0, 4, 9, 12, 35, 18, 10, 22, 24, 1, 6, 8, 13, 16, 19])
    x = np.array([67.0, 28, 30, 28, 52, 40, 25, 37, 44, 10, 14, 20, 28, 40, 51])
    value, lo, hi = ranks.spearman(x, y, 0.95)
    assert value == pytest.approx(0.8699639)
    assert 0.5 < lo < 0.5840951
    assert 0.9638297 < hi < 0.98


@pytest.mark.parametrize("count", [2, 3])
def test_a_correlation_of_two_or_three_says_nothing(count):
    assert ranks.spearman(np.arange(count) * 1.0, np.arange(count) * 2.0, 0.95) == (1, -1, 1)


@settings(max_examples=60, deadline=None)
@given(rows.filter(lambda x: np.ptp(x) > 0), st.data(), levels)
def test_spearman_contains_its_estimate_and_equals_scipy(x, data, level):
    y = np.array(data.draw(st.permutations(list(range(len(x))))), float)
    value, lo, hi = ranks.spearman(x, y, level)
    assert -1 <= lo <= value <= hi <= 1
    assert value == pytest.approx(stats.spearmanr(x, y).statistic)
    assert ranks.spearman(x, -y, level) == pytest.approx((-value, -hi, -lo))
    assert ranks.spearman(x, np.exp(y), level) == (value, lo, hi)  # ranks are all that counts
    assert ranks.spearman(y, x, level) == pytest.approx((value, lo, hi))
    turned = ranks.spearman(x[::-1], y[::-1], level)
    assert turned == pytest.approx((value, lo, hi))
