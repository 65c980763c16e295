"""Strings, rules and labels in kernels and in plain Python are the same."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from evosim.worlds.labels import reference
from evosim.worlds.labels.draw_kernel import (
    PARITY,
    RANDOM,
    THRESHOLD,
    TREE,
    Rule,
    choose_bits,
    draw_strings,
    draw_tree,
    follow,
    unused,
    write_labels,
)
from tests.worlds.labels.made import seeds

NODES, LEAVES = np.empty(0, np.int64), np.empty(0, np.bool_)


@given(seeds, st.integers(2, 10), st.data())
def test_strings(root: int, bits: int, data: st.DataObject) -> None:
    before = data.draw(st.sets(st.integers(0, 2**bits - 1), max_size=2**bits - 1))
    count = data.draw(st.integers(0, 2**bits - len(before)))
    taken, strings = np.zeros(2**bits, np.bool_), np.empty(count, np.uint32)
    taken[list(before)] = True
    draw_strings(np.uint64(root), bits, taken, strings)
    known = set(before)
    assert strings.tolist() == reference.draw_strings(root, bits, count, known)
    assert set(np.flatnonzero(taken).tolist()) == known == before | set(strings.tolist())


@given(st.integers(0, 2**24 - 2), st.data())
def test_unused(used: int, data: st.DataObject) -> None:
    left = [bit for bit in range(24) if not used >> bit & 1]
    nth = data.draw(st.integers(0, len(left) - 1))
    assert unused(used, nth) == left[nth]


@given(seeds, st.integers(1, 24), st.data())
def test_chosen_bits(key: int, bits: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(1, bits))
    chosen = reference.choose_bits(key, bits, count)
    assert choose_bits(np.uint64(key), bits, count) == sum(1 << bit for bit in chosen)
    assert len(set(chosen)) == count


@given(seeds, seeds, st.integers(1, 24), st.data())
def test_labels_of_rules_that_count(key: int, root: int, bits: int, data: st.DataObject) -> None:
    chosen = reference.choose_bits(key, bits, data.draw(st.integers(1, bits)))
    strings = data.draw(st.lists(st.integers(0, 2**bits - 1), max_size=20))
    labels, mask = np.empty(len(strings), np.bool_), sum(1 << bit for bit in chosen)
    for kind, twin in ((PARITY, reference.parity), (THRESHOLD, reference.threshold)):
        rule = Rule(kind, mask, len(chosen), NODES, LEAVES)
        write_labels(rule, np.uint64(root), np.array(strings, np.uint32), labels)
        assert labels.tolist() == [twin(chosen, string) for string in strings]
        assert [bool(follow(rule, string)) for string in strings] == labels.tolist()


@given(seeds, st.integers(0, 40))
def test_random_labels(root: int, count: int) -> None:
    labels, strings = np.empty(count, np.bool_), np.zeros(count, np.uint32)
    write_labels(Rule(RANDOM, 0, 0, NODES, LEAVES), np.uint64(root), strings, labels)
    assert labels.tolist() == reference.random_labels(root, count)


@given(seeds, st.integers(1, 10), st.data())
def test_trees(key: int, bits: int, data: st.DataObject) -> None:
    depth = data.draw(st.integers(1, min(bits, 6)))
    nodes, leaves = np.empty(2**depth - 1, np.int64), np.empty(2**depth, np.bool_)
    draw_tree(np.uint64(key), bits, nodes, leaves)
    tree, strings = reference.draw_tree(key, bits, depth), np.arange(2**bits, dtype=np.uint32)
    labels = np.empty(2**bits, np.bool_)
    write_labels(Rule(TREE, 0, 0, nodes, leaves), np.uint64(0), strings, labels)
    assert labels.tolist() == [reference.leaf(tree, string) for string in strings.tolist()]
    assert 0.4 <= labels.mean() <= 0.6
    assert labels.mean() == leaves.mean()


def test_one_signature() -> None:
    test_random_labels()
    test_trees()
    assert len(write_labels.signatures) == 1
