"""Drawing of strings, of rules and of labels.

N examples, D questions of a tree from its root to a leaf.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.kernel import kernel
from evosim.random.kernel import below, draw, fold
from evosim.random.purposes_kernel import EXAMPLE, LABEL

RANDOM, PARITY, THRESHOLD, TREE = 0, 1, 2, 3
LAST = np.uint64(63)


class Rule(NamedTuple):
    """What labels follow; arrays that its kind does not need are empty."""

    kind: int  # RANDOM, PARITY, THRESHOLD or TREE
    mask: int  # bits that are counted
    of: int  # how many these are
    nodes: NDArray[np.int64]  # (2^D − 1,) the bit that each node asks for; node j leads to 2j + 1 + that bit
    leaves: NDArray[np.bool_]  # (2^D,) their labels; leaf j is what comes after node 2^D − 2 + j


@kernel
def draw_strings(root, bits, taken, strings):
    """Write distinct strings into strings (N,) uint32, number i drawn from ``fold(root, i)`` until it is a new one.

    taken (2^bits,) bool says which cannot be drawn, and receives those that have been.
    """
    down = np.uint64(64 - bits)
    for i in range(strings.size):
        key = fold(fold(root, i), EXAMPLE)
        attempt = 0
        string = draw(key, attempt) >> down
        while taken[np.uintp(string)]:
            attempt += 1
            string = draw(key, attempt) >> down
        taken[np.uintp(string)] = True
        strings[i] = np.uint32(string)


@kernel
def unused(used, nth):
    """The bit with ``nth`` lower ones among those that are 0 in ``used``."""
    bit = 0
    while nth > 0 or (used >> bit) & 1:
        nth -= 1 - ((used >> bit) & 1)
        bit += 1
    return bit


@kernel
def choose_bits(key, bits, count):
    """``count`` different bits of a string, drawn one after the other, as a number in which these are 1."""
    mask = np.int64(0)
    for i in range(count):
        mask |= np.int64(1) << unused(mask, below(key, i, bits - i))
    return mask


@kernel
def draw_tree(key, bits, nodes, leaves):
    """Write a tree into nodes (2^D − 1,) and leaves (2^D,), and return how many were drawn before it.

    No bit is asked for twice on the way to a leaf, so that all leaves have equally many strings. Trees are drawn until
    from 40 to 60 % of leaves are 1.
    """
    inner = nodes.size
    attempt = 0
    while True:
        own = fold(key, attempt)
        for node in range(inner):
            used = np.int64(0)
            level = 0
            above = node
            while above > 0:
                above = (above - 1) >> 1
                used |= np.int64(1) << nodes[above]
                level += 1
            nodes[node] = unused(used, below(own, node, bits - level))
        ones = 0
        for leaf in range(leaves.size):
            one = np.int64(draw(own, inner + leaf) >> LAST)
            leaves[leaf] = one == 1
            ones += one
        if 2 * leaves.size <= 5 * ones <= 3 * leaves.size:
            return attempt
        attempt += 1


@kernel
def follow(rule, string):
    """The label of a string by a rule that is not RANDOM."""
    if rule.kind == TREE:
        inner = rule.nodes.size
        at = 0
        while at < inner:
            at = 2 * at + 1 + ((string >> rule.nodes[at]) & 1)
        return rule.leaves[at - inner]
    rest = string & rule.mask
    ones = 0
    while rest > 0:
        ones += 1
        rest &= rest - 1
    if rule.kind == PARITY:
        return (ones & 1) == 1
    return 2 * ones > rule.of


@kernel
def write_labels(rule, root, strings, labels):
    """Write the labels of strings (N,) into labels (N,) bool; RANDOM ones are drawn from ``fold(root, i)``."""
    for i in range(strings.size):
        if rule.kind == RANDOM:
            labels[i] = (draw(fold(fold(root, i), LABEL), 0) >> LAST) == np.uint64(1)
        else:
            labels[i] = follow(rule, np.int64(strings[i]))
