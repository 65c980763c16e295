"""Intervals of shares against published examples, values by hand and slow twins. Coverage: ``test_coverage.py``."""

from __future__ import annotations

from itertools import product
from math import factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.optimize import brentq, minimize_scalar
from scipy.special import xlogy

from evosim.claims import shares
from tests.claims import rivals

levels = st.floats(0.5, 0.999)
few = settings(max_examples=30, deadline=None)


@st.composite
def outcomes(draw, most=25):
    pairs = draw(st.integers(1, most))
    first = draw(st.integers(0, pairs))
    return first, draw(st.integers(0, pairs - first)), pairs


# --- one share ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("successes", "trials", "lo", "hi"),
    [(81, 263, 0.2527, 0.3676), (15, 148, 0.0578, 0.1617), (0, 20, 0.0, 0.1684), (1, 29, 0.0009, 0.1776)],
)
def test_clopper_pearson_gives_the_examples_of_newcombe_1998_17_857(successes, trials, lo, hi):
    assert shares.clopper_pearson(successes, trials, 0.95) == pytest.approx((successes / trials, lo, hi), abs=5e-5)


@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), levels)
def test_clopper_pearson_limits_leave_half_of_alpha_in_each_tail(data, level):
    successes, trials = data
    share, lo, hi = shares.clopper_pearson(successes, trials, level)
    assert 0 <= lo <= share <= hi <= 1
    alpha = (1 - level) / 2
    if successes:
        assert stats.binom.sf(successes - 1, trials, lo) == pytest.approx(alpha)
    if successes < trials:
        assert stats.binom.cdf(successes, trials, hi) == pytest.approx(alpha)
    turned = shares.clopper_pearson(trials - successes, trials, level)
    assert turned == pytest.approx((1 - share, 1 - hi, 1 - lo))


def test_the_ends_of_one_share_by_hand():
    assert shares.clopper_pearson(0, 20, 0.95) == pytest.approx((0, 0, 1 - 0.025 ** (1 / 20)))
    assert shares.clopper_pearson(20, 20, 0.95) == pytest.approx((1, 0.025 ** (1 / 20), 1))


# --- the difference of two ----------------------------------------------------------------------------------


@pytest.mark.parametrize("pairs", [1, 2, 8, 20])
@pytest.mark.parametrize("level", [0.95, 0.9958])
def test_the_largest_difference_by_hand(pairs, level):
    # Only (n, 0) is as high as (n, 0): its chance is largest with no equal pairs, ((1 + d)/2)^n.
    limit = 2 * ((1 - level) / 2) ** (1 / pairs) - 1
    assert shares.paired(pairs, 0, pairs, level) == pytest.approx((1, limit, 1), abs=1e-6)
    assert shares.paired(0, pairs, pairs, level) == pytest.approx((-1, -1, -limit), abs=1e-6)


def test_one_equal_pair_by_hand():
    # As high as "equal" are "equal" and "first": 1 − q, at most 1 + d, which is α/2 at d = α/2 − 1.
    assert shares.paired(0, 0, 1, 0.95) == pytest.approx((0, -0.975, 0.975), abs=1e-6)


def slow_distance(first, second, pairs, difference):
    """The signed root, with the likeliest nuisance parameter by search."""
    counts = np.array([first, second, pairs - first - second])

    def minus_log(q):
        return -xlogy(counts, np.maximum([q + difference, q, 1 - 2 * q - difference], 0)).sum()

    least, most = max(0.0, -difference), (1 - difference) / 2
    inside = minimize_scalar(minus_log, bounds=(least, most), method="bounded", options={"xatol": 1e-12}).x
    spots = [least, most, inside]
    ratio = xlogy(counts, counts / pairs).sum() + min(map(minus_log, spots))
    return np.sign(first - second - pairs * difference) * np.sqrt(max(0, 2 * ratio))


@few
@given(outcomes(), st.floats(-0.95, 0.95))
def test_the_distance_equals_its_slow_twin(outcome, difference):
    first, second, pairs = outcome
    [fast] = shares.distance(np.array([[first, second]]), pairs, difference)
    assert fast == pytest.approx(slow_distance(first, second, pairs, difference), abs=2e-3)


def slow_lower(first, second, pairs, alpha):
    """Buehler's limit: loops over outcomes, a fine grid of the nuisance parameter, and root finding."""
    quantile = stats.norm.ppf(1 - alpha)

    def limit(one, other):
        return brentq(lambda d: slow_distance(one, other, pairs, d) - quantile, -1 + 1e-9, (one - other) / pairs)

    every = [(i, j) for i, j in product(range(pairs + 1), repeat=2) if i + j <= pairs]
    order = {row: -1.0 if row[1] == pairs else limit(*row) for row in every}
    beyond = [row for row in every if order[row] >= order[first, second] - 1e-7]

    def chance(d):
        q = np.linspace(max(0.0, -d), (1 - d) / 2, 501)
        total = np.zeros_like(q)
        for i, j in beyond:
            k = pairs - i - j
            ways = factorial(pairs) / (factorial(i) * factorial(j) * factorial(k))
            total += ways * (q + d) ** i * q**j * np.maximum(1 - 2 * q - d, 0) ** k
        return total.max()

    return -1.0 if second == pairs else brentq(lambda d: chance(d) - alpha, -1 + 1e-9, (first - second) / pairs)


@pytest.mark.parametrize("alpha", [0.025, 0.1])
@pytest.mark.parametrize("pairs", [2, 4])
def test_paired_equals_its_slow_twin(pairs, alpha):
    for first, second in product(range(pairs + 1), repeat=2):
        if first + second <= pairs:
            found = shares.paired(first, second, pairs, 1 - 2 * alpha)
            assert found.lo == pytest.approx(slow_lower(first, second, pairs, alpha), abs=1e-5)


@few
@given(outcomes(), levels)
def test_paired_contains_its_estimate_turns_and_grows_with_the_level(outcome, level):
    first, second, pairs = outcome
    value, lo, hi = shares.paired(first, second, pairs, level)
    assert value == (first - second) / pairs
    assert -1 <= lo <= value <= hi <= 1
    assert shares.paired(second, first, pairs, level) == pytest.approx((-value, -hi, -lo))
    _, wide_lo, wide_hi = shares.paired(first, second, pairs, (1 + level) / 2)
    assert wide_lo <= lo + 1e-6
    assert hi - 1e-6 <= wide_hi


@pytest.mark.parametrize("level", [0.8, 0.95, 0.9958, 0.999])
@pytest.mark.parametrize("pairs", [3, 8, 20, 40])
def test_the_order_rises_with_the_first_and_falls_with_the_second(pairs, level):
    # On this rests that the probability rises with the difference, so that halving finds the limit.
    rows, _ = shares._outcomes(pairs)
    order = dict(zip(map(tuple, rows.tolist()), shares._likelihood_limits(pairs, (1 - level) / 2), strict=True))
    for (first, second), limit in order.items():
        assert order.get((first + 1, second), 1.0) > limit
        assert order.get((first, second - 1), 1.0) > limit


def test_more_pairs_of_the_same_kind_say_more():
    widths = [hi - lo for _, lo, hi in (shares.paired(3 * k, k, 8 * k, 0.95) for k in (1, 2, 4, 8))]
    assert widths == sorted(widths, reverse=True)


# --- those that are not used any more: the table of coverage is to be right of them too ---------------------------


def test_wilson_gives_the_examples_of_newcombe_1998_17_857():
    low, high = rivals.wilson(np.array([81, 15, 0, 1]), np.array([263, 148, 20, 29]), 0.95)
    assert low == pytest.approx([0.2553, 0.0624, 0.0, 0.0061], abs=5e-5)
    assert high == pytest.approx([0.3662, 0.1605, 0.1611, 0.1718], abs=5e-5)


def test_newcombe_gives_published_examples():
    # Newcombe 1998, 17:2635, table II; Altman et al. 2000, table 6.2; Bentur 2009, in Fagerland et al. 2014.
    low, high = rivals.newcombe(np.array([(36, 12, 2, 0), (14, 5, 0, 22), (1, 1, 7, 12)]), 0.95)
    assert low == pytest.approx([0.0569, 0.0115, -0.507], abs=5e-4)
    assert high == pytest.approx([0.3404, 0.2265, -0.026], abs=5e-4)


def test_the_rivals_clopper_and_pearson_are_the_program_s():
    successes = np.arange(21)
    low, high = rivals.clopper_pearson(successes, 20, 0.9958)
    for k, lo, hi in zip(successes, low, high, strict=True):
        assert shares.clopper_pearson(int(k), 20, 0.9958) == pytest.approx((k / 20, lo, hi))
