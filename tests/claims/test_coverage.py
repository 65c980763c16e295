"""Every interval that the program uses holds the truth about as often as it says. No number here was fitted to these.

The tolerance is .01 and three standard errors of the simulation; shares are not simulated.
"""

from __future__ import annotations

import numpy as np
import pytest

from evosim.claims import intervals, ranks, shares
from evosim.claims.betting import betting
from tests.claims import coverage
from tests.claims.coverage import APPROXIMATE, COUNTS, USED, Row

FEW = 600


def falls_short(rows):
    return [row for row in rows if row.coverage < row.level - 0.01 - 3 * row.error]


@pytest.fixture(scope="module")
def means():
    return list(coverage.means(COUNTS, FEW))


@pytest.mark.parametrize("interval", USED[:2])
def test_means_of_bounded_values(means, interval):
    rows = [row for row in means if row.interval == interval]
    assert len(rows) == len(COUNTS) * 2 * (len(coverage.BOUNDED) if interval == USED[0] else 20)
    assert falls_short(rows) == []
    # It is guaranteed, so it needs no tolerance but that of the simulation.
    assert [row for row in rows if row.coverage < row.level - 3 * row.error] == []


def test_means_of_bounded_values_at_every_look():
    rows = list(coverage.means_at_looks((8, 40), FEW))
    assert [row for row in rows if row.coverage < row.level - 3 * row.error] == []


@pytest.mark.slow
def test_means_at_every_look_of_10_000_studies():
    rows = list(coverage.means_at_looks((100,), 10_000))
    assert [row for row in rows if row.coverage < row.level] == []


def test_student_covers_where_it_says_so_and_not_elsewhere(means):
    rows = [row for row in means if row.interval == APPROXIMATE]
    assert falls_short(row for row in rows if row.distribution in ("normal", "gamma(4)") and row.level == 0.95) == []
    assert falls_short(row for row in rows if row.distribution == "normal") == []

    def worst(name):
        return min(row.coverage for row in rows if row.distribution == name and row.level == 0.95)

    assert 0.87 < worst("exponential") < 0.92  # as its docstring says
    assert worst("count, 0 in 90 %") < 0.7


def test_one_share():
    rows = [row for row in coverage.single_shares(COUNTS) if row.interval == USED[2]]
    assert [row for row in rows if row.coverage < row.level - 1e-12] == []


@pytest.mark.parametrize("count", [8, 12, 20, pytest.param(40, marks=pytest.mark.slow)])
def test_differences_of_shares(count):
    rows = list(coverage.paired_shares([count]))
    assert len(rows) > 1000
    assert [row for row in rows if row.coverage < row.level - 1e-6] == []


@pytest.mark.parametrize("count", [40, pytest.param(100, marks=pytest.mark.slow)])
def test_differences_of_shares_of_many(count):
    rows = list(coverage.paired_shares([count], coverage.exact_limits_together))
    assert [row for row in rows if row.coverage < row.level - 1e-6] == []


def test_what_wilson_and_newcombe_promise_is_too_much():
    rows = [*coverage.single_shares([20]), *coverage.paired_shares_of_rivals([12])]
    short = {row.interval for row in falls_short(rows)}
    assert short >= {"share: Wilson (before)", "difference of shares: Newcombe 10 (before)"}


@pytest.mark.parametrize(("count", "draws"), [(8, FEW), (12, FEW), (20, FEW), (40, 300), (100, 100)])
def test_correlations(count, draws):
    assert falls_short(coverage.correlations([count], draws)) == []


# --- what was measured is what the program does -----------------------------------------------------------------


@pytest.mark.parametrize("name", ["0.3 planners", "constant", "one in fifty", "beta(.1, .1), U"])
def test_the_capital_at_the_truth_says_what_the_limits_say(name):
    draw, mean = coverage.BOUNDED[name]
    samples = draw(np.random.default_rng(5), (40, 12))
    limits = [betting(row, 0.8, (0.0, 1.0)) for row in samples]
    held = [lo <= mean <= hi for _, lo, hi in limits]
    assert held == (coverage.capital_at(mean, samples, (0.0, 1.0)) < 10).tolist()


def test_the_largest_capital_is_that_of_the_worst_look():
    draw, mean = coverage.BOUNDED["0.3 planners"]
    samples = draw(np.random.default_rng(8), (20, 24))
    looks = [coverage.capital_at(mean, samples[:, :count], (0.0, 1.0)) for count in range(8, 25)]
    np.testing.assert_allclose(coverage.largest_capital(mean, samples, (0.0, 1.0)), np.max(looks, axis=0))


def test_students_limits_are_the_program_s():
    samples = np.random.default_rng(6).exponential(size=(60, 9))
    held = [lo <= 1 <= hi for _, lo, hi in (intervals.student(row, 0.7) for row in samples)]
    assert held == coverage.held_by_student(samples, 1.0, 0.7).tolist()
    assert 0 < sum(held) < 60


@pytest.mark.parametrize("name", ["normal, r = 0.95", "tied counts", "a rare flag"])
def test_limits_of_a_correlation_are_the_program_s(name):
    x, y = coverage.PAIRS[name](np.random.default_rng(7), (60, 9))
    kept = (np.ptp(x, axis=1) > 0) & (np.ptp(y, axis=1) > 0)
    x, y = x[kept], y[kept]
    slow = np.transpose(coverage.fisher_limits(x, y, 0.95))
    found = [ranks.spearman(*pair, 0.95) for pair in zip(x, y, strict=True)]
    for (value, lo, hi), (low, high) in zip(found, slow, strict=True):
        assert (lo, hi) == pytest.approx((min(low, value), max(high, value)))


@pytest.mark.parametrize("pairs", [5, 12])
@pytest.mark.parametrize("level", coverage.LEVELS)
def test_all_outcomes_at_once_have_the_program_s_limits(pairs, level):
    outcomes, low, high = coverage.exact_limits_together(pairs, level)
    for row, lo, hi in zip(outcomes, low, high, strict=True):
        _, slow, shigh = shares.paired(*map(int, row), pairs, level)
        # The other's grid of differences is coarse, and lies outside.
        assert lo - 1e-5 <= slow <= lo + 0.0151
        assert hi - 0.0151 <= shigh <= hi + 1e-5


def test_the_table_can_be_read():
    of = [("a", "even", 8, 0.95, 0.9349), ("a", "odd", 8, 0.95, 1.0), ("b", "odd", 100, 0.9958, 1.0)]
    rows = [Row(*row, 0.0) for row in of]
    _, _, first, second = coverage.markdown(rows)
    assert first == "| a | .934 | – | – | – | – | – | – | – | – | – | even, n = 8 |"
    assert "| 1 | odd, n = 100 |" in second
    assert list(coverage.whole(rows))[2].startswith("| a | even | 0.935 | nan")
