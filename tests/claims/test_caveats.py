"""What a design cannot find out is said before it is run."""

from __future__ import annotations

from typing import Any

import pytest

from evosim.claims.caveats import caveats
from evosim.claims.verdicts import judge
from evosim.scenario import Scenario

DOOR = {"name": "door", "shows": {"door": 1}, "pays": 1.0, "ends": True}
PAIR = {"key": "variant", "high": "a", "low": "b"}


def scenario(*claims: dict[str, Any], replicates: int = 20, **keys: Any) -> Scenario:
    said = [
        {"name": f"c{at}", "says": "s", "source": "t", "statistic": "planner", "margin": 0.1, **claim}
        for at, claim in enumerate(claims)
    ]
    variants = [{"name": "a", "set": {}}, {"name": "b", "set": {"brain.cortex.ticks": 30}}]
    world = {"object": [DOOR], "min_path": 6}
    brain = {"cortex": {"ticks": 24}}
    return Scenario.model_validate(
        {"title": "t", "world": world, "brain": brain, "claim": said, "variant": variants, "replicates": replicates}
        | keys
    )


def told(*claims: dict[str, Any], **keys: Any) -> str:
    return "\n".join(caveats(scenario(*claims, **keys)))


@pytest.mark.parametrize(
    ("first", "second", "contradict"),
    [
        ({"compare": PAIR, "expect": "more"}, {"compare": PAIR, "expect": "less"}, True),
        ({"compare": PAIR, "expect": "more"}, {"compare": PAIR, "expect": "same"}, True),
        ({"compare": PAIR, "expect": "more"}, {"compare": PAIR, "expect": "same", "margin": 0.2}, False),
        ({"compare": PAIR, "expect": "more"}, {"compare": PAIR, "expect": "more", "margin": 0.3}, False),
        (
            {"compare": PAIR, "expect": "more"},
            {"compare": {"key": "variant", "high": "b", "low": "a"}, "expect": "more"},
            True,
        ),
        (
            {"compare": PAIR, "expect": "more"},
            {"compare": {"key": "variant", "high": "b", "low": "a"}, "expect": "less"},
            False,
        ),
        ({"than": 0.5, "expect": "more"}, {"than": 0.5, "expect": "less"}, True),
        ({"than": 0.5, "expect": "more"}, {"than": 0.9, "expect": "less"}, False),
        ({"than": 0.5, "expect": "more"}, {"than": 0.6, "expect": "less"}, True),
        ({"than": 0.5, "expect": "more"}, {"compare": PAIR, "expect": "less"}, False),
        (
            {"than": 0.5, "expect": "more", "where": {"variant": "a"}},
            {"than": 0.5, "expect": "less", "where": {"variant": "b"}},
            False,
        ),
        ({"than": 0.5, "expect": "more"}, {"than": 0.5, "expect": "less", "statistic": "success"}, False),
    ],
)
def test_claims_that_contradict(first: dict[str, Any], second: dict[str, Any], contradict: bool) -> None:
    assert ("contradict" in told(first, second, replicates=500)) is contradict
    assert ("contradict" in told(second, first, replicates=500)) is contradict


@pytest.mark.parametrize("statistic", ["planner", "success_novel", "success_novel - novel_one_tick"])
@pytest.mark.parametrize("expect", ["more", "less", "same"])
@pytest.mark.parametrize("test", [{"compare": PAIR}, {"than": 0.5}])
def test_the_clearest_result_is_one_that_judge_would_support(
    statistic: str, expect: str, test: dict[str, Any]
) -> None:
    """Where nothing is said there is a table that supports the claim; where it is said that table does not."""
    from evosim.claims.caveats import _clearest

    heard = set()
    for replicates in (8, 12, 40, 200, 500):
        design = scenario({"statistic": statistic, "expect": expect, **test, "margin": 0.2}, replicates=replicates)
        table = _clearest(design.claim[0], replicates)
        if table is None:
            assert (expect, "than" in test, statistic) == ("same", True, "planner")
            return
        (verdict,) = judge(table, design.claim, before_data={"c0": True}, quick=False)
        warned = any("clearest" in line for line in caveats(design))
        assert warned is (verdict["verdict"] != "supported")
        heard.add(warned)
    assert False in heard


def test_few_replicates() -> None:
    claim = {"compare": PAIR, "expect": "more"}
    assert "7 replicates give no verdict, which needs 8 or more" in told(claim, replicates=7)
    assert "replicates" not in told(claim, replicates=40)
    until = {"least": 8, "most": 40, "until": "settled"}
    assert "no verdict" not in told({**claim, "replicates": until}, replicates=2)


def test_a_goal_beyond_reach() -> None:
    claim = {"compare": PAIR, "expect": "more"}
    assert "ticks" not in told(claim)
    short = told(claim, brain={"cortex": {"ticks": 5}})
    assert "world.min_path is 6, and thoughts of 5 ticks reach 5 cells" in short
    assert short.endswith("at 1 of 2 points")
    assert "at 1 of 2" in told(claim, brain={"cortex": {"ticks": {"max": 5}}})
    assert "ticks" not in told(claim, brain={"cortex": {"ticks": 5, "think": "step", "state": "kept"}})
    assert "ticks" not in told(claim, brain={"organs": ["habits"], "cortex": {"ticks": 5}})
