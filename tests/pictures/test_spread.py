"""Bands and thin lines of replicates."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from evosim.pictures.spread import MOST_LINES, Spread, few, key, lines_of


def test_the_band_holds_eight_tenths_of_replicates() -> None:
    lines = np.random.default_rng(1).permuted(np.tile(np.arange(101.0)[:, None], (1, 7)), axis=0)
    spread = Spread.of(lines)
    assert np.allclose(spread.low, 10.0)
    assert np.allclose(spread.median, 50.0)
    assert np.allclose(spread.high, 90.0)


def test_what_is_shorter_is_left_out_beyond_its_end() -> None:
    lines = np.array([[1.0, 1.0, np.nan], [3.0, np.nan, np.nan]])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        median = Spread.of(lines).median
    assert np.array_equal(median, [2.0, 1.0, np.nan], equal_nan=True)


@pytest.mark.parametrize(("replicates", "lined"), [((20, MOST_LINES), True), ((20, MOST_LINES + 1), False)])
def test_many_replicates_have_no_line_each(replicates: tuple[int, ...], lined: bool) -> None:
    assert few(replicates) == lined
    assert len(key(lined=lined)) == 1 + lined


def test_a_line_for_each() -> None:
    axes = Figure().add_subplot()
    lines_of(axes, np.arange(3.0), np.zeros((5, 3)))
    (found,) = (one for one in axes.collections if isinstance(one, LineCollection))
    assert len(found.get_segments()) == 5
