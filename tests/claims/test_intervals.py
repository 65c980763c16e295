"""Which interval stands for what, and Student's t. The others: ``test_betting``, ``test_shares``, ``test_ranks``."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from evosim.claims import intervals
from evosim.claims.betting import betting
from evosim.claims.estimate import Estimate
from evosim.claims.shares import clopper_pearson, paired

levels = st.floats(0.5, 0.999)
rows = st.lists(st.integers(-5, 5).map(float), min_size=2, max_size=9).map(np.array)


def test_known_bounds_decide_which_mean_it_is():
    values = np.array([0.1, 0.4, 0.9])
    assert intervals.mean(values, 0.95, (0.0, 1.0)) == (betting(values, 0.95, (0.0, 1.0)), "betting")
    assert intervals.mean(values, 0.95, None) == (intervals.student(values, 0.95), "t")


def test_shares_are_counted():
    flags, others = np.array([1.0, 1, 0, 1, 0]), np.array([0.0, 1, 1, 0, 0])
    assert intervals.share(flags, 0.9) == (clopper_pearson(3, 5, 0.9), "clopper-pearson")
    assert intervals.difference(flags, others, 0.9) == (paired(2, 1, 5, 0.9), "exact-paired")


def test_very_many_pairs_are_a_mean_of_differences():
    first, second = np.ones(intervals.PAIRS + 1), np.zeros(intervals.PAIRS + 1)
    estimate, method = intervals.difference(first, second, 0.95)
    assert method == "betting"
    assert estimate == betting(first - second, 0.95, (-1.0, 1.0))
    exact, method = intervals.difference(first[1:], second[1:], 0.95)
    assert method == "exact-paired"
    assert estimate.lo < exact.lo < estimate.lo + 0.03  # hardly any narrower


def test_bounds_of_differences():
    assert intervals.differences((0.0, 1.0)) == (-1.0, 1.0)
    assert intervals.differences((-1.0, 3.0)) == (-4.0, 4.0)
    assert intervals.differences(None) is None


def test_student_gives_student_s_own_example():
    # The differences of Student 1908, hours of sleep under two drugs: 1.58, .7001 to 2.4599 (as in R's t.test).
    hours = np.array([1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4])
    assert intervals.student(hours, 0.95) == pytest.approx((1.58, 0.7001142, 2.4598858))


@given(rows, levels)
def test_student_equals_scipy_contains_its_mean_moves_and_turns(values, level):
    value, lo, hi = intervals.student(values, level)
    assert lo <= value <= hi
    if np.ptp(values):
        assert (lo, hi) == pytest.approx(stats.t.interval(level, len(values) - 1, values.mean(), stats.sem(values)))
    assert intervals.student(-values, level) == pytest.approx((-value, -hi, -lo))
    assert intervals.student(3 * values + 1, level) == pytest.approx((3 * value + 1, 3 * lo + 1, 3 * hi + 1))
    _, more_lo, more_hi = intervals.student(np.tile(values, 4), level)
    assert more_hi - more_lo <= hi - lo


@pytest.mark.parametrize("count", [2, 3, 20])
def test_values_without_variance_and_bounds_give_themselves(count):
    assert intervals.student(np.full(count, 0.1), 0.95) == Estimate(0.1, 0.1, 0.1)


def test_one_value_says_nothing_of_the_spread():
    assert intervals.student(np.array([3.0]), 0.95) == (3.0, -inf, inf)
