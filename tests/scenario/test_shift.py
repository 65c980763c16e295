from __future__ import annotations

from pathlib import Path

import pytest

from evosim.scenario import ScenarioError, cells, columns, dump, load

BASE = """
title = "t"
[[world.object]]
name = "door"
shows = { door = 1, red = 1 }
pays = 1.0
ends = true
"""
SHIFT = """
[[shift]]
name = "blue"
set = { "world.object.door.shows" = { door = 1 } }
add = [{ name = "decoy", shows = { red = 1 }, ends = true, place = { like = "door" } }]
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "s.toml"
    path.write_text(text)
    return path


def test_a_shift_is_measured_and_changes_no_evolution(tmp_path: Path) -> None:
    plain, moved = (load(write(tmp_path, text)) for text in (BASE, BASE + SHIFT))
    one, two = cells(plain)[0], cells(moved)[0]
    assert one.root == two.root
    assert one.key != two.key
    new = set(columns(moved)) - set(columns(plain))
    assert {"success_blue", "reached_door_blue", "reached_decoy_blue", "quadrant_blue", "lives_blue"} <= new
    again = load(write(tmp_path, dump(moved)))
    assert again.shift == moved.shift
    assert cells(again)[0].key == two.key


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("world.object.door.shows", "world.object.dor.shows", 11, "door"),
        ("world.object.door.shows", "world.sise", 11, "size"),
        ("world.object.door.shows", "evolution.population", 11, "world"),
        ("world.object.door.shows", "world.instances", 11, "world.instances"),
        ("{ door = 1 } }", '{ door = "x" } }', 11, "number"),
        ('like = "door"', 'like = "dor"', 12, "door"),
        ('name = "decoy"', 'name = "door"', 12, "repeated"),
        ('"world.object.door.shows" = { door = 1 }', '"world.min_path" = 40', 11, "28"),
        ("ends = true, place", "end = true, place", 12, "ends"),
        (
            '"world.object.door.shows" = { door = 1 }',
            '"world.size" = 15, "world.object.door.place" = { path = [3, 8] }',
            11,
            "paths have no end",
        ),
    ],
)
def test_what_a_shift_may_not(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    assert old in SHIFT
    with pytest.raises(ScenarioError) as caught:
        load(write(tmp_path, BASE + SHIFT.replace(old, new)))
    assert any(problem.line == line and words in str(problem) for problem in caught.value.problems), str(caught.value)


def test_hidden_features_must_be_shown(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="blue"):
        load(write(tmp_path, BASE + "hides = { blue = 0.1 }\n"))


def test_senses_are_planes(tmp_path: Path) -> None:
    scenario = load(write(tmp_path, BASE + '[brain]\nsenses = ["blue"]\n'))
    assert {"drive_blue", "mesa_blue", "drive_red"} <= set(columns(scenario))
