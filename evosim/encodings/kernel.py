"""Development inside the loop over individuals: rules of all cells, and habits only where an agent stands."""

from __future__ import annotations

import numpy as np

from evosim.kernel import kernel

ZERO = np.float32(0)
ONE = np.float32(1)
FOUR = np.uintp(4)
OWN, POSITION, TYPES = 1, 2, 3
BIAS = 2  # the number of a rule that may be 0 instead of a gene


@kernel
def shares(plan):
    """Whether all units have one rule."""
    return plan.rules == TYPES and plan.terms == 1


@kernel
def number(plan, gene):
    """Which number of a rule its ``gene``-th gene is."""
    return gene if plan.biased or gene < BIAS else gene + 1


@kernel
def develop_rules(plan, genome, rules):
    """Fill rules (R, Q) from a genome, by the dial ``plan.rules``; the first unit's alone where all share them.

    A bias that is no gene is left as it stands in rules: 0.
    """
    units = rules.shape[1]
    at = plan.rules_at
    numbers = plan.numbers if plan.biased else plan.numbers - 1
    if shares(plan):
        for g in range(numbers):
            rules[number(plan, g), 0] = genome[at + g]
    elif plan.rules == OWN:
        for q in range(units):
            for g in range(numbers):
                rules[number(plan, g), q] = genome[at + q * numbers + g]
    elif plan.rules == POSITION:
        for g in range(numbers):
            row = rules[number(plan, g)]
            row[:] = ZERO
            for f in range(plan.terms):
                gene = genome[at + f * numbers + g]
                feature = plan.features[f]
                for q in range(units):
                    row[np.uintp(q)] += feature[np.uintp(q)] * gene
    else:
        map_at = at + plan.terms * numbers
        for q in range(units):
            kind = 0
            best = ZERO
            for t in range(plan.terms):
                score = ZERO
                for f in range(3):
                    score += plan.features[f, q] * genome[map_at + f * plan.terms + t]
                if t == 0 or score > best:
                    best = score
                    kind = t
            for g in range(numbers):
                rules[number(plan, g), q] = genome[at + kind * numbers + g]


@kernel
def lay(plan, genome, first):
    """Lay the weights of a generator's hidden units into first (I + 3, W), one row for each number of an instance's
    code, x, y and the constant 1; rows are wider than there are hidden units, so that they fill whole vectors."""
    at = plan.habits_at
    for i in range(first.shape[0]):
        for h in range(plan.width):
            first[i, h] = genome[at + i * plan.width + h]


@kernel
def recognise(first, code, hidden):
    """The part of a generator's hidden units (W,) that depends on the instance alone."""
    inputs = code.size
    for h in range(hidden.size):
        hidden[np.uintp(h)] = first[inputs + 2, np.uintp(h)]
    for i in range(inputs):
        for h in range(hidden.size):
            hidden[np.uintp(h)] += code[i] * first[i, np.uintp(h)]


@kernel
def excite(plan, first, hidden, unit, excited):
    """The hidden units (W,) of a generator at a unit, from what ``recognise`` left of them, into excited (W,)."""
    inputs = first.shape[0] - 3
    x = plan.positions[unit, 0]
    y = plan.positions[unit, 1]
    for i in range(hidden.size):
        h = np.uintp(i)
        v = hidden[h] + x * first[inputs, h]
        v = v + y * first[inputs + 1, h]
        excited[h] = v / (ONE + abs(v))


@kernel
def grow(plan, genome, inputs, excited):
    """A generator's preferences north, east, south and west, from its hidden units (W,)."""
    row = np.uintp(plan.habits_at + (inputs + 3) * plan.width)
    last = row + np.uintp(plan.width) * FOUR
    north = genome[last]
    east = genome[last + np.uintp(1)]
    south = genome[last + np.uintp(2)]
    west = genome[last + np.uintp(3)]
    for h in range(plan.width):
        v = excited[np.uintp(h)]
        north += v * genome[row]
        east += v * genome[row + np.uintp(1)]
        south += v * genome[row + np.uintp(2)]
        west += v * genome[row + np.uintp(3)]
        row += FOUR
    return north, east, south, west
