from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evosim.theory.roc import area, curve, threshold

SCORES = st.lists(st.sampled_from([-1.0, 0.0, 0.25, 0.5, 1.0]), min_size=1, max_size=9)


def test_by_hand() -> None:
    found, others = [0.9, 0.4, 0.4], [0.1, 0.4]
    assert area(found, others).value == 5 / 6  # of six pairs four are won and two are tied
    course = curve(found, others)
    assert course.thresholds.tolist() == [np.inf, 0.9, 0.4, 0.1]
    assert course.found.tolist() == pytest.approx([0, 1 / 3, 1, 1])
    assert course.alarms.tolist() == [0, 0, 0.5, 1]
    assert threshold(found, others) == 0.25  # .9 gains 1/3, .4 gains 1/2
    assert threshold([0.8, 0.9], [0.1, 0.3]) == pytest.approx(0.55)
    assert threshold([0.1], [0.9]) == np.inf


@given(SCORES, SCORES)
def test_the_area_is_that_under_the_curve_and_turns_with_the_classes(found: list[float], others: list[float]) -> None:
    one, course = area(found, others), curve(found, others)
    trapezoids = np.diff(course.alarms) @ (course.found[1:] + course.found[:-1]) / 2
    assert one.value == pytest.approx(trapezoids)
    assert 0 <= one.low <= one.value <= one.high <= 1
    other = area(others, found)
    assert (other.value, other.low, other.high) == pytest.approx((1 - one.value, 1 - one.high, 1 - one.low))


def test_perfect_separation_is_not_certainty() -> None:
    few, many = area([1.0] * 5, [0.0] * 5), area([1.0] * 50, [0.0] * 50)
    assert few.value == few.high == 1.0
    assert few.low < 0.8 < 0.95 < many.low < 1.0


@pytest.mark.parametrize("shift", [0.5, 1.5, 2.5])
def test_the_interval_covers_about_as_often_as_it_says(shift: float) -> None:
    from scipy.special import ndtr

    true, rng = float(ndtr(shift / np.sqrt(2))), np.random.default_rng(4)
    hits = 0
    for _ in range(400):
        one = area(rng.normal(shift, 1, 14), rng.normal(0, 1, 17))
        hits += one.low <= true <= one.high
    assert hits >= 0.92 * 400


def test_classes_must_have_finite_scores() -> None:
    with pytest.raises(ValueError, match="others"):
        area([1.0], [])
    with pytest.raises(ValueError, match="found"):
        threshold([np.nan], [1.0])
