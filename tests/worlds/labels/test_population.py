from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evosim.threads import Threads
from evosim.worlds.labels.draw import draw_rule
from evosim.worlds.labels.population import Evaluator
from tests.worlds.labels import made
from tests.worlds.labels.made import count_ones, drawn, random_nets, seeds, world


@pytest.mark.parametrize("rule", made.RULES, ids=str)
@pytest.mark.parametrize("held_out", [1, 63, 64])
def test_a_table_learns_all_by_heart_and_guesses_the_rest(rule: dict[str, Any], held_out: int) -> None:
    of = drawn(rule=rule, held_out=held_out, noise=0.2)
    evaluator = Evaluator(of, Threads())
    tables = np.where(of.labels, 1, -1).astype(np.float32)[None]
    training, other = evaluator.tables(tables), evaluator.tables(tables, "held_out")
    assert (training.accuracy[0], training.right[0]) == (1, 64)
    assert (other.accuracy[0], other.right[0]) == (0.5, held_out / 2)
    assert training.right.dtype == np.int64
    assert other.right.dtype == np.float64
    assert evaluator.tables(-tables).right[0] == 0
    assert evaluator.tables(-tables, "held_out").accuracy[0] == 0.5


@given(seeds, st.integers(2, 10), st.data())
def test_a_hand_set_net_follows_thresholds(seed: int, bits: int, data: st.DataObject) -> None:
    of = 2 * data.draw(st.integers(0, (bits - 1) // 2)) + 1
    half, rule = 2 ** (bits - 1), {"kind": "threshold", "of": of}
    keys: dict[str, Any] = {"bits": bits, "instances": half, "held_out": half, "rule": rule}
    evaluator = Evaluator(drawn(seed, **keys), Threads())
    nets = count_ones(bits, draw_rule(world(**keys), seed, 0).mask)
    assert evaluator.nets(*nets).accuracy[0] == 1
    assert evaluator.nets(*nets, "held_out").accuracy[0] == 1
    first, second = nets
    assert evaluator.nets(first, -second).right[0] == 0


def test_noise_is_what_a_net_that_knows_the_rule_has_wrong() -> None:
    keys: dict[str, Any] = {"rule": {"kind": "threshold", "of": 5}, "noise": 0.25}
    evaluator = Evaluator(drawn(3, **keys), Threads())
    nets = count_ones(8, draw_rule(world(**keys), 3, 0).mask)
    assert evaluator.nets(*nets).right[0] == 48
    assert evaluator.nets(*nets, "held_out").right[0] == 64


@pytest.mark.parametrize("split", ["training", "held_out"])
def test_random_nets_have_half_of_random_labels(split: Literal["training", "held_out"]) -> None:
    accuracy = Evaluator(drawn(7), Threads()).nets(*random_nets(4000, 8, 16), split).accuracy
    assert abs(accuracy.mean() - 0.5) < 3 * accuracy.std(ddof=1) / np.sqrt(4000)
    worlds = [Evaluator(drawn(seed), Threads()) for seed in range(400)]
    means = [one.nets(*random_nets(1, 8, 16, seed), split).accuracy[0] for seed, one in enumerate(worlds)]
    assert abs(np.mean(means) - 0.5) < 3 * np.std(means, ddof=1) / np.sqrt(400)


def test_the_same_bits_for_any_number_of_threads() -> None:
    of = drawn(bits=10, instances=300, held_out=100)
    nets, tables = random_nets(33, 10, 12), np.random.default_rng(1).normal(size=(33, 300)).astype(np.float32)
    alone = Evaluator(of, Threads(1))
    outputs = [np.zeros((33, 300), np.float32) for _ in range(2)]
    expected = [alone.nets(*nets, outputs=outputs[0]), alone.nets(*nets, "held_out"), alone.tables(tables)]
    with Threads(4) as threads:
        evaluator = Evaluator(of, threads)
        for _ in range(3):
            found = [evaluator.nets(*nets, outputs=outputs[1]), evaluator.nets(*nets, "held_out")]
            found.append(evaluator.tables(tables))
            assert outputs[0].tobytes() == outputs[1].tobytes()
            for one, other in zip(expected, found, strict=True):
                assert [part.tobytes() for part in one] == [part.tobytes() for part in other]


def test_nets_of_other_sizes_in_the_same_workspace() -> None:
    of = drawn(instances=70, held_out=9)
    evaluator = Evaluator(of, Threads())
    for hidden in (8, 5, 7, 1, 16, 5):
        nets = random_nets(3, 8, hidden, hidden)
        for split in ("training", "held_out", "training"):
            right: Any = evaluator.nets(*nets, split).right  # type: ignore[arg-type]
            assert right.tolist() == Evaluator(of, Threads()).nets(*nets, split).right.tolist()  # type: ignore[arg-type]


def test_workspaces_are_used_again() -> None:
    evaluator, nets = Evaluator(drawn(), Threads()), random_nets(3, 8, 5)
    evaluator.nets(*nets)
    (space,) = evaluator._spare
    evaluator.nets(*nets)
    assert evaluator._spare == [space]
    assert evaluator._spare[0].first is space.first


def test_nets_and_tables_in_any_memory_order() -> None:
    evaluator, (first, second) = Evaluator(drawn(), Threads()), random_nets(5, 8, 6)
    tables = np.random.default_rng(1).normal(size=(5, 64)).astype(np.float32)
    turned = evaluator.nets(np.asfortranarray(first), np.asfortranarray(second))
    assert turned.right.tolist() == evaluator.nets(first, second).right.tolist()
    assert evaluator.tables(np.asfortranarray(tables)).right.tolist() == evaluator.tables(tables).right.tolist()


def test_nothing_held_out() -> None:
    evaluator = Evaluator(drawn(held_out=0), Threads())
    for scores in (
        evaluator.nets(*random_nets(2, 8, 3), "held_out"),
        evaluator.tables(np.zeros((2, 64), np.float32), "held_out"),
    ):
        assert np.isnan(scores.accuracy).all()
        assert scores.right.tolist() == [0, 0]


def test_without_hidden_units_all_labels_are_that_of_the_bias() -> None:
    of = drawn()
    for bias, expected in ((1, of.labels.sum()), (0, (~of.labels).sum())):
        second = np.full((1, 1), bias, np.float32)
        assert Evaluator(of, Threads()).nets(np.zeros((1, 9, 0), np.float32), second).right[0] == expected


def test_an_empty_population() -> None:
    evaluator = Evaluator(drawn(), Threads())
    assert len(evaluator.nets(*random_nets(0, 8, 3)).accuracy) == 0
    assert len(evaluator.tables(np.zeros((0, 64), np.float32)).accuracy) == 0


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ((2, 8, 3), (2, 4), r"first: expected float32 \(any, 9, any\); got float32 \(2, 8, 3\)"),
        ((2, 9), (2, 4), "first: expected"),
        ((2, 9, 3), (2, 3), r"second: expected float32 \(2, 4\); got float32 \(2, 3\)"),
        ((2, 9, 3), (1, 4), "second: expected"),
    ],
)
def test_wrong_nets(first: tuple[int, ...], second: tuple[int, ...], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Evaluator(drawn(), Threads()).nets(np.zeros(first, np.float32), np.zeros(second, np.float32))


def test_wrong_arrays() -> None:
    evaluator, nets = Evaluator(drawn(), Threads()), random_nets(2, 8, 3)
    with pytest.raises(ValueError, match=r"tables: expected float32 \(any, 64\); got float64 \(2, 64\)"):
        evaluator.tables(np.zeros((2, 64)))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="tables: expected"):
        evaluator.tables(np.zeros((2, 63), np.float32), "held_out")
    with pytest.raises(ValueError, match=r"outputs: expected float32 \(2, 64\)"):
        evaluator.nets(*nets, outputs=np.zeros((2, 63), np.float32))
    with pytest.raises(ValueError, match="C order"):
        evaluator.nets(*nets, outputs=np.zeros((64, 2), np.float32).T)
