"""Drawing and classifying in plain Python: the reference for the kernels of this folder."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from evosim.random.purposes_kernel import EXAMPLE, LABEL
from evosim.random.reference import below, draw, fold


def draw_strings(root: int, bits: int, count: int, taken: set[int]) -> list[int]:
    """Return so many different strings that are not taken; ``taken`` receives them."""
    strings = []
    for i in range(count):
        key, attempt = fold(fold(root, i), EXAMPLE), 0
        while (string := draw(key, attempt) >> (64 - bits)) in taken:
            attempt += 1
        taken.add(string)
        strings.append(string)
    return strings


def random_labels(root: int, count: int) -> list[bool]:
    """Return so many labels that follow no rule."""
    return [bool(draw(fold(fold(root, i), LABEL), 0) >> 63) for i in range(count)]


def choose_bits(key: int, bits: int, count: int) -> list[int]:
    """Return different bits in the order in which they are drawn."""
    left = list(range(bits))
    return [left.pop(below(key, i, len(left))) for i in range(count)]


Branch = bool | tuple[int, "Branch", "Branch"]  # a leaf, or a bit and what follows 0 and 1


def draw_tree(key: int, bits: int, depth: int) -> Branch:
    """Return the first tree of which from 40 to 60 % of leaves are 1."""
    leaves, attempt = 2**depth, 0
    while True:
        own = fold(key, attempt)
        ones = sum(draw(own, leaves - 1 + leaf) >> 63 for leaf in range(leaves))
        if 0.4 <= ones / leaves <= 0.6:
            return _branch(own, 0, list(range(bits)), depth)
        attempt += 1


def _branch(key: int, node: int, left: list[int], depth: int) -> Branch:
    """Return what hangs on a node, with the bits that are ``left`` to ask for."""
    if depth == 0:
        return bool(draw(key, node) >> 63)
    bit = left[below(key, node, len(left))]
    rest = [one for one in left if one != bit]
    return bit, _branch(key, 2 * node + 1, rest, depth - 1), _branch(key, 2 * node + 2, rest, depth - 1)


def parity(chosen: list[int], string: int) -> bool:
    """Return whether an odd number of chosen bits are 1."""
    return sum(string >> bit & 1 for bit in chosen) % 2 == 1


def threshold(chosen: list[int], string: int) -> bool:
    """Return whether most chosen bits are 1."""
    return sum(string >> bit & 1 for bit in chosen) > len(chosen) / 2


def leaf(tree: Branch, string: int) -> bool:
    """Return the label to which a tree leads."""
    if isinstance(tree, bool):
        return tree
    bit, zero, one = tree
    return leaf(one if string >> bit & 1 else zero, string)


def by_table(table: NDArray[np.float32]) -> list[bool]:
    """Return the labels that a table (N,) gives to training examples."""
    return [bool(number > 0) for number in table]


def by_net(first: NDArray[np.float32], second: NDArray[np.float32], string: int) -> np.float32:
    """Return the output of a net with weights (1 + I, H) and (1 + H,) for a string."""
    with np.errstate(all="ignore"):
        hidden = first[0].copy()
        for i in range(len(first) - 1):
            hidden = hidden + np.float32(1 if string >> i & 1 else -1) * first[1 + i]
        hidden = hidden / (np.float32(1) + np.abs(hidden))
        output = second[0]
        for h in range(len(hidden)):
            output = output + hidden[h] * second[1 + h]
    return np.float32(output)
