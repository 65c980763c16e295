from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evosim.random.purposes_kernel import RULE
from evosim.random.reference import fold, stream
from evosim.worlds.labels import reference
from evosim.worlds.labels.draw import HELD_OUT, RULES, TRAINING, describe, draw_rule, label, wrong
from tests.worlds.labels import made
from tests.worlds.labels.made import drawn, seeds, world

rules = pytest.mark.parametrize("rule", made.RULES, ids=lambda rule: rule["kind"])


def twin(rule: dict[str, Any], seed: int, replicate: int, string: int) -> bool:
    """The label of a string of eight bits, in plain Python."""
    key = fold(stream(seed, replicate, RULES, 0), RULE)
    if rule["kind"] == "tree":
        return reference.leaf(reference.draw_tree(key, 8, rule["depth"]), string)
    follow = reference.parity if rule["kind"] == "parity" else reference.threshold
    return follow(reference.choose_bits(key, 8, rule["of"]), string)


@rules
@given(seeds, st.integers(0, 99), st.integers(1, 200), st.integers(0, 56))
def test_twin(rule: dict[str, Any], seed: int, replicate: int, instances: int, held_out: int) -> None:
    of = drawn(seed, replicate, rule=rule, instances=instances, held_out=held_out)
    roots, taken = [fold(fold(seed, replicate), part) for part in (TRAINING, HELD_OUT)], set[int]()
    for root, strings, labels in zip(roots, of[0:3:2], of[1:4:2], strict=True):
        assert strings.tolist() == reference.draw_strings(root, 8, len(strings), taken)
        if rule["kind"] == "random":
            assert labels.tolist() == reference.random_labels(root, len(labels))
        else:
            assert labels.tolist() == [twin(rule, seed, replicate, string) for string in strings.tolist()]


@rules
@given(seeds, st.integers(2, 128), st.floats(0, 1), st.data())
def test_examples_are_nested(rule: dict[str, Any], seed: int, count: int, noise: float, data: st.DataObject) -> None:
    fewer = data.draw(st.integers(1, count))
    many = drawn(seed, rule=rule, instances=count, noise=noise)
    few = drawn(seed, rule=rule, instances=fewer, held_out=0, noise=noise)
    assert few.strings.tolist() == many.strings[:fewer].tolist()
    assert few.labels.tolist() == many.labels[:fewer].tolist()
    assert few.rule == many.rule
    held = drawn(seed, rule=rule, instances=count, held_out=9, noise=noise)
    assert held.held_strings.tolist() == many.held_strings[:9].tolist()
    assert held.held_labels.tolist() == many.held_labels[:9].tolist()


@rules
@given(seeds, st.integers(1, 256), st.data())
def test_no_string_is_drawn_twice(rule: dict[str, Any], seed: int, count: int, data: st.DataObject) -> None:
    of = drawn(seed, rule=rule, instances=count, held_out=data.draw(st.integers(0, 256 - count)))
    strings = [*of.strings.tolist(), *of.held_strings.tolist()]
    assert len(set(strings)) == len(strings)
    assert all(0 <= string < 256 for string in strings)


@rules
@given(seeds, st.integers(1, 192), st.floats(0, 1))
def test_noise_is_exact(rule: dict[str, Any], seed: int, count: int, noise: float) -> None:
    clean, noisy = (drawn(seed, rule=rule, instances=count, noise=share) for share in (0, noise))
    flipped = clean.labels != noisy.labels
    assert flipped.sum() == np.floor(noise * count + 0.5)
    assert flipped.tolist() == wrong(noise, count).tolist()
    assert noisy.held_labels.tolist() == clean.held_labels.tolist()
    assert noisy.strings.tolist() == clean.strings.tolist()


@pytest.mark.parametrize("noise", [0.0, 1.0, 0.5, 0.1, 1 / 3, 1 - 2**-53, 5e-324, 1e-7])
def test_each_number_of_labels_has_its_share_of_noise(noise: float) -> None:
    found = wrong(noise, 100_000).cumsum()
    assert (found == np.floor(noise * np.arange(1, 100_001) + 0.5)).all()


def test_noise_by_hand() -> None:
    assert np.flatnonzero(wrong(0.1, 30)).tolist() == [4, 14, 24]
    assert wrong(1, 3).all()


@pytest.mark.parametrize("bits", [2, 3, 8, 11])
@pytest.mark.parametrize("kind", ["parity", "threshold"])
def test_parity_and_threshold_are_balanced(kind: str, bits: int) -> None:
    for of in range(1, bits + 1, 2 if kind == "threshold" else 1):
        made = drawn(bits=bits, instances=2**bits, held_out=0, rule={"kind": kind, "of": of})
        assert sorted(made.strings.tolist()) == list(range(2**bits))
        assert made.labels.sum() == 2 ** (bits - 1)


@pytest.mark.parametrize("depth", range(1, 9))
def test_trees_are_nearly_balanced(depth: int) -> None:
    tree = {"kind": "tree", "depth": depth}
    shares = [drawn(seed, instances=256, held_out=0, rule=tree).labels.mean() for seed in range(50)]
    assert 0.4 <= min(shares) <= 0.5 <= max(shares) <= 0.6
    assert len({drawn(seed, rule=tree).rule for seed in range(50)}) > 5


def test_random_labels_are_even_and_held_out_ones_too() -> None:
    of = drawn(bits=20, instances=100_000, held_out=100_000)
    for labels in (of.labels, of.held_labels):
        assert abs(labels.mean() - 0.5) < 3 * 0.5 / np.sqrt(100_000)
    assert abs((of.labels ^ of.held_labels).mean() - 0.5) < 3 * 0.5 / np.sqrt(100_000)


def test_strings_are_even() -> None:
    of = drawn(bits=20, instances=100_000)
    for bit in range(20):
        assert abs((of.strings >> bit & 1).mean() - 0.5) < 4 * 0.5 / np.sqrt(100_000)


def test_seeds_and_replicates_differ() -> None:
    found = {tuple(drawn(seed, replicate).strings.tolist()) for seed in range(3) for replicate in range(3)}
    assert len(found) == 9
    rule = {"kind": "parity", "of": 4}
    assert len({drawn(seed, replicate, rule=rule).rule for seed in range(3) for replicate in range(3)}) > 5


@rules
def test_the_rule_does_not_depend_on_examples(rule: dict[str, Any]) -> None:
    one, other = (drawn(5, rule=rule, instances=count).rule for count in (1, 100))
    assert one == other


@rules
def test_labels_of_any_string(rule: dict[str, Any]) -> None:
    made = draw_rule(world(rule=rule), 4, 2)
    if rule["kind"] == "random":
        with pytest.raises(ValueError, match="expected a rule"):
            label(made, np.arange(3, dtype=np.uint32))
        return
    expected = [twin(rule, 4, 2, string) for string in range(256)]
    assert label(made, np.arange(256, dtype=np.uint32)).tolist() == expected


def test_rules_in_words() -> None:
    assert drawn().rule == "none"
    assert drawn(rule={"kind": "parity", "of": 1}).rule[:12] == "whether bit "
    for kind, words in (("parity", "an odd number"), ("threshold", "most")):
        made = drawn(bits=3, instances=4, held_out=4, rule={"kind": kind, "of": 3})
        assert made.rule == f"whether {words} of bits 0, 1 and 2 are 1"


@pytest.mark.parametrize(
    "keys",
    [
        {"bits": 3, "instances": 9},
        {"rule": {"kind": "parity", "of": 9}},
        {"rule": {"kind": "threshold", "of": 2}},
        {"rule": {"kind": "tree", "depth": 9}},
    ],
)
def test_worlds_that_cannot_be_are_not_drawn(keys: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"world\..*: expected .*; got "):
        drawn(**keys)


@given(seeds, st.integers(1, 6))
def test_trees_in_words(seed: int, depth: int) -> None:
    made = draw_rule(world(rule={"kind": "tree", "depth": depth}), seed, 0)
    key = fold(stream(seed, 0, RULES, 0), RULE)
    words = str(reference.draw_tree(key, 8, depth)).replace("True", "1").replace("False", "0")
    assert describe(made) == f"tree {words}"
