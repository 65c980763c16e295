"""Replicates are added to the points that open claims are about, or to all, and to no others."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import evosim
from evosim.scenario import Scenario, cells
from evosim.scenario.replicates import at_most, replicates, with_replicates
from tests.golden import HERE

CLAIM = """
[[claim]]
name = "{name}"
says = "It does."
source = "test"
where = {{ variant = "{variant}", "world.instances" = {instances} }}
statistic = "{statistic}"
at_least = {at_least}
than = 0.5
expect = "more"
margin = {margin}
replicates = {{ least = 8, most = {most}, until = "settled"{of} }}
"""
OWN = ', points = "own"'
SETTLED = {"name": "settled", "variant": "direct", "instances": 1, "at_least": 0, "margin": 0.0, "most": 12}
OPEN = {"name": "open", "variant": "funnel", "instances": 3, "at_least": 0, "margin": 0.49, "most": 11}


def text(*claims: dict[str, Any]) -> str:
    small = (HERE / "plain.toml").read_text(encoding="utf-8").replace("replicates = 2\n", "replicates = 3\n")
    small = small.replace("generations = 6", "generations = 1").replace("margin = 0.1\n", "margin = 0.9\n")
    return small + "".join(CLAIM.format(**{"statistic": "success", "of": OWN, **claim}) for claim in claims)


def run(path: Path, *claims: dict[str, Any], workers: int = 1) -> evosim.Run:
    (path / "few.toml").write_text(text(*claims))
    return evosim.run(path / "few.toml", out=path / "out", workers=workers)


def counted(done: evosim.Run) -> list[int]:
    rows = Counter((row["variant"], row["world.instances"]) for row in done.table.to_pylist())
    return [rows[variant, instances] for variant in ("funnel", "direct") for instances in (1, 3)]


def test_an_open_claim_adds_to_its_own_points(tmp_path: Path) -> None:
    done = run(tmp_path, SETTLED, OPEN)
    assert counted(done) == [8, 11, 9, 8]
    assert replicates(done.scenario) == (8, 11, 9, 8)
    assert not done.unfinished
    verdicts = {one["claim"]: one for one in done.verdicts}
    assert [verdicts[name]["replicates"] for name in ("generalises", "settled", "open")] == [8, 9, 11]
    assert verdicts["generalises"]["note"] is None  # all replicates that both points have
    digests = json.loads((done.path / "digests.json").read_bytes())
    assert set(digests["cells"]) == {cell.key for cell in done.cells}
    again = run(tmp_path, SETTLED, OPEN, workers=2)  # computes nothing, and comes to the same
    assert again.sessions[-1]["cells_computed"] == 0
    assert json.loads((done.path / "digests.json").read_bytes()) == digests


@pytest.mark.long
def test_or_to_all(tmp_path: Path) -> None:
    assert counted(run(tmp_path, SETTLED, {**OPEN, "of": ""})) == [11] * 4


@pytest.mark.long
def test_a_claim_that_is_settled_later_adds_that_many(tmp_path: Path) -> None:
    both = run(tmp_path, {**OPEN, "most": 9}, {**OPEN, "name": "other", "variant": "direct", "most": 10})
    assert counted(both) == [8, 9, 8, 10]


@pytest.fixture
def scenario(tmp_path: Path) -> Scenario:
    (tmp_path / "few.toml").write_text(text(SETTLED, OPEN))
    return evosim.load(tmp_path / "few.toml")


def test_what_there_can_be_at_most(scenario: Scenario) -> None:
    assert replicates(scenario) == (3, 3, 3, 3)
    assert replicates(at_most(scenario)) == (8, 11, 12, 8)
    assert with_replicates(scenario, [7]) == with_replicates(scenario, [7, 7, 7, 7])


def test_cells_are_those_of_each_point(scenario: Scenario) -> None:
    some = with_replicates(scenario, (1, 2, 3, 1))
    assert [cell.replicate for cell in cells(some)] == [0, 0, 0, 0, 1, 1, 2]
    assert {cell.key for cell in cells(some)} < {cell.key for cell in cells(with_replicates(scenario, [3]))}


@pytest.mark.parametrize(("counts", "said"), [("[1, 2]", "4 points"), ("[1, 2, 3, 400000]", "100000")])
def test_a_number_for_each_point(tmp_path: Path, counts: str, said: str) -> None:
    path = tmp_path / "few.toml"
    path.write_text(text().replace("replicates = 3", f"point_replicates = {counts}"))
    with pytest.raises(evosim.ScenarioError, match="point_replicates") as raised:
        evosim.load(path)
    assert said in str(raised.value)
    path.write_text(text().replace("replicates = 3", "point_replicates = [1, 2, 3, 1]"))
    assert len(cells(evosim.load(path))) == 7
