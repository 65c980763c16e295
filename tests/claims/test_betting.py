"""The betting interval against values by hand, the arcsine law that its bets stand for, and its properties."""

from __future__ import annotations

from math import comb, log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import beta

from evosim.claims.betting import betting, log_capital

UNIT = (0.0, 1.0)
units = st.lists(st.floats(0, 1), min_size=1, max_size=12).map(np.array)
levels = st.floats(0.5, 0.999)
few = settings(max_examples=40, deadline=None)


def counted(values):
    different, counts = np.unique(values, return_counts=True)
    return different, counts.astype(float)


def test_one_and_two_values_by_hand():
    # One value, one bet of ½: the capital ½ + ½/m is 40 where m = ½/39.5. No m < 1 is refuted from above.
    assert betting(np.array([1.0]), 0.95, UNIT) == pytest.approx((1, 0.5 / 39.5, 1))
    assert betting(np.array([0.0]), 0.95, UNIT) == pytest.approx((0, 0, 1 - 0.5 / 39.5))
    # Two ones: bets (1 ± √½)/2 have the means ½ and 3/8 of their squares; with r = 1/m − 1, 1 + r + 3/8 r² = 40.
    r = (-1 + sqrt(1 + 4 * 0.375 * 39)) / 0.75
    assert betting(np.array([1.0, 1.0]), 0.95, UNIT) == pytest.approx((1, 1 / (1 + r), 1))


def test_the_bets_are_the_arcsine_law_for_coins():
    # ∫ (1 − g + g/m)^k (1 − g)^(n − k) under Beta(½, ½), term by term.
    for n, k, m in [(3, 2, 0.4), (8, 8, 0.3), (20, 13, 0.7), (41, 1, 0.01)]:
        exact = sum(comb(k, j) * m**-j * beta(j + 0.5, n - j + 0.5) / np.pi for j in range(k + 1))
        different, counts = counted(np.repeat([0.0, 1.0], [n - k, k]))
        assert log_capital(different, counts, m) == pytest.approx(log(exact))


@few
@given(units, st.floats(0.01, 1))
def test_the_bets_are_the_arcsine_law(values, mean):
    def product(angle):
        g = (1 + np.cos(angle)) / 2
        return np.prod(1 - g + g * values / mean) / np.pi

    exact, error = quad(product, 0, np.pi, epsabs=0, epsrel=1e-10, limit=200)
    assert np.exp(log_capital(*counted(values), mean)) == pytest.approx(exact, rel=1e-6, abs=10 * error)


@few
@given(units, levels)
def test_the_limits_solve_their_equations(values, level):
    value, lo, hi = betting(values, level, UNIT)
    assert 0 <= lo <= value <= hi <= 1
    assert value == pytest.approx(values.mean())
    for limit, data in ((lo, values), (1 - hi, 1 - values)):
        if data.mean() > 1e-6:
            assert log_capital(*counted(data), limit) == pytest.approx(log(2 / (1 - level)), rel=1e-4)
        else:
            assert limit == pytest.approx(0, abs=1e-6)


@given(units, levels, st.randoms())
def test_the_order_of_the_values_does_not_matter_to_the_last_bit(values, level, random):
    shuffled = values.tolist()
    random.shuffle(shuffled)
    assert betting(np.array(shuffled), level, UNIT) == betting(values, level, UNIT)


@few
@given(units, levels)
def test_it_turns_and_scales_with_the_values(values, level):
    value, lo, hi = betting(values, level, UNIT)
    assert betting(1 - values, level, UNIT) == pytest.approx((1 - value, 1 - hi, 1 - lo), abs=1e-9)
    scaled = betting(6 * values - 2, level, (-2.0, 4.0))
    assert scaled == pytest.approx((6 * value - 2, 6 * lo - 2, 6 * hi - 2), abs=1e-8)


@few
@given(units, levels)
def test_it_shrinks_with_more_of_the_same_and_grows_with_the_level(values, level):
    _, lo, hi = betting(values, level, UNIT)
    _, more_lo, more_hi = betting(np.tile(values, 4), level, UNIT)
    assert more_hi - more_lo <= hi - lo + 1e-9
    _, wide_lo, wide_hi = betting(values, (1 + level) / 2, UNIT)
    assert wide_lo <= lo + 1e-11
    assert hi - 1e-11 <= wide_hi


def test_the_ends_are_exact_and_unseen_values_are_not_ruled_out():
    nothing, everything = betting(np.zeros(20), 0.95, UNIT), betting(np.ones(20), 0.95, UNIT)
    assert (nothing.value, nothing.lo) == (0, 0)
    assert (everything.value, everything.hi) == (1, 1)
    # Whatever is in a bounded range, 20 zeros leave room for one in six (Clopper and Pearson: .168).
    assert 0.168 < nothing.hi < 0.26
    constant = betting(np.full(20, 0.3), 0.95, UNIT)
    assert constant.lo < 0.28 < 0.32 < constant.hi


def test_values_out_of_bounds_are_refused_but_rounding_is_not():
    with pytest.raises(ValueError, match=r"values from 0.5 to 1.1, expected from 0 to 1"):
        betting(np.array([0.5, 1.1]), 0.95, UNIT)
    assert betting(np.array([1.0, 1 + 1e-12]), 0.95, UNIT).hi == pytest.approx(1)
    assert betting(np.array([-1.0, -1 - 1e-12]), 0.95, (-1.0, 1.0)).lo == pytest.approx(-1)


def test_a_thousand_values_are_no_trouble():
    values = np.random.default_rng(0).uniform(size=1000)
    _, lo, hi = betting(values, 0.95, UNIT)
    half = 1.96 * values.std() / sqrt(1000)
    assert half < hi - values.mean() < 1.8 * half
    assert half < values.mean() - lo < 1.8 * half
