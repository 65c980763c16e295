from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from evosim.faults.fault import faults
from evosim.worlds.labels.check import check_world
from evosim.worlds.labels.options import Labels, RandomRule
from tests.worlds.labels.made import world


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"bits": 2, "instances": 4, "held_out": 0},
        {"bits": 2, "instances": 3, "held_out": 1, "rule": {"kind": "tree", "depth": 2}},
        {"bits": 7},
        {"bits": 24, "instances": 1_000_000, "held_out": 1_000_000},
        {"rule": {"kind": "parity", "of": 8}},
        {"rule": {"kind": "threshold", "of": 1}},
        {"rule": {"kind": "threshold", "of": 7}, "noise": 1},
    ],
)
def test_what_can_be(keys: dict[str, Any]) -> None:
    assert check_world(world(**keys)) == []


def test_too_many_examples() -> None:
    (fault,) = check_world(world(bits=7, instances=65))
    assert fault.path == ("world", "instances")
    assert fault.expected == "at most 128 examples with those held out, as many as there are strings"
    assert fault.got == "129"
    assert fault.cure == "write bits = 8 or fewer examples"
    assert fault.also == (("world", "bits"), ("world", "held_out"))


@pytest.mark.parametrize("held_out", [0, 1, 127, 128, 129])
def test_the_cure_helps(held_out: int) -> None:
    for fault in check_world(world(bits=7, instances=128, held_out=held_out)):
        bits = int(fault.cure.split()[3])
        assert check_world(world(bits=bits, instances=128, held_out=held_out)) == []
        assert check_world(world(bits=bits - 1, instances=128, held_out=held_out))


@pytest.mark.parametrize(
    ("rule", "key", "expected", "also"),
    [
        ({"kind": "parity", "of": 9}, "of", "at most 8, the bits of a string", "bits"),
        ({"kind": "threshold", "of": 9}, "of", "at most 8, the bits of a string", "bits"),
        ({"kind": "tree", "depth": 9}, "depth", "at most 8, because no bit is asked for twice", "bits"),
        ({"kind": "threshold", "of": 4}, "of", "an odd number, so that there are no ties", "kind"),
    ],
)
def test_rules_that_cannot_be(rule: dict[str, Any], key: str, expected: str, also: str) -> None:
    (fault,) = check_world(world(rule=rule))
    assert (fault.path, fault.expected) == (("world", "rule", key), expected)
    assert fault.got == str(rule[key])
    assert fault.also[0][-1] == also


def test_all_at_once() -> None:
    found = check_world(world(bits=5, rule={"kind": "threshold", "of": 6}))
    assert [fault.path[-1] for fault in found] == ["instances", "of", "of"]
    with pytest.raises(ValidationError) as caught:
        world(bits=1, instances=0, held_out=-1, noise=1.5, rule={"kind": "tree", "depth": 13}, size=3)
    paths = {fault.path for fault in faults(caught.value, Labels)}
    assert paths == {("bits",), ("instances",), ("held_out",), ("noise",), ("rule", "depth"), ("size",)}


def test_defaults() -> None:
    made = world()
    assert made.rule == RandomRule()
    assert (made.bits, made.instances, made.held_out, made.noise) == (8, 64, 64, 0)


@pytest.mark.parametrize(
    ("keys", "path", "expected"),
    [
        ({"bits": 25}, ("bits",), "a whole number from 2 to 24"),
        ({"bits": 8.0}, ("bits",), "a whole number from 2 to 24"),
        ({"instances": 1_000_001}, ("instances",), "a whole number from 1 to 1000000"),
        ({"held_out": -1}, ("held_out",), "a whole number from 0 to 1000000"),
        ({"noise": -0.1}, ("noise",), "a number from 0 to 1"),
        ({"rule": {"kind": "party"}}, ("rule", "kind"), "one of random, parity, threshold, tree"),
        ({"rule": {"kind": "parity"}}, ("rule", "of"), "a whole number from 1 to 24"),
        ({"rule": {"kind": "parity", "of": 0}}, ("rule", "of"), "a whole number from 1 to 24"),
        ({"rule": {"kind": "threshold", "depth": 3, "of": 3}}, ("rule", "depth"), "one of kind, of"),
        ({"rule": {"kind": "tree", "depth": 13}}, ("rule", "depth"), "a whole number from 1 to 12"),
        ({"rule": {"of": 3}}, ("rule", "of"), "kind"),
    ],
)
def test_bad_options(keys: dict[str, Any], path: tuple[str, ...], expected: str) -> None:
    with pytest.raises(ValidationError) as caught:
        world(**keys)
    (fault,) = faults(caught.value, Labels)
    assert (fault.path, fault.expected) == (path, expected)
