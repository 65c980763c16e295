"""Classifiers in kernels and in plain Python have the same outputs, bit for bit, and so the same labels right."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from evosim.threads import Threads
from evosim.worlds.labels import reference
from evosim.worlds.labels.classifier_kernel import classify_by_net, classify_by_table, lay_strings
from evosim.worlds.labels.population import Evaluator
from tests.worlds.labels.made import drawn, random_nets, seeds


@given(seeds, st.integers(2, 12), st.integers(1, 130), st.integers(1, 19), st.booleans())
def test_nets(seed: int, bits: int, count: int, hidden: int, rounded: bool) -> None:
    of = drawn(seed, bits=bits, instances=min(count, 2**bits), held_out=0)
    first, second = random_nets(2, bits, hidden, seed)
    if rounded:
        first, second = np.round(first), np.round(second)  # outputs of exactly 0 are common
    outputs = np.zeros((2, len(of.strings)), np.float32)
    right = Evaluator(of, Threads()).nets(first, second, outputs=outputs).right
    strings = of.strings.tolist()
    expected = np.array([[reference.by_net(first[p], second[p], one) for one in strings] for p in range(2)])
    assert outputs.tobytes() == expected.tobytes()
    assert right.tolist() == ((expected > 0) == of.labels).sum(axis=1).tolist()


special = arrays.arrays(np.float32, 9 * 3 + 4, elements=st.sampled_from([0, -0.0, 1, -1, 2.0**127, np.inf, np.nan]))


@given(special)
def test_nets_with_any_numbers(weights: np.ndarray) -> None:
    of = drawn(instances=9)
    first, second = weights[:27].reshape(1, 9, 3), weights[27:].reshape(1, 4)
    outputs = np.zeros((1, 9), np.float32)
    right = Evaluator(of, Threads()).nets(first, second, outputs=outputs).right
    expected = np.array([reference.by_net(first[0], second[0], string) for string in of.strings.tolist()])
    np.testing.assert_array_equal(outputs[0], expected)  # NaN by value: its sign is the processor's
    assert right[0] == ((expected > 0) == of.labels).sum()


@given(arrays.arrays(np.float32, st.tuples(st.integers(1, 4), st.integers(1, 70))), seeds)
def test_tables(tables: np.ndarray, seed: int) -> None:
    of = drawn(seed, instances=tables.shape[1])
    right = Evaluator(of, Threads()).tables(tables).right
    labels = of.labels.tolist()
    twin = [sum(a == b for a, b in zip(reference.by_table(one), labels, strict=True)) for one in tables]
    assert right.tolist() == twin


def test_bits_as_numbers() -> None:
    seen = np.zeros((2, 3, 8), np.float32)
    lay_strings(np.array([0b110, *[0] * 7, 0b001], np.uint32), seen)
    assert seen[0, :, 0].tolist() == [-1, 1, 1]
    assert seen[1, :, 0].tolist() == [1, -1, -1]
    assert (seen[0, :, 1:] == -1).all()
    assert (seen[1, :, 1:] == 0).all()


@pytest.mark.parametrize("number", [0, -0.0, np.nan, -1e-45])
def test_what_is_not_above_0_is_no(number: float) -> None:
    of = drawn(instances=20)
    right = Evaluator(of, Threads()).tables(np.full((1, 20), number, np.float32)).right
    assert right[0] == (~of.labels).sum()


def test_one_signature() -> None:
    test_nets()
    test_tables()
    assert len(classify_by_net.signatures) == len(classify_by_table.signatures) == 1
