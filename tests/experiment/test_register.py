"""Which claims a run takes to be older than its data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evosim.experiment import registration as module
from evosim.experiment.registration import register
from evosim.experiment.run import Run
from evosim.scenario import Scenario, cells, load
from evosim.scenario.register import digest
from tests.scenario.conftest import CLAIM, SWEPT

COMPARED = '[[claim]]\nname = "arms"\nsays = "s"\nsource = "o"\nstatistic = "planner"\nexpect = "more"\nmargin = 0.1\n'
COMPARED += 'where = { "world.instances" = 4 }\ncompare = { key = "variant", high = "funnel", low = "direct" }\n'
TEXT = f"{SWEPT}{CLAIM}than = 0.5\nwhere = {{ variant = \"direct\" }}\n{COMPARED}"
ARM = '[[variant]]\nname = "arm"\nset = { "evolution.population" = 99 }\n'
OF_THE_ARM = CLAIM.replace("more_planners", "of_the_arm") + 'than = 0.5\nwhere = { variant = "arm" }\n'
TWO = CLAIM.replace("more_planners", "with_the_arm")
TWO += 'compare = { key = "variant", high = "arm", low = "funnel" }\n'


@pytest.fixture
def run(tmp_path: Path) -> Run:
    run = Run.beginning(tmp_path / "run")
    run.store.path.mkdir(parents=True)
    return run


def scenario(tmp_path: Path, text: str = TEXT) -> Scenario:
    file = tmp_path / "mine.toml"
    file.write_text(text)
    return load(file)


def finish(run: Run, done: Scenario, variant: str, instances: int, settings: str | None = None) -> None:
    """Store a first replicate as if it had been evolved."""
    (cell,) = [
        cell
        for cell in cells(done)
        if (cell.point.variant, cell.replicate) == (variant, 0)
        and (cell.point.values["world.instances"], cell.point.values["prices.description_length"]) == (instances, 0.0)
    ]
    told = cell.point.settings.model_dump_json() if settings is None else settings
    run.store.write(cell.key, {"cell.json": f'{{"seed": 1, "replicate": 0, "settings": {told}}}'.encode()})


def test_claims_are_older_than_data_that_are_not_there_and_stay_so(run: Run, tmp_path: Path) -> None:
    mine = scenario(tmp_path)
    assert register(run, mine) == {"more_planners": True, "arms": True}
    finish(run, mine, "direct", 4)
    assert register(run, mine) == {"more_planners": True, "arms": True}


def test_only_data_of_its_own_points_are_older_than_a_claim(run: Run, tmp_path: Path) -> None:
    mine = scenario(tmp_path)
    finish(run, mine, "funnel", 1)
    assert register(run, mine) == {"more_planners": True, "arms": True}
    (run.path / "claims.json").unlink()
    finish(run, mine, "direct", 1)
    assert register(run, mine) == {"more_planners": False, "arms": True}
    (run.path / "claims.json").unlink()
    finish(run, mine, "funnel", 4)
    assert register(run, mine) == {"more_planners": False, "arms": False}


def test_changed_words_are_a_new_claim(run: Run, tmp_path: Path) -> None:
    mine = scenario(tmp_path)
    register(run, mine)
    finish(run, mine, "direct", 4)
    changed = TEXT.replace("margin = 0.3", "margin = 0.2").replace("margin = 0.1", "margin = 0.0")
    assert register(run, scenario(tmp_path, changed)) == {"more_planners": False, "arms": False}
    assert register(run, scenario(tmp_path)) == {"more_planners": True, "arms": True}


def test_a_claim_on_a_new_arm_of_an_old_run_is_older_than_its_data(run: Run, tmp_path: Path) -> None:
    mine = scenario(tmp_path)
    register(run, mine)
    finish(run, mine, "funnel", 1)
    more = scenario(tmp_path, TEXT.replace("[[claim]]", f"{ARM}[[claim]]", 1) + OF_THE_ARM + TWO)
    known = {"more_planners": True, "arms": True}
    assert register(run, more) == {**known, "of_the_arm": True, "with_the_arm": False}


def test_data_of_another_seed_or_replicate_were_seen_all_the_same(run: Run, tmp_path: Path) -> None:
    finish(run, scenario(tmp_path, f"seed = 5\n{TEXT}"), "direct", 4)
    assert register(run, scenario(tmp_path)) == {"more_planners": False, "arms": False}


@pytest.mark.parametrize("settings", ["3", "{}", "[", '{"world": {"kind": "another"}}'])
def test_a_cell_that_cannot_be_read_may_be_of_any_point(run: Run, tmp_path: Path, settings: str) -> None:
    mine = scenario(tmp_path)
    finish(run, mine, "funnel", 1, settings)
    assert register(run, mine) == {"more_planners": False, "arms": False}


def test_an_admission_is_believed_and_kept(run: Run, tmp_path: Path) -> None:
    register(run, scenario(tmp_path))
    admitted = scenario(tmp_path, TEXT.replace('source = "003"', 'source = "003"\nafter_data = "Seen."'))
    assert register(run, admitted) == {"more_planners": False, "arms": True}
    assert register(run, scenario(tmp_path)) == {"more_planners": False, "arms": True}  # it cannot be taken back here


def test_what_came_with_the_package_is_older_unless_this_run_knows_better(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = scenario(tmp_path)
    finish(run, mine, "direct", 4)
    monkeypatch.setattr(module, "committed", lambda name: {digest(mine.claim[0])} if name == "mine" else set())
    assert register(run, mine) == {"more_planners": True, "arms": False}
    run.write("claims.json", json.dumps({digest(mine.claim[0]): False}))
    assert register(run, mine) == {"more_planners": False, "arms": False}
