"""Claims that ask for replicates until they are settled."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from evosim.claims import judge
from evosim.claims.betting import betting
from evosim.claims.verdicts import settled
from evosim.claims.words import measured, replicates_needed
from evosim.scenario.schema import Claim, Looks

UNTIL = Looks(least=8, most=40, until="settled")


def table(values):
    return pa.table({"replicate": list(range(len(values))), "success": values})


def claim(**given):
    words = {"name": "c", "says": "s", "source": "o", "statistic": "success", "expect": "more", "margin": 0.0}
    return Claim(**words | {"than": 0.5, "replicates": UNTIL} | given)


def told(values, *claims):
    return judge(table(values), claims, before_data=dict.fromkeys("cd", True), quick=False)


def test_the_verdict_is_that_of_the_first_look_that_decides():
    values = [0.9, 0.7] * 20
    first = next(n for n in range(8, 41) if betting(np.array(values[:n]), 0.95, (0.0, 1.0)).lo > 0.5)
    assert 8 < first < 40
    (verdict,) = told(values, claim())
    assert (verdict["verdict"], verdict["replicates"], verdict["interval_method"]) == ("supported", first, "betting")
    assert told([*values[:first], *[0.0] * 20], claim()) == [verdict]  # what comes later does not count
    assert settled(table(values), [claim()]) == [first]
    assert settled(table(values[: first - 1]), [claim()]) == [None]
    assert settled(table(values[:first]), [claim()]) == [first]


def test_after_the_last_look_it_is_open_for_good():
    values = [0.4, 0.6] * 30
    (verdict,) = told(values, claim())
    assert (verdict["verdict"], verdict["replicates"]) == ("inconclusive", 40)
    assert settled(table(values), [claim()]) == [40]
    assert settled(table(values[:39]), [claim()]) == [None]


def test_fewer_than_the_first_look_needs_settle_nothing():
    (verdict,) = told([1.0] * 7, claim())
    assert (verdict["verdict"], verdict["replicates"]) == ("inconclusive", 7)
    assert settled(table([1.0] * 7), [claim()]) == [None]


def test_each_claim_is_settled_by_itself():
    values = [1.0] * 40
    late = claim(name="d", than=0.8)
    first, second = settled(table(values), [claim(), late])
    assert first < second
    other = Claim(**late.model_dump(exclude={"replicates"}, by_alias=True))
    assert settled(table(values), [other]) == [0]
    assert told(values, claim(), other)[1]["replicates"] == 40



def test_shares_are_judged_by_betting():
    flags = pa.table({"replicate": list(range(40)), "planner": [True] * 40})
    (verdict,) = judge(flags, [claim(statistic="planner")], before_data={"c": True}, quick=False)
    assert verdict["interval_method"] == "betting"
    assert (verdict["verdict"], verdict["high"]) == ("supported", 1.0)


@pytest.mark.parametrize(
    ("expect", "margin", "interval", "needed"),
    [
        ("more", 0.125, (0.0, 0.5), 40),  # ±.25 about .25: a half of that reaches .125, after four times as many
        ("less", 0.125, (-0.5, 0.0), 40),
        ("same", 0.375, (0.0, 0.5), 40),
        ("same", 0.125, (0.0, 0.5), 40),
        ("more", 0.25, (0.0, 0.5), None),
    ],
)
def test_how_many_replicates_would_decide(expect, margin, interval, needed):
    value = sum(interval) / 2
    verdict = {"difference": value, "interval": interval, "margin": margin, "expect": expect, "replicates": 10}
    assert replicates_needed(verdict) == needed


def test_an_open_verdict_says_why():
    (verdict,) = told([0.4, 0.65] * 30, claim())
    said = measured(verdict)
    assert "undecided, since 0 lies in the interval" in said
    assert f"about {replicates_needed(verdict):,} replicates would decide" in said
    (verdict,) = told([0.9] * 40, claim())
    assert "undecided" not in measured(verdict)
