"""Classifiers of bit strings: a table of training examples, and a net with one layer of hidden units.

The net is given bits as x_i = ±1: h = squash(b_h + Σ_i w_ih·x_i), output = b + Σ_h v_h·h, with squash(x) =
x / (1 + |x|), and its label is whether the output is above 0. Sums are float32 in the order of the inputs.

P individuals, N examples in B blocks of L (a multiple of 8), I bits, H hidden units, of which kernels work out U, a
multiple of 8.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.kernel import kernel
from evosim.layer_kernel import LANES, hidden_layer

ZERO = np.float32(0)
ONE = np.float32(1)
BIT = np.uint32(1)


class Workspace(NamedTuple):
    """What one thread works in."""

    first: NDArray[np.float32]  # (1 + I, U) weights into the hidden units; what comes of columns beyond H is not read
    hidden: NDArray[np.float32]  # (U, L) sums of hidden units
    output: NDArray[np.float32]  # (L,)


@kernel
def lay_strings(strings, seen):
    """Write bits of strings (N,) uint32 into seen (B, I, L) float32 as 1 and −1; lanes beyond N are not written."""
    lanes = seen.shape[2]
    for i in range(seen.shape[1]):
        for n in range(strings.size):
            one = (strings[n] >> np.uint32(i)) & BIT
            seen[n // lanes, i, n % lanes] = ONE if one else -ONE


@kernel
def classify_by_table(low, high, tables, labels, right):
    """Write into right (P,) int64 how many labels (N,) individuals [low, high) have right.

    tables (P, N) float32 has a number for each example; its label is whether the number is above 0.
    """
    count = labels.size
    for p in range(low, high):
        table = tables[p]
        found = 0
        for n in range(count):
            found += (table[np.uintp(n)] > ZERO) == labels[np.uintp(n)]
        right[p] = found


@kernel
def classify_by_net(low, high, first, second, seen, labels, space, right, outputs):
    """Write into right (P,) int64 how many labels (N,) individuals [low, high) have right, with a preallocated space.

    first (P, 1 + I, H) has the weights into the hidden units, row 0 their biases; second (P, 1 + H) those out of them,
    entry 0 the bias. seen (B, I, L) has the bits of examples. outputs (P, N) float32 receives all outputs, unless it is
    empty.
    """
    inputs = seen.shape[1]
    lanes = seen.shape[2]
    units = first.shape[2]
    hidden = space.hidden
    output = space.output
    for p in range(low, high):
        for i in range(1 + inputs):
            for h in range(units):
                space.first[np.uintp(i), np.uintp(h)] = first[np.uintp(p), np.uintp(i), np.uintp(h)]
        out = second[p]
        found = 0
        for b in range(seen.shape[0]):
            begin = b * lanes
            count = min(lanes, labels.size - begin)
            wide = (count + LANES - 1) // LANES * LANES
            hidden_layer(space.first, seen[b], hidden, inputs, wide)
            for lane in range(wide):
                output[np.uintp(lane)] = out[0]
            for h in range(units):
                row = hidden[np.uintp(h)]
                weight = out[np.uintp(1 + h)]
                for lane in range(wide):
                    v = row[np.uintp(lane)]
                    output[np.uintp(lane)] += v / (ONE + abs(v)) * weight
            for lane in range(count):
                found += (output[np.uintp(lane)] > ZERO) == labels[np.uintp(begin + lane)]
            if outputs.size > 0:
                for lane in range(count):
                    outputs[p, begin + lane] = output[lane]
        right[p] = found
