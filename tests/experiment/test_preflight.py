from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from evosim.experiment import preflight
from evosim.experiment.preflight import PATIENCE, load, obstacles, try_drawing
from evosim.scenario import ScenarioError
from evosim.worlds.grid.reference import attempt


def soon() -> float:
    return time.thread_time() + PATIENCE


def test_try_drawing(make_world: Any) -> None:
    assert try_drawing(make_world(), 1, soon()) == ""
    narrow = make_world(size=3, layout={"walls": 0.8}, min_path=5, starts=2)
    assert "none in 10,000 arenas" in try_drawing(narrow, 1, soon())


def test_patience_ends(make_world: Any) -> None:
    # Found by an attack: a decoy that can be nowhere was looked for in plain Python for minutes.
    door = {"name": "door", "shows": {"door": 1}, "pays": 1.0, "ends": True}
    decoys = {"name": "decoy", "shows": {"red": 1}, "count": 30, "place": {"like": "door", "within": 0}}
    began = time.thread_time()
    try_drawing(make_world(object=[door, decoys]), 1, soon())
    assert time.thread_time() - began < PATIENCE + 0.5


STRANGERS = """
[[world.object]]
name = "door"
shows = { door = 1 }
pays = 1
ends = true
[evolution]
elites = 5000
cross = { kind = "deap:cxNope" }
mutate = { kind = "deap:mutPolynomialBounded", eta = 20, lo = -1, up = 1, indpb = 0.1 }
[[variant]]
name = "fine"
set = { "evolution.select" = { kind = "deap:selTournament", tournsize = 3 } }
[[variant]]
name = "not"
set = { "evolution.select" = { kind = "deap:selTournament" } }
"""


def test_what_deap_does_not_lend_is_told_with_all_else_and_by_line(tmp_path: Path) -> None:
    file = tmp_path / "strangers.toml"
    file.write_text('title = "Strangers"\n' + STRANGERS.lstrip("\n"))
    with pytest.raises(ScenarioError) as caught:
        load(file)
    told = {problem.line: problem for problem in caught.value.problems}
    assert sorted(told) == [8, 9, 10, 16]
    assert told[9].cure == 'did you mean "deap:cxUniform"?'
    assert told[10].expected == "the arguments of mutPolynomialBounded: eta, low, up, indpb"
    assert told[16].cure == "give tournsize"


def test_a_way_aside_is_found_without_listing_all_ways(make_world: Any) -> None:
    # Found by fuzzing: an open arena has more shortest ways from corner to corner than can be listed.
    door = {"name": "door", "shows": {"door": 1}, "pays": 1.0, "ends": True}
    decoy = {"name": "decoy", "shows": {"red": 1}, "place": {"path": [5, 100], "aside": "door"}}
    world = make_world(size=64, layout={"walls": 0.0}, min_path=40, steps=200, object=[door, decoy])
    found = attempt(world, 1)
    assert found is not None
    assert found.things[1] >= 0


def test_an_attempt_ends_when_its_time_is_up(make_world: Any) -> None:
    with pytest.raises(TimeoutError):
        attempt(make_world(), 1, time.thread_time() - 1)


def test_what_has_no_room_is_told_before_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = load("one_maze")
    assert obstacles(scenario, tmp_path, 1) == []
    monkeypatch.setattr(preflight, "available_disk", lambda path: 1e6)
    monkeypatch.setattr(preflight, "available_memory", lambda: 1e6)
    memory, disk = obstacles(scenario, tmp_path, 1)
    assert (memory.what, disk.what) == ("too large", "too large")
    assert "memory" in memory.expected
    assert "disk" in disk.expected
