"""What was measured, in words."""

from __future__ import annotations

import io

import pyarrow as pa
import pytest
from rich.console import Console

from evosim.claims import judge
from evosim.claims.words import claims_table, level, measured
from evosim.scenario.schema import Claim

GIVEN = {"name": "c", "says": "s", "source": "o", "statistic": "x", "expect": "more", "margin": 0.0}
RED = "world.object.door.hides.red"


@pytest.mark.parametrize(
    ("test", "words", "unnamed"),
    [
        ({"compare": {"key": "n", "high": 2, "low": 1}}, "x: 1.00 at n = 2, 0.00 at 1, difference", "x: 1.00 against"),
        ({"compare": {"key": "variant", "high": "b", "low": "a, c"}}, "x: b 1.00, “a, c” 0.00, ", "x: 1.00 against"),
        ({"step": {"key": "n", "at": 2}}, "x: 1.00 from n = 2 on, 0.00 below, difference +1.00 (", "x: 1.00 against"),
        ({"than": 0.25}, "x: 0.50 against 0.25, difference +0.25 (95 % interval", "x: 0.50 against"),
        ({"than": 0.25, "where": {"n": 2}}, "x at n = 2: 1.00 against 0.25, difference +0.75 (", "x: 1.00 against"),
        ({"than": 0.25, "where": {RED: 0}}, "x at door.hides.red = 0: 0.50 against 0.25, diff", "x: 0.50 against"),
        ({"than": 1.25, "where": {"variant": "b"}}, "x at b: 1.00 against 1.25, difference −0.25 (", "x: 1.00 against"),
        ({"trend": {"key": "n"}}, "x along n: mean τ +1.00 (", "x: mean τ"),
        ({"correlate": {"with": "y"}}, "x with y: ρ +1.00 (", "x: ρ"),
    ],
)  # fmt: skip
def test_groups_and_the_estimate_are_called_what_they_are(test, words, unnamed):
    of = range(8)
    table = pa.table(
        {
            "replicate": [r for r in of for _ in (1, 2)],
            "variant": [name for _ in of for name in ("a, c", "b")],
            "n": [n for _ in of for n in (1, 2)],
            RED: [0.0] * 16,
            "x": [n - 1.0 + (0.01 * (r - 3.5) if "correlate" in test else 0) for r in of for n in (1, 2)],
            "y": [float(r) for r in of for _ in (1, 2)],
        }
    )
    claim = Claim(**{**GIVEN, **test})
    [verdict] = judge(table, [claim], before_data={"c": True}, quick=False)
    assert verdict["test"] == next(iter(test))
    assert measured(verdict, [claim]).startswith(words)
    assert measured(verdict).startswith(unnamed)
    del verdict["test"]
    assert "estimate " in measured(verdict)


def test_the_level_is_told_with_what_it_is_a_part_of():
    table = pa.table({"replicate": list(range(8)), "x": [0.1 * r for r in range(8)]})
    claims = [Claim(**{**GIVEN, "name": str(n)}, than=0.1) for n in range(17)]
    verdicts = judge(table, claims, before_data={claim.name: True for claim in claims}, quick=False)
    assert "(99.7 % interval" in measured(verdicts[0], claims)
    assert level(verdicts) == "Each interval is at level 99.7 %: 95 % for all 17 claims together"
    assert level(verdicts[:1]) == ""
    assert level([{"level": 0.9999}] * 500) == "Each interval is at level 99.99 %: 95 % for all 500 claims together"


@pytest.mark.parametrize("width", [80, 60])
def test_the_table_keeps_to_the_width_and_loses_no_word(width):
    claim = Claim(**{**GIVEN, "statistic": "a_column_with_a_name_that_is_wider_than_its_place"}, than=0.1)
    table = pa.table({"replicate": list(range(8)), claim.statistic: [0.1 * r for r in range(8)]})
    verdicts = judge(table, [claim, claim], before_data={"c": True}, quick=False)
    console = Console(file=io.StringIO(), width=width)
    console.print(claims_table(verdicts, [claim, claim], quick=False))
    lines = console.file.getvalue().splitlines()
    assert max(map(len, lines)) == width
    told = "".join(line.split("│")[3].strip() for line in lines if line.startswith("│"))
    assert claim.statistic in told
    assert " ".join(lines[-2:]).split("(evosim")[0].split() == level(verdicts).split()


def test_why_a_claim_is_younger_than_data_is_told():
    table = pa.table({"replicate": list(range(8)), "x": [0.1 * r for r in range(8)]})
    claims = [Claim(**GIVEN, than=0.0), Claim(**{**GIVEN, "name": "d"}, than=0.0, after_data="Its margin was changed.")]
    first, second = judge(table, claims, before_data={"c": True, "d": True}, quick=False)
    assert "written after" not in measured(first)
    assert measured(second).endswith("8 replicates; written after data were seen: Its margin was changed.")
    assert measured({**first, "before_data": False}).endswith("8 replicates; written after data were seen")
    del second["after_data"]  # as in verdicts of earlier versions
    assert measured(second).endswith("8 replicates; written after data were seen")


def test_a_share_of_those_that_reach_a_number_is_told_as_one():
    table = pa.table({"replicate": list(range(10)), "x": [0.1 * r for r in range(10)]})
    [verdict] = judge(table, [Claim(**GIVEN, than=0.2, at_least=0.75)], before_data={"c": True}, quick=False)
    assert measured(verdict).startswith("x ≥ 0.75: 0.20 against 0.20, difference +0.00")
    del verdict["at_least"]  # as in verdicts of earlier versions
    assert measured(verdict).startswith("x: 0.20 against 0.20")
