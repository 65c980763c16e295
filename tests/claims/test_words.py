"""What was measured, in words."""

from __future__ import annotations

import pyarrow as pa
import pytest

from evosim.claims import judge
from evosim.claims.words import measured
from evosim.scenario.schema import Claim


@pytest.mark.parametrize(
    ("test", "words"),
    [
        ({"compare": {"key": "n", "high": 2, "low": 1}}, "x: 1.00 against 0.00, difference +1.00, between"),
        ({"than": 0.25}, "x: 0.50 against 0.25, difference +0.25, between"),
        ({"trend": {"key": "n"}}, "x: mean τ +1.00, between"),
        ({"correlate": {"with": "y"}}, "x: ρ +1.00, between"),
    ],
)
def test_the_estimate_is_called_what_it_is(test, words):
    of = range(8)
    table = pa.table(
        {
            "replicate": [r for r in of for _ in (1, 2)],
            "n": [n for _ in of for n in (1, 2)],
            "x": [n - 1.0 + (0.01 * (r - 3.5) if "correlate" in test else 0) for r in of for n in (1, 2)],
            "y": [float(r) for r in of for _ in (1, 2)],
        }
    )
    given = {"name": "c", "says": "s", "source": "o", "statistic": "x", "expect": "more", "margin": 0.0, **test}
    [verdict] = judge(table, [Claim(**given)], before_data={"c": True}, quick=False)
    assert verdict["test"] == next(iter(test))
    assert measured(verdict).startswith(words)
    del verdict["test"]
    assert "estimate +" in measured(verdict)


def test_why_a_claim_is_younger_than_data_is_told():
    table = pa.table({"replicate": list(range(8)), "x": [0.1 * r for r in range(8)]})
    given = {"name": "c", "says": "s", "source": "o", "statistic": "x", "expect": "more", "margin": 0.0, "than": 0.0}
    claims = [Claim(**given), Claim(**{**given, "name": "d"}, after_data="Its margin was changed.")]
    first, second = judge(table, claims, before_data={"c": True, "d": True}, quick=False)
    assert "written after" not in measured(first)
    assert measured(second).endswith("8 replicates; written after data were seen: Its margin was changed.")
    assert measured({**first, "before_data": False}).endswith("8 replicates; written after data were seen")
    del second["after_data"]  # as in verdicts of earlier versions
    assert measured(second).endswith("8 replicates; written after data were seen")


def test_a_share_of_those_that_reach_a_number_is_told_as_one():
    table = pa.table({"replicate": list(range(10)), "x": [0.1 * r for r in range(10)]})
    given = {"name": "c", "says": "s", "source": "o", "statistic": "x", "expect": "more", "margin": 0.0, "than": 0.2}
    [verdict] = judge(table, [Claim(**given, at_least=0.75)], before_data={"c": True}, quick=False)
    assert measured(verdict).startswith("x ≥ 0.75: 0.20 against 0.20, difference +0.00")
    del verdict["at_least"]  # as in verdicts of earlier versions
    assert measured(verdict).startswith("x: 0.20 against 0.20")
