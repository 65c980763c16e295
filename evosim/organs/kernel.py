"""The sheet of units, 16 instances at a time. C cells of the padded arena, Q units, R numbers, L = 16 lanes."""

from __future__ import annotations

import numpy as np

from evosim.kernel import kernel

ZERO = np.float32(0)
ONE = np.float32(1)
STEP = np.uintp(1)


@kernel
def sense(rules, planes, out):
    """What drives each unit from outside: bias + Σ_k drive_k·plane_k. planes (K, Q, L), out (Q, L)."""
    for q in range(out.shape[0]):
        for lane in range(16):
            out[q, lane] = rules[q, 2]
        for k in range(planes.shape[0]):
            drive = rules[q, 3 + k]
            for lane in range(16):
                out[q, lane] += drive * planes[k, q, lane]


@kernel
def settle(rules, driven, cells, stride, ticks, sheet):
    """Run ``ticks`` ticks from rest. sheet (2, C, L) is scratch; returns which of its two halves holds the result."""
    sheet[:] = ZERO
    return think_on(rules, driven, cells, stride, ticks, sheet, 0)


@kernel
def think_on(rules, driven, cells, stride, ticks, sheet, now):
    """Run ``ticks`` ticks more from half ``now`` of sheet (2, C, L); returns which half holds the result.

    Indices are unsigned because numba tests signed ones for wrap-around at every access: 1.4 times as slow.
    """
    row = np.uintp(stride)
    for _ in range(ticks):
        old = sheet[now]
        new = sheet[1 - now]
        for unit in range(cells.size):
            q = np.uintp(unit)
            c = np.uintp(cells[q])
            w_self = rules[q, 0]
            w_near = rules[q, 1]
            for i in range(16):
                lane = np.uintp(i)
                near = (old[c - row, lane] + old[c + row, lane]) + (old[c - STEP, lane] + old[c + STEP, lane])
                v = (w_self * old[c, lane] + w_near * near) + driven[q, lane]
                v = v if v > ZERO else ZERO
                new[c, lane] = v if v < ONE else ONE
        now = 1 - now
    return now


@kernel
def read(sheet, cell, stride, lane, view):
    """The five activities around a cell relative to their largest, into view (5,); zeros if all are zero."""
    view[0] = sheet[cell - stride, lane]
    view[1] = sheet[cell + 1, lane]
    view[2] = sheet[cell + stride, lane]
    view[3] = sheet[cell - 1, lane]
    view[4] = sheet[cell, lane]
    largest = ZERO
    for i in range(5):
        largest = view[i] if view[i] > largest else largest
    for i in range(5):
        view[i] = view[i] / largest if largest > ZERO else ZERO
