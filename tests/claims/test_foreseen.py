"""The interval that is foreseen is the one that the verdict has."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evosim.claims.foreseen import interval_methods
from evosim.scenario import load
from tests.claims.test_caveats import PAIR, scenario

GALLERY = Path(__file__).parents[2] / "results" / "gallery"


@pytest.mark.parametrize("name", ["one_maze", "red_doors", "hard_coded", "hard_coded_bare", "fine_tuning"])
def test_of_runs_that_are_finished(name: str) -> None:
    verdicts = json.loads((GALLERY / name / "verdicts.json").read_bytes())
    foreseen = interval_methods(load(GALLERY / name / "scenario.toml"))
    assert foreseen == {one["claim"]: one["interval_method"] for one in verdicts}


@pytest.mark.parametrize(
    ("claim", "replicates", "method"),
    [
        ({"compare": PAIR}, 20, "exact-paired"),
        ({"compare": PAIR}, 201, "betting"),
        ({"compare": PAIR, "replicates": {"until": "settled"}}, 20, "betting"),
        ({"compare": PAIR, "statistic": "genes"}, 20, "t"),
        ({"compare": PAIR, "statistic": "genes", "at_least": 9.0}, 20, "exact-paired"),
        ({"compare": PAIR, "statistic": "success - success_novel"}, 20, "betting"),
        ({"than": 0.5, "where": {"variant": "a"}}, 20, "clopper-pearson"),
        ({"than": 0.5}, 20, "betting"),  # a mean over two points is no truth value
        ({"correlate": {"with": "genes"}, "statistic": "success"}, 20, "fisher-z"),
    ],
)
def test_of_each_kind(claim: dict, replicates: int, method: str) -> None:
    assert interval_methods(scenario({"expect": "more", **claim}, replicates=replicates)) == {"c0": method}
