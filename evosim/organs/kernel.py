"""The sheet of units, 16 instances at a time: lanes stand together, so that rows are long runs of numbers.

C cells of the padded arena, Q units, R numbers, L = 16 lanes. Rows are cut out once and then read from 0 on with
unsigned indices, because only of such loops the compiler makes vectors without asking, unit for unit, whether arrays
overlap or an index counts from the end.
"""

from __future__ import annotations

import numpy as np

from evosim.kernel import kernel

ZERO = np.float32(0)
ONE = np.float32(1)
LANES = np.uintp(16)
FIRST_LOOK = 4  # ticks before it is asked whether the sheet still changes; then after twice as many


@kernel
def sense(rules, shared, planes, driven):
    """What drives each unit from outside: bias + Σ_k drive_k·plane_k. planes (K, Q·L), out (Q·L,).

    rules (Q, R); if they are ``shared``, all are the first.
    """
    if shared:
        bias = rules[0, 2]
        for i in range(driven.size):
            driven[np.uintp(i)] = bias
        for k in range(planes.shape[0]):
            drive = rules[0, 3 + k]
            plane = planes[k]
            for i in range(driven.size):
                driven[np.uintp(i)] += drive * plane[np.uintp(i)]
        return
    for unit in range(rules.shape[0]):
        q = np.uintp(unit)
        own = driven[q * LANES : q * LANES + LANES]
        for lane in range(16):
            own[np.uintp(lane)] = rules[q, 2]
        for k in range(planes.shape[0]):
            drive = rules[q, 3 + k]
            plane = planes[k, q * LANES : q * LANES + LANES]
            for lane in range(16):
                own[np.uintp(lane)] += drive * plane[np.uintp(lane)]


@kernel
def spread(rules, weights):
    """Lay out w_self and w_near of rules (Q, R) lane by lane, into weights (2, Q·L)."""
    for unit in range(rules.shape[0]):
        q = np.uintp(unit)
        for lane in range(16):
            weights[0, q * LANES + np.uintp(lane)] = rules[q, 0]
            weights[1, q * LANES + np.uintp(lane)] = rules[q, 1]


@kernel
def think_on(weights, shared, driven, size, ticks, stops, sheet, now):
    """Run ``ticks`` ticks more from half ``now`` of sheet (2, C·L), driven (Q·L,); returns which half has the result.

    If weights (2, Q·L) are ``shared``, all are the first. Where ``stops``, a block whose activity no longer changes is
    left alone: the result is the same.
    """
    look = FIRST_LOOK
    for t in range(ticks):
        old = sheet[now]
        now = 1 - now
        new = sheet[now]
        if shared:
            tick_shared(weights[0, 0], weights[1, 0], driven, size, old, new)
        else:
            tick(weights[0], weights[1], driven, size, old, new)
        if stops and t + 1 == look:
            look *= 2
            if same(old, new):
                break
    return now


@kernel
def tick_shared(w_self, w_near, driven, size, old, new):
    """One tick of a sheet whose units share one rule, from ``old`` to ``new`` (C·L,): its numbers stay in registers."""
    wide = np.uintp(size) * LANES
    line = wide + LANES + LANES
    for y in range(size):
        at = np.uintp(y + 1) * line + LANES
        north = old[at - line : at - line + wide]
        south = old[at + line : at + line + wide]
        west = old[at - LANES : at - LANES + wide]
        east = old[at + LANES : at + LANES + wide]
        here = old[at : at + wide]
        drive = driven[np.uintp(y) * wide : np.uintp(y) * wide + wide]
        then = new[at : at + wide]
        for each in range(wide):
            i = np.uintp(each)
            v = (w_self * here[i] + w_near * ((north[i] + south[i]) + (west[i] + east[i]))) + drive[i]
            v = v if v > ZERO else ZERO
            then[i] = v if v < ONE else ONE


@kernel
def tick(w_self, w_near, driven, size, old, new):
    """One tick of a sheet whose units have weights (Q·L,) of their own, from ``old`` to ``new`` (C·L,)."""
    wide = np.uintp(size) * LANES
    line = wide + LANES + LANES
    for y in range(size):
        at = np.uintp(y + 1) * line + LANES
        unit = np.uintp(y) * wide
        north = old[at - line : at - line + wide]
        south = old[at + line : at + line + wide]
        west = old[at - LANES : at - LANES + wide]
        east = old[at + LANES : at + LANES + wide]
        here = old[at : at + wide]
        drive = driven[unit : unit + wide]
        mine = w_self[unit : unit + wide]
        theirs = w_near[unit : unit + wide]
        then = new[at : at + wide]
        for each in range(wide):
            i = np.uintp(each)
            v = (mine[i] * here[i] + theirs[i] * ((north[i] + south[i]) + (west[i] + east[i]))) + drive[i]
            v = v if v > ZERO else ZERO
            then[i] = v if v < ONE else ONE


@kernel
def same(one, other):
    """Whether two halves of a sheet (C·L,) are the same."""
    differ = 0
    for i in range(one.size):
        differ += one[np.uintp(i)] != other[np.uintp(i)]
    return differ == 0


@kernel
def read(sheet, asked, stride, sight):
    """What is seen from each place in asked (M,), an index into sheet (C·L,): into sight (5, M), the activities north,
    east, south, west and here, relative to their largest; zeros if all are zero."""
    line = np.uintp(stride) * LANES
    for each in range(asked.size):
        i = np.uintp(each)
        at = np.uintp(asked[i])
        sight[0, i] = sheet[at - line]
        sight[1, i] = sheet[at + LANES]
        sight[2, i] = sheet[at + line]
        sight[3, i] = sheet[at - LANES]
        sight[4, i] = sheet[at]
    north = sight[0]
    east = sight[1]
    south = sight[2]
    west = sight[3]
    here = sight[4]
    for each in range(asked.size):
        i = np.uintp(each)
        largest = north[i] if north[i] > east[i] else east[i]
        largest = south[i] if south[i] > largest else largest
        largest = west[i] if west[i] > largest else largest
        largest = here[i] if here[i] > largest else largest
        largest = largest if largest > ZERO else ONE  # zeros divided by one
        north[i] /= largest
        east[i] /= largest
        south[i] /= largest
        west[i] /= largest
        here[i] /= largest
