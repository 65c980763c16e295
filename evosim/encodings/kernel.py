"""Development inside the loop over individuals: rules of all cells, and habits only where an agent stands."""

from __future__ import annotations

import numpy as np

from evosim.kernel import kernel

ZERO = np.float32(0)
ONE = np.float32(1)
FOUR = np.uintp(4)
OWN, POSITION = 1, 2


@kernel
def develop_rules(plan, genome, rules):
    """Fill rules (Q, R) from a genome, by the dial ``plan.rules``."""
    units, numbers = rules.shape
    at = plan.rules_at
    for q in range(units):
        if plan.rules == OWN:
            for r in range(numbers):
                rules[q, r] = genome[at + q * numbers + r]
        elif plan.rules == POSITION:
            for r in range(numbers):
                rules[q, r] = ZERO
            for f in range(plan.terms):
                for r in range(numbers):
                    rules[q, r] += plan.features[q, f] * genome[at + f * numbers + r]
        else:
            kind = 0
            if plan.terms > 1:
                map_at = at + plan.terms * numbers
                best = ZERO
                for t in range(plan.terms):
                    score = ZERO
                    for f in range(3):
                        score += plan.features[q, f] * genome[map_at + f * plan.terms + t]
                    if t == 0 or score > best:
                        best = score
                        kind = t
            for r in range(numbers):
                rules[q, r] = genome[at + kind * numbers + r]


@kernel
def recognise(plan, genome, code, hidden):
    """The part of a generator's hidden units (H,) that depends on the instance alone."""
    at = plan.habits_at
    width = plan.width
    bias = at + (code.size + 2) * width
    for h in range(width):
        hidden[h] = genome[bias + h]
    for i in range(code.size):
        for h in range(width):
            hidden[h] += code[i] * genome[at + i * width + h]


@kernel
def grow(plan, genome, hidden, inputs, q, excited, preference):
    """A generator's preferences (A,) at unit ``q``, from what ``recognise`` left in hidden (H,).

    excited (H,) is scratch. Unsigned indices and two plain loops, so that the compiler makes vectors of them.
    """
    width = np.uintp(plan.width)
    x_at = np.uintp(plan.habits_at + inputs * plan.width)
    y_at = x_at + width
    out = y_at + width + width
    x = plan.positions[q, 0]
    y = plan.positions[q, 1]
    for i in range(plan.width):
        h = np.uintp(i)
        v = hidden[h] + x * genome[x_at + h]
        v = v + y * genome[y_at + h]
        excited[h] = v / (ONE + abs(v))
    last = out + width * FOUR
    north = genome[last]
    east = genome[last + np.uintp(1)]
    south = genome[last + np.uintp(2)]
    west = genome[last + np.uintp(3)]
    for i in range(plan.width):
        h = np.uintp(i)
        row = out + h * FOUR
        north += excited[h] * genome[row]
        east += excited[h] * genome[row + np.uintp(1)]
        south += excited[h] * genome[row + np.uintp(2)]
        west += excited[h] * genome[row + np.uintp(3)]
    preference[0] = north
    preference[1] = east
    preference[2] = south
    preference[3] = west
