"""From the options of a world to strings and their labels."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.random.purposes_kernel import RULE
from evosim.random.reference import fold, stream
from evosim.worlds.labels.check import check_world
from evosim.worlds.labels.draw_kernel import (
    PARITY,
    RANDOM,
    THRESHOLD,
    TREE,
    Rule,
    choose_bits,
    draw_strings,
    draw_tree,
    write_labels,
)
from evosim.worlds.labels.options import Labels, Parity, Threshold, Tree

TRAINING, HELD_OUT, RULES = 0, 1, 2  # parts of a replicate that have streams of their own


class Drawn(NamedTuple):
    """Examples of one rule; all strings are different."""

    strings: NDArray[np.uint32]  # (N,)
    labels: NDArray[np.bool_]  # (N,) some of them wrong if there is noise
    held_strings: NDArray[np.uint32]  # (M,)
    held_labels: NDArray[np.bool_]  # (M,) none of them wrong
    bits: int  # of a string
    rule: str  # in words


def draw_labels(world: Labels, seed: int, replicate: int) -> Drawn:
    """Draw the examples of a world, each from (seed, replicate, split, its index), and its rule.

    The first n training examples of a larger N are those of N = n, with their noise. Held-out strings are drawn after
    those for training, from the others, so some change with N. Their labels follow the rule and have no noise; with the
    rule ``random`` they are drawn as those for training are, and tell nothing of them.

    Rules have equal or nearly equal entropy, close to one bit for a label: over all 2^bits strings exactly half of the
    labels are 1 for ``parity`` and ``threshold``, and from 40 to 60 % for ``tree`` (at least .97 bits). With ``random``
    each label is 1 with probability ½ by itself. Examples are a random sample of strings, so that the share of ones in
    N of them differs from this by a standard deviation of at most 1 / (2·√N).

    Of the first n training labels exactly ⌊noise·n + ½⌋ are wrong, for each n: with noise .1 these are numbers 5, 15,
    25 and so on. Which strings stand there is drawn, but the places are the same in all replicates, so every tenth
    example in order is no random sample.

    Raises
    ------
    ValueError
        If the world cannot be, see ``check_world``.
    """
    rule = draw_rule(world, seed, replicate)
    taken = np.zeros(2**world.bits, np.bool_)
    strings, labels = np.empty(world.instances, np.uint32), np.empty(world.instances, np.bool_)
    held_strings, held_labels = np.empty(world.held_out, np.uint32), np.empty(world.held_out, np.bool_)
    for part, some, of_some in ((TRAINING, strings, labels), (HELD_OUT, held_strings, held_labels)):
        root = np.uint64(fold(fold(seed, replicate), part))
        draw_strings(root, world.bits, taken, some)
        write_labels(rule, root, some, of_some)
    labels ^= wrong(world.noise, world.instances)
    return Drawn(strings, labels, held_strings, held_labels, world.bits, describe(rule))


def draw_rule(world: Labels, seed: int, replicate: int) -> Rule:
    """Draw the rule of a world, which does not depend on how many examples there are.

    Raises
    ------
    ValueError
        If the world cannot be, see ``check_world``: kernels would look for bits or strings without end.
    """
    for fault in check_world(world):
        raise ValueError(f"{'.'.join(map(str, fault.path))}: expected {fault.expected}; got {fault.got}")
    key = np.uint64(fold(stream(seed, replicate, RULES, 0), RULE))
    nodes, leaves = np.empty(0, np.int64), np.empty(0, np.bool_)
    if isinstance(world.rule, Parity | Threshold):
        kind = PARITY if isinstance(world.rule, Parity) else THRESHOLD
        return Rule(kind, int(choose_bits(key, world.bits, world.rule.of)), world.rule.of, nodes, leaves)
    if isinstance(world.rule, Tree):
        nodes, leaves = np.empty(2**world.rule.depth - 1, np.int64), np.empty(2**world.rule.depth, np.bool_)
        draw_tree(key, world.bits, nodes, leaves)
        return Rule(TREE, 0, 0, nodes, leaves)
    return Rule(RANDOM, 0, 0, nodes, leaves)


def label(rule: Rule, strings: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Return the labels (N,) of any strings (N,) by a rule that is not random, without noise."""
    if rule.kind == RANDOM:
        raise ValueError("expected a rule; random labels belong to examples, not to strings")
    labels = np.empty(len(strings), np.bool_)
    write_labels(rule, np.uint64(0), np.ascontiguousarray(strings, np.uint32), labels)
    return labels


def wrong(noise: float, count: int) -> NDArray[np.bool_]:
    """Return (N,) which training labels are wrong: among the first n of them ⌊noise·n + ½⌋, for each n."""
    until = np.floor(noise * np.arange(count + 1) + 0.5)
    return np.diff(until) > 0


def describe(rule: Rule) -> str:
    """Return a rule in words; a tree as (bit, what follows 0, what follows 1), with 0 or 1 for leaves."""
    chosen = [str(bit) for bit in range(24) if rule.mask >> bit & 1]
    bits = f"bits {', '.join(chosen[:-1])} and {chosen[-1]}" if len(chosen) > 1 else f"bit {''.join(chosen)}"
    if rule.kind == PARITY:
        return f"whether an odd number of {bits} are 1" if rule.of > 1 else f"whether {bits} is 1"
    if rule.kind == THRESHOLD:
        return f"whether most of {bits} are 1" if rule.of > 1 else f"whether {bits} is 1"
    if rule.kind == RANDOM:
        return "none"
    inner = len(rule.nodes)
    below = [str(int(leaf)) for leaf in rule.leaves]
    while inner:
        first = (inner - 1) // 2  # of the nodes of this level, the lowest first
        level = rule.nodes[first:inner]
        below = [f"({bit}, {below[2 * j]}, {below[2 * j + 1]})" for j, bit in enumerate(level)]
        inner = first
    return f"tree {below[0]}"
