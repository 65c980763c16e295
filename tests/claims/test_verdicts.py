"""Verdicts on small tables whose answer is known."""

from __future__ import annotations

import json
from itertools import product

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evosim.claims import intervals, judge, ranks, shares
from evosim.claims.betting import betting
from evosim.claims.verdicts import _verdict
from evosim.scenario.schema import Claim

COPIED = ["claim", "primary", "says", "source", "statistic"]
FOUND = ["high", "low", "difference", "interval", "level", "replicates"]
CONTRACT = [*COPIED, *FOUND, "before_data", "after_data", "quick", "verdict"]
FUNNEL = {"key": "variant", "high": "funnel", "low": "direct"}


def claim(**given_):
    words = {"name": "c", "says": "s", "source": "o", "statistic": "x", "expect": "more", "margin": 0.0}
    return Claim(**words | given_)


def one(table, **given_):
    [verdict] = judge(table, [claim(**given_)], before_data={"c": True}, quick=False)
    return verdict


def two_arms(funnel, direct):
    """A table with one row per replicate in each of the two arms."""
    return pa.table(
        {
            "replicate": [*range(len(funnel)), *range(len(direct))],
            "variant": ["funnel"] * len(funnel) + ["direct"] * len(direct),
            "x": [*funnel, *direct],
        }
    )


# --- the form -----------------------------------------------------------------------------------------------


def test_an_admission_outweighs_what_the_run_knows():
    verdict = one(two_arms([1.0, 2.0], [0.0, 0.5]), compare=FUNNEL, after_data="A first run had been seen.")
    assert (verdict["before_data"], verdict["after_data"]) == (False, "A first run had been seen.")


def test_a_verdict_has_the_keys_of_the_contract_and_can_be_written():
    table = two_arms([1.0, 2.0], [0.0, None])
    claims = [
        claim(name="b", primary=True, compare=FUNNEL),
        claim(name="a", than=0.5, expect="less", margin=0.1),
    ]
    first, second = judge(table, claims, before_data={"a": False, "b": True}, quick=True)
    extra = ["expect", "margin", "note", "test", "interval_method", "at_least"]
    assert list(first) == list(second) == [*CONTRACT, *extra]
    assert (first["claim"], first["primary"], first["before_data"], first["quick"]) == ("b", True, True, True)
    assert (second["claim"], second["primary"], second["before_data"]) == ("a", False, False)
    assert first["after_data"] is second["after_data"] is None
    assert (second["expect"], second["margin"], second["says"], second["source"]) == ("less", 0.1, "s", "o")
    json.dumps([first, second], allow_nan=False)


def test_no_claims_no_verdicts():
    assert judge(two_arms([1.0], [0.0]), [], before_data={}, quick=False) == []


# --- every expectation × every outcome ----------------------------------------------------------------------

EXACT = {"beyond": 0.5, "inside": 0.125, "opposite": -0.5}


@pytest.mark.parametrize(
    ("expect", "where", "verdict"),
    [
        ("more", "beyond", "supported"),
        ("more", "inside", "refuted"),
        ("more", "opposite", "refuted"),
        ("less", "beyond", "refuted"),
        ("less", "inside", "refuted"),
        ("less", "opposite", "supported"),
        ("same", "beyond", "refuted"),
        ("same", "inside", "supported"),
        ("same", "opposite", "refuted"),
    ],
)
def test_an_exact_difference_is_on_one_side_of_the_margin(expect, where, verdict):
    difference = EXACT[where]
    assert _verdict(expect, 0.25, difference, difference) == verdict


def test_values_that_are_all_the_same_decide_nothing_where_there_are_no_bounds():
    found = one(two_arms([5.0] * 10, [0.0] * 10), compare=FUNNEL, expect="more", margin=0.25)
    assert (found["difference"], found["interval"], found["interval_method"]) == (5.0, [5.0, 5.0], "t")
    assert found["verdict"] == "inconclusive"
    assert found["note"].startswith("the same in every replicate")


@pytest.mark.parametrize(("expect", "margin"), [("more", 0.25), ("less", -0.25), ("same", 0.25)])
def test_an_interval_across_the_margin_decides_nothing(expect, margin):
    signed = abs(margin) if expect != "less" else -0.25
    values = [signed - 0.2, signed + 0.2] * 5
    found = one(two_arms(values, [0.0] * 10), compare=FUNNEL, expect=expect, margin=0.25)
    assert found["interval"][0] < signed < found["interval"][1]
    assert found["verdict"] == "inconclusive"


@pytest.mark.parametrize(
    ("expect", "verdict"), [("more", "inconclusive"), ("less", "inconclusive"), ("same", "supported")]
)
def test_a_difference_on_the_margin_is_not_beyond_it(expect, verdict):
    difference = -0.25 if expect == "less" else 0.25
    assert _verdict(expect, 0.25, difference, difference) == verdict


# --- compare ------------------------------------------------------------------------------------------------


def test_compare_pairs_numbers_by_replicate():
    # The differences are 1, 1, 1.25 whatever the order of the rows, though the arms vary.
    table = two_arms([3.0, 5.0, 9.25], [2.0, 4.0, 8.0]).take([5, 0, 3, 2, 1, 4])
    found = one(table, compare=FUNNEL)
    assert found["high"] == pytest.approx(17.25 / 3)
    assert found["low"] == pytest.approx(14 / 3)
    assert (found["difference"], found["replicates"]) == (pytest.approx(3.25 / 3), 3)
    assert found["interval"] == pytest.approx([0.7248, 1.4419], abs=1e-4)  # 3.25/3 ± 4.3027 · 0.14434/√3
    assert (found["verdict"], found["note"]) == ("supported", None)


def test_compare_of_shares_is_the_exact_one_of_pairs():
    funnel = [True] * 14 + [True] * 5 + [False] * 22
    direct = [True] * 14 + [False] * 27
    found = one(two_arms(funnel, direct), compare=FUNNEL)
    assert found["interval"] == list(shares.paired(5, 0, 41, 0.95)[1:])
    assert found["interval_method"] == "exact-paired"
    assert (found["high"], found["low"]) == (19 / 41, 14 / 41)
    assert found["verdict"] == "supported"


def test_shares_without_variance_still_have_an_interval():
    found = one(two_arms([True] * 3, [True] * 3), compare=FUNNEL, expect="same", margin=0.3)
    assert found["interval"][0] < -0.3 < 0.3 < found["interval"][1]
    assert found["verdict"] == "inconclusive"


def test_a_null_drops_its_pair():
    found = one(two_arms([1.0, None, 3.0, 4.0], [0.0, 1.0, float("nan"), 3.0]), compare=FUNNEL)
    assert (found["replicates"], found["high"], found["low"]) == (2, 2.5, 1.5)
    assert found["note"] == "2 of 4 replicates have a value"
    shares = one(two_arms([True, None, True], [False, False, None]), compare=FUNNEL)
    assert (shares["replicates"], shares["difference"], shares["interval"]) == (1, 1.0, None)


def test_a_replicate_in_one_arm_only_is_dropped():
    found = one(two_arms([1.0, 2.0, 99.0], [0.0, 1.0]), compare=FUNNEL)
    assert (found["replicates"], found["difference"]) == (2, 1.0)


@pytest.mark.parametrize(
    ("funnel", "direct", "replicates"),
    [([1.0], [0.0], 1), ([None], [0.0], 0), ([1.0, 1.0], [None, 0.0], 1), ([], [], 0)],
)
def test_fewer_than_two_replicates_decide_nothing(funnel, direct, replicates):
    found = one(two_arms(funnel, direct), compare=FUNNEL)
    assert (found["replicates"], found["interval"], found["verdict"]) == (replicates, None, "inconclusive")
    assert "an interval needs 2" in found["note"]
    assert (found["difference"] is None) == (replicates == 0)


def several_points():
    """4 replicates × 2 arms × N = 1, 64: x = replicate + N in the funnel, else 0; yes = (funnel, N = 64)."""
    cells = list(product(range(4), ["funnel", "direct"], [1, 64]))
    return pa.table(
        {
            "replicate": [r for r, _, _ in cells],
            "variant": [v for _, v, _ in cells],
            "world.instances": [n for _, _, n in cells],
            "x": [float(r + n) if v == "funnel" else 0.0 for r, v, n in cells],
            "yes": [v == "funnel" and n == 64 for _, v, n in cells],
        }
    )


def test_several_points_are_averaged_within_a_replicate():
    found = one(several_points(), compare=FUNNEL)
    assert (found["replicates"], found["high"], found["low"]) == (4, 1.5 + 32.5, 0.0)
    # Averaged, yes is ½ in each replicate: no longer a share, but a mean of numbers in [0, 1].
    yes = one(several_points(), compare=FUNNEL, statistic="yes")
    bet = betting(np.full(4, 0.5), 0.95, (-1.0, 1.0))
    assert (yes["difference"], yes["interval"], yes["interval_method"]) == (0.5, list(bet[1:]), "betting")
    quarter = one(several_points(), statistic="yes", than=0.25)
    bet = betting(np.full(4, 0.25), 0.95, (0.0, 1.0))
    assert (quarter["difference"], quarter["interval"]) == (0.0, [bet.lo - 0.25, bet.hi - 0.25])


def test_a_replicate_that_lacks_one_of_its_points_is_dropped():
    table = several_points()
    absent = one(table.slice(1), compare=FUNNEL)  # replicate 0 without (funnel, 1)
    assert (absent["replicates"], absent["high"]) == (3, 2 + 32.5)
    null = table.set_column(3, "x", pa.array([None, *table["x"].to_pylist()[1:]]))
    assert one(null, compare=FUNNEL) == {**absent, "note": "3 of 4 replicates have a value"}
    assert absent["note"] is None  # it is no replicate of all points


@pytest.mark.parametrize("value", [64, 64.0])
def test_where_picks_rows_and_numbers_compare_as_numbers(value):
    found = one(several_points(), compare=FUNNEL, where={"world.instances": value})
    assert found["high"] == 1.5 + 64
    assert one(several_points(), compare=FUNNEL, where={"world.instances": value}, statistic="yes")["high"] == 1
    both = {"world.instances": value, "variant": "funnel"}
    assert one(several_points(), than=0.0, where=both)["high"] == 1.5 + 64
    assert one(several_points(), compare={"key": "world.instances", "high": value, "low": 1})["difference"] == 31.5


def test_where_matches_nothing_decides_nothing():
    found = one(several_points(), than=0.0, where={"world.instances": 2})
    assert (found["replicates"], found["interval"], found["verdict"]) == (0, None, "inconclusive")


def test_lists_and_tables_can_be_looked_for():
    table = pa.table({"replicate": [0, 1], "brain.organs": [["habits"], ["habits", "cortex"]], "x": [1.0, 2.0]})
    assert one(table, than=0.0, where={"brain.organs": ["habits", "cortex"]})["high"] == 2.0


# --- than ---------------------------------------------------------------------------------------------------


def test_than_with_numbers_is_their_mean_less_the_number():
    table = pa.table({"replicate": range(4), "x": [0.5, 0.5, 0.5, 0.5]})
    found = one(table, than=0.2)
    assert (found["high"], found["low"]) == (0.5, 0.2)
    assert (found["difference"], found["interval"]) == (0.3, [0.3, 0.3])


def test_than_with_shares_is_clopper_s_and_pearson_s_less_the_number():
    table = pa.table({"replicate": range(20), "x": [False] * 20})
    found = one(table, than=0.1, expect="less")
    assert found["interval"] == pytest.approx([-0.1, 0.0684], abs=5e-5)
    assert found["interval_method"] == "clopper-pearson"
    assert (found["high"], found["low"], found["verdict"]) == (0.0, 0.1, "inconclusive")


def test_a_difference_of_two_columns():
    table = pa.table({"replicate": range(3), "x": [1.0, 2.0, None], "y.z": [0.5, 1.5, 1.0]})
    found = one(table, statistic="x - y.z", than=0.0)
    assert (found["statistic"], found["high"], found["replicates"]) == ("x - y.z", 0.5, 2)
    truth = pa.table({"replicate": range(3), "a": [True, True, False], "b": [False, True, True]})
    assert one(truth, statistic="a - b", than=0.0)["difference"] == 0.0


# --- trend --------------------------------------------------------------------------------------------------


def sweep(*columns):
    """One list of values per replicate over N = 1, 4, 16."""
    cells = [(r, n, x) for r, xs in enumerate(columns) for n, x in zip([1, 4, 16], xs, strict=True)]
    return pa.table(dict(zip(["replicate", "n", "x"], map(list, zip(*cells, strict=True)), strict=True)))


def test_trend_is_the_mean_tau():
    found = one(sweep([1.0, 2, 3], [5.0, 6, 9]), trend={"key": "n"})
    assert (found["high"], found["low"], found["difference"]) == (None, None, 1.0)
    assert found["interval"] == list(betting(np.ones(2), 0.95, (-1.0, 1.0))[1:])
    # τ is 1, −1 and, for a constant replicate, 0.
    mixed = one(sweep([1.0, 2, 3], [3.0, 2, 1], [7.0, 7, 7]), trend={"key": "n"})
    assert mixed["interval"] == list(betting(np.array([-1.0, 0, 1]), 0.95, (-1.0, 1.0))[1:])
    assert (mixed["difference"], mixed["replicates"], mixed["interval_method"]) == (0.0, 3, "betting")


def test_trend_of_a_share():
    found = one(sweep(*[[False, False, True], [False, True, True]] * 10), trend={"key": "n"}, margin=0.2)
    assert found["difference"] == pytest.approx(2 / 6**0.5)
    assert found["verdict"] == "supported"


def test_trend_averages_the_points_of_a_level_and_drops_replicates_with_a_null():
    twice = pa.concat_tables([sweep([1.0, 2, 3], [0.0, None, 1]), sweep([1.0, 4, 0], [0.0, 0, 1])])
    found = one(twice, trend={"key": "n"})  # replicate 0: 1, 3, 1.5
    assert (found["replicates"], found["interval"]) == (1, None)
    assert found["difference"] == pytest.approx(1 / 3)


def test_step_compares_the_points_on_both_sides_within_replicates():
    rows = [(r, n, r + (10 * n if n >= 4 else 0)) for r in range(10) for n in (1, 2, 4, 8)]
    replicate, n, x = zip(*rows, strict=True)
    table = pa.table({"replicate": replicate, "n": n, "x": [float(value) for value in x]})
    found = one(table, step={"key": "n", "at": 3})
    assert (found["high"], found["low"], found["difference"]) == (4.5 + 60, 4.5, 60.0)
    assert (found["test"], found["replicates"]) == ("step", 10)
    assert one(table, step={"key": "n", "at": 4})["difference"] == 60.0
    assert one(table, step={"key": "n", "at": 5})["difference"] == 80.0 - 40 / 3


def test_a_trend_needs_two_levels():
    found = one(sweep([1.0, 2, 3], [1.0, 2, 3]), trend={"key": "n"}, where={"n": 4}, expect="same")
    assert (found["verdict"], found["note"]) == (
        "inconclusive",
        "a trend needs 2 values of n, and there is 1",
    )


# --- correlate ----------------------------------------------------------------------------------------------


def test_correlate_is_spearmans_rho_over_replicates():
    table = pa.table({"replicate": range(12), "x": [float(i) for i in range(12)], "y": [i**3 for i in range(12)]})
    found = one(table, correlate={"with": "y"}, margin=0.5)
    assert (found["high"], found["low"], found["difference"]) == (None, None, 1.0)
    assert found["interval"] == list(ranks.spearman(np.arange(12.0), np.arange(12.0), 0.95)[1:])
    assert (found["verdict"], found["replicates"], found["interval_method"]) == ("supported", 12, "fisher-z")


def test_correlate_drops_nulls_pairwise():
    table = pa.table({"replicate": range(5), "x": [1.0, None, 2.0, 3.0, 4.0], "y": [4.0, 3.0, 2.0, None, 1.0]})
    found = one(table, correlate={"with": "y"})
    assert (found["replicates"], found["difference"]) == (3, -1.0)
    assert found["note"] == "3 of 5 replicates have a value"


@pytest.mark.parametrize("expect", ["more", "less", "same"])
def test_no_correlation_with_what_never_varies(expect):
    table = pa.table({"replicate": range(5), "x": [0.1] * 5, "y": [1.0, 2, 3, 4, 5]})
    found = one(table, correlate={"with": "y"}, expect=expect, margin=0.1)
    assert (found["difference"], found["interval"], found["verdict"]) == (None, None, "inconclusive")
    assert found["note"].startswith("no correlation")


@pytest.mark.parametrize("count", [0, 1])
def test_one_pair_has_no_correlation(count):
    table = pa.table({"replicate": list(range(count)), "x": [1.0] * count, "y": [1.0] * count})
    found = one(table, correlate={"with": "y"})
    assert (found["difference"], found["verdict"]) == (None, "inconclusive")
    assert "an interval needs 2" in found["note"]


# --- what is missing, levels, seeds -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given_",
    [
        {"statistic": "z", "than": 0.0},
        {"statistic": "x - z", "than": 0.0},
        {"where": {"z": 1}, "than": 0.0},
        {"compare": {"key": "z", "high": 1, "low": 2}},
        {"trend": {"key": "z"}},
        {"correlate": {"with": "z"}},
    ],
)
def test_a_column_that_is_not_there_is_named(given_):
    found = one(two_arms([1.0, 2.0], [0.0, 0.0]), **given_)
    assert (found["verdict"], found["note"]) == ("inconclusive", "the table has no column z")


def test_a_column_of_nulls_or_words_has_no_value():
    table = pa.table({"replicate": range(3), "x": pa.nulls(3), "y": ["a", "b", "c"]})
    assert one(table, than=0.0)["replicates"] == one(table, statistic="y", than=0.0)["replicates"] == 0


def test_the_level_is_shared_among_the_claims():
    table = pa.table({"replicate": range(20), "x": [i % 3 == 0 for i in range(20)]})
    claims = [claim(name=name, than=0.0, level=0.9) for name in "abcd"]
    first, *_ = judge(table, claims, before_data=dict.fromkeys("abcd", True), quick=False)
    assert first["interval"] == pytest.approx(shares.clopper_pearson(7, 20, 0.975)[1:])
    assert first["level"] == 0.975


# --- which interval -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statistic", "bounds"),
    [
        ("success_novel", (0.0, 1.0)),
        ("deliberation", (-1.0, 1.0)),
        ("success_novel - deliberation", (-1.0, 2.0)),
        ("success - planner", (-1.0, 1.0)),
        ("success - flag", (-1.0, 1.0)),  # a column that is known by its type alone
        ("genes", None),
        ("success - genes", None),
    ],
)
def test_the_range_of_the_statistic_decides(statistic, bounds):
    rows = range(9)
    columns = {
        "success": [0.1 * r for r in rows],
        "success_novel": [0.05 * r for r in rows],
        "deliberation": [0.1 * r - 0.5 for r in rows],
        "genes": [r * r for r in rows],
        "planner": [r % 2 == 0 for r in rows],
        "flag": [r % 3 == 0 for r in rows],
    }
    table = pa.table({"replicate": list(rows), **columns})
    found = one(table, statistic=statistic, than=0.0)
    first, *second = (np.array(columns[name], float) for name in statistic.split(" - "))
    values = first - second[0] if second else first
    expected = intervals.student(values, 0.95) if bounds is None else betting(values, 0.95, bounds)
    assert found["interval_method"] == ("betting" if bounds else "t")
    assert found["interval"] == pytest.approx(list(expected[1:]))


def test_the_difference_of_two_points_has_the_range_of_a_difference():
    cells = [(r, v) for v in ("funnel", "direct") for r in range(6)]
    high, low = [0.9, 0.8, 1.0, 0.7, 0.9, 0.95], [0.1, 0.0, 0.2, 0.1, 0.05, 0.0]
    table = pa.table(
        {"replicate": [r for r, _ in cells], "variant": [v for _, v in cells], "success_novel": [*high, *low]}
    )
    found = one(table, statistic="success_novel", compare=FUNNEL)
    bet = betting(np.array(high) - np.array(low), 0.95, (-1.0, 1.0))
    assert (found["interval"], found["interval_method"]) == (pytest.approx(list(bet[1:])), "betting")


def test_no_interval_no_method():
    found = one(two_arms([1.0], [0.0]), compare=FUNNEL)
    assert (found["interval"], found["interval_method"]) == (None, None)


def test_at_least_makes_a_share_and_keeps_null():
    table = two_arms([0.5, 0.8, 0.9, None, 0.2], [0.1, 0.5, 0.0, 0.9, 0.3])
    found = one(table, compare=FUNNEL, at_least=0.5)  # the bound itself counts
    assert (found["high"], found["low"], found["replicates"]) == (0.75, 0.25, 4)
    assert found["interval"] == list(shares.paired(2, 0, 4, 0.95)[1:])
    assert found["interval_method"] == "exact-paired"
    than = one(table, than=0.5, where={"variant": "funnel"}, at_least=0.5)
    assert (than["high"], than["replicates"], than["interval_method"]) == (0.75, 4, "clopper-pearson")
    exact = one(table, than=0.5, where={"variant": "funnel"}, at_least=0.5, exact=True)
    assert exact == than
    assert exact["interval"] == [limit - 0.5 for limit in shares.clopper_pearson(3, 4, 0.95)[1:]]


def test_at_least_of_a_difference_a_trend_and_a_correlation():
    table = pa.table({"replicate": range(4), "x": [3.0, 1, 2, 9], "y": [1.0, 1, 1, 9], "z": [4.0, 1, 3, 2]})
    assert one(table, statistic="x - y", at_least=1.0, than=0.0)["high"] == 0.5
    correlated = one(table, statistic="x - y", at_least=1.0, correlate={"with": "z"})
    assert correlated["difference"] == pytest.approx(2 / 5**0.5)  # ranks 3.5, 1.5, 3.5, 1.5 against 4, 1, 3, 2
    found = one(sweep([1.0, 2, 3], [1.0, 5, 9]), trend={"key": "n"}, at_least=3.0)
    assert found["difference"] == pytest.approx(2 / 6**0.5)


def test_a_threshold_over_several_points_is_applied_before_the_mean():
    found = one(several_points(), statistic="x", at_least=1.0, than=0.0)
    # In each replicate both points of the funnel reach it, and none of direct does.
    assert (found["high"], found["interval_method"]) == (0.5, "betting")


numbers = st.one_of(st.none(), st.floats(-10, 10))
truths = st.one_of(st.none(), st.booleans())


@settings(max_examples=40, deadline=None)
@given(
    st.one_of(st.lists(st.tuples(numbers, numbers), max_size=8), st.lists(st.tuples(truths, truths), max_size=8)),
    st.sampled_from(["more", "less", "same"]),
)
def test_swapping_high_and_low_turns_the_verdict(pairs, expect):
    table = two_arms([high for high, _ in pairs], [low for _, low in pairs])
    swapped = {"key": "variant", "high": "direct", "low": "funnel"}
    opposite = {"more": "less", "less": "more", "same": "same"}[expect]
    there = one(table, compare=FUNNEL, expect=expect, margin=0.123)
    back = one(table, compare=swapped, expect=opposite, margin=0.123)
    assert there["replicates"] == back["replicates"] == sum(None not in pair for pair in pairs)
    assert (there["high"], there["low"], there["verdict"]) == (back["low"], back["high"], back["verdict"])
    if there["interval"]:
        lo, hi = there["interval"]
        assert lo <= there["difference"] <= hi
        assert there["difference"] == pytest.approx(there["high"] - there["low"])
        assert back["interval"] == pytest.approx([-hi, -lo], abs=1e-7)
