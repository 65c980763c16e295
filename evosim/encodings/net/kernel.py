"""A net with one hidden layer from the coordinates of an entry to its numbers.

It is evaluated for all entries (``develop``), or only where it is needed: then ``lay`` prepares its weights once for a
genome, ``recognise`` adds up what depends on an instance, ``excite`` gives the hidden units of one entry and ``grow``
its four numbers. I coordinates, W hidden units.
"""

from __future__ import annotations

import numpy as np

from evosim.kernel import kernel

ZERO = np.float32(0)
ONE = np.float32(1)
FOUR = np.uintp(4)


@kernel
def develop(growth, genome, scratch, out):
    """Fill out (R, Q): genes are the weights from each coordinate in basis (I, Q), then 1, to each of ``terms`` hidden
    units, and then those from each hidden unit, then 1, to each number."""
    numbers = out.shape[0]
    inputs = growth.basis.shape[0]
    width = growth.terms
    bias_at = growth.at + inputs * width
    out_at = bias_at + width
    for r in range(numbers):
        out[r, :] = genome[out_at + width * numbers + r]
    hidden = scratch.real[: out.shape[1]]
    for h in range(width):
        hidden[:] = genome[bias_at + h]
        for i in range(inputs):
            weight = genome[growth.at + i * width + h]
            along = growth.basis[i]
            for q in range(hidden.size):
                hidden[np.uintp(q)] += along[np.uintp(q)] * weight
        for q in range(hidden.size):
            v = hidden[np.uintp(q)]
            hidden[np.uintp(q)] = v / (ONE + abs(v))
        for r in range(numbers):
            row = out[r]
            weight = genome[out_at + h * numbers + r]
            for q in range(hidden.size):
                row[np.uintp(q)] += hidden[np.uintp(q)] * weight


@kernel
def lay(growth, genome, first):
    """Lay the weights of the hidden units into first (I + 1, W), one row for each coordinate and the constant 1.

    Rows are wider than there are hidden units, so that they fill whole vectors.
    """
    for i in range(first.shape[0]):
        for h in range(growth.terms):
            first[i, h] = genome[growth.at + i * growth.terms + h]


@kernel
def recognise(first, code, hidden):
    """The part of the hidden units (W,) that depends on the first coordinates, an instance's code, alone."""
    constant = first[first.shape[0] - 1]
    for h in range(hidden.size):
        hidden[np.uintp(h)] = constant[np.uintp(h)]
    for i in range(code.size):
        for h in range(hidden.size):
            hidden[np.uintp(h)] += code[i] * first[i, np.uintp(h)]


@kernel
def excite(first, hidden, x, y, excited):
    """The hidden units (W,) at coordinates x and y, from what ``recognise`` left of them, into excited (W,)."""
    inputs = first.shape[0] - 3
    for i in range(hidden.size):
        h = np.uintp(i)
        v = hidden[h] + x * first[inputs, h]
        v = v + y * first[inputs + 1, h]
        excited[h] = v / (ONE + abs(v))


@kernel
def grow(growth, genome, inputs, excited):
    """The four numbers of an entry, from its hidden units (W,); ``inputs`` is I."""
    row = np.uintp(growth.at + (inputs + 1) * growth.terms)
    last = row + np.uintp(growth.terms) * FOUR
    north = genome[last]
    east = genome[last + np.uintp(1)]
    south = genome[last + np.uintp(2)]
    west = genome[last + np.uintp(3)]
    for h in range(growth.terms):
        v = excited[np.uintp(h)]
        north += v * genome[row]
        east += v * genome[row + np.uintp(1)]
        south += v * genome[row + np.uintp(2)]
        west += v * genome[row + np.uintp(3)]
        row += FOUR
    return north, east, south, west
