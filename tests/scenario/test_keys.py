from __future__ import annotations

from typing import Any

import pytest

from evosim.faults.path import dotted
from evosim.scenario.keys import KeyProblem, assigned, resolve, split

DATA: dict[str, Any] = {
    "world": {"size": 7, "object": [{"name": "door", "shows": {"red": 1}}, {"name": "key"}]},
    "variant": [{"name": "rate 0.5"}, {"name": "b", "set": {"world.size": 3}}],
    "sweep": {"world.instances": [1, 4]},
}


def test_parts_are_split_at_dots_outside_quotes() -> None:
    assert split("world.size") == ["world", "size"]
    assert split('sweep."world.instances"') == ["sweep", "world.instances"]
    assert split("variant.'a.b'.set") == ["variant", "a.b", "set"]


@pytest.mark.parametrize("key", ["", ".", "a.", ".a", "a..b", 'a"b"', '"', "a.'b"])
def test_what_is_no_key(key: str) -> None:
    with pytest.raises(KeyProblem, match="not a key"):
        split(key)


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("title", ("title",)),
        ("world.size", ("world", "size")),
        ("world.layout.walls", ("world", "layout", "walls")),
        ("world.object.key.pays", ("world", "object", 1, "pays")),
        ("world.object.door.shows.red", ("world", "object", 0, "shows", "red")),
        ("world.object.door.place.within", ("world", "object", 0, "place", "within")),
        ("world.object", ("world", "object")),
        ("brain.cortex.ticks.max", ("brain", "cortex", "ticks", "max")),
        ("sweep.world.instances", ("sweep", "world.instances")),
        ('sweep."world.instances"', ("sweep", "world.instances")),
        ("variant.rate 0.5.set.world.size", ("variant", 0, "set", "world.size")),
        ("variant.b.name", ("variant", 1, "name")),
    ],
)
def test_keys_that_exist(key: str, path: tuple[str | int, ...]) -> None:
    assert resolve(DATA, key) == path


@pytest.mark.parametrize(
    ("key", "expected", "cure"),
    [
        ("world.sise", "one of kind, size", 'did you mean "world.size"?'),
        ("wrld.size", "one of world", 'did you mean "world.size"?'),
        ("world.object.dor.pays", "one of door, key", 'did you mean "world.object.door.pays"?'),
        ("world.size.big", "world.size alone, which is a whole number from 2 to 64", ""),
        ("brain.cortex.ticks.most", "max", ""),
        ("claim.any.margin", "nothing", ""),
        ("world", "a key of world, not all of it", 'quotes where they stand in a file: "world.kind"'),
    ],
)
def test_keys_that_do_not(key: str, expected: str, cure: str) -> None:
    with pytest.raises(KeyProblem) as caught:
        resolve(DATA, key)
    assert expected in caught.value.expected
    assert cure in caught.value.cure


def test_assignment_changes_nothing_that_was_given() -> None:
    changed = assigned(DATA, ("world", "object", 1, "shows", "blue"), 2)
    assert changed["world"]["object"][1] == {"name": "key", "shows": {"blue": 2}}
    assert DATA["world"]["object"][1] == {"name": "key"}
    assert changed["variant"] is DATA["variant"]
    assert assigned({"ticks": 24}, ("ticks", "max"), 32) == {"ticks": {"max": 32}}


def test_paths_are_shown_by_name() -> None:
    assert dotted(DATA, ("world", "object", 0, "pays")) == "world.object.door.pays"
    assert dotted(DATA, ("world", "object", 5, "pays")) == "world.object[5].pays"
    assert dotted(DATA, ("variant", 0, "set", "world.size")) == 'variant."rate 0.5".set."world.size"'
