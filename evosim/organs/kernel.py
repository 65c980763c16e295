"""The sheet of units, several instances at a time: lanes stand together, so that a sheet is one long run of numbers.

C cells of the padded arena, Q units, R numbers of a rule, L lanes (16, or fewer where there are fewer instances).
Cells of the ring are units that −∞ drives, and so always at rest: no loop need tell rows apart. Runs are cut out once
and then read from 0 on with unsigned indices, because only of such loops the compiler makes vectors without asking,
unit for unit, whether arrays overlap or an index counts from the end.
"""

from __future__ import annotations

import numpy as np

from evosim.kernel import kernel

ZERO = np.float32(0)
ONE = np.float32(1)
FIRST_LOOK = 4  # ticks before it is asked whether the sheet still changes; then after twice as many


@kernel
def spread(rules, cells, lanes, weights):
    """Lay out rules (R, Q) lane by lane in weights (R, C·L)."""
    for r in range(rules.shape[0]):
        row = weights[r]
        for q in range(cells.size):
            w = rules[r, q]
            at = np.uintp(cells[q] * lanes)
            for lane in range(lanes):
                row[at + np.uintp(lane)] = w


@kernel
def sense(rules, weights, shared, planes, base, driven):
    """What drives each unit from outside: bias + Σ_k drive_k·plane_k. planes (K, C·L), into driven (C·L,).

    If rules are ``shared``, they are the first of rules (R, Q), else weights (R, C·L). base (C·L,) is 0, and −∞ on the
    ring, where the weights have it as bias.
    """
    if shared:
        bias = rules[2, 0]
        for i in range(driven.size):
            driven[np.uintp(i)] = bias + base[np.uintp(i)]
        for k in range(planes.shape[0]):
            drive = rules[3 + k, 0]
            plane = planes[k]
            for i in range(driven.size):
                driven[np.uintp(i)] += drive * plane[np.uintp(i)]
    else:
        biases = weights[2]
        for i in range(driven.size):
            driven[np.uintp(i)] = biases[np.uintp(i)]
        for k in range(planes.shape[0]):
            drives = weights[3 + k]
            plane = planes[k]
            for i in range(driven.size):
                driven[np.uintp(i)] += drives[np.uintp(i)] * plane[np.uintp(i)]


@kernel
def think_on(rules, weights, shared, driven, stride, lanes, ticks, stops, sheet, now):
    """Run ``ticks`` ticks more from half ``now`` of sheet (2, C·L), driven (C·L,); returns which half has the result.

    Where ``stops``, a block whose activity no longer changes is left alone: the result is the same.
    """
    look = FIRST_LOOK
    for t in range(ticks):
        old = sheet[now]
        now = 1 - now
        new = sheet[now]
        if shared:
            tick_shared(rules[0, 0], rules[1, 0], driven, stride, lanes, old, new)
        else:
            tick(weights[0], weights[1], driven, stride, lanes, old, new)
        if stops and t + 1 == look:
            look *= 2
            if same(old, new):
                break
    return now


@kernel
def tick_shared(w_self, w_near, driven, stride, lanes, old, new):
    """One tick of a sheet whose units share one rule, from ``old`` to ``new`` (C·L,): its numbers stay in registers."""
    step = np.uintp(lanes)
    line = np.uintp(stride) * step
    first = line + step
    wide = np.uintp(old.size) - first - first
    north = old[first - line : first - line + wide]
    south = old[first + line : first + line + wide]
    west = old[first - step : first - step + wide]
    east = old[first + step : first + step + wide]
    here = old[first : first + wide]
    drive = driven[first : first + wide]
    then = new[first : first + wide]
    for each in range(wide):
        i = np.uintp(each)
        v = (w_self * here[i] + w_near * ((north[i] + south[i]) + (west[i] + east[i]))) + drive[i]
        v = v if v > ZERO else ZERO
        then[i] = v if v < ONE else ONE


@kernel
def tick(w_self, w_near, driven, stride, lanes, old, new):
    """One tick of a sheet whose units have weights (C·L,) of their own, from ``old`` to ``new`` (C·L,)."""
    step = np.uintp(lanes)
    line = np.uintp(stride) * step
    first = line + step
    wide = np.uintp(old.size) - first - first
    north = old[first - line : first - line + wide]
    south = old[first + line : first + line + wide]
    west = old[first - step : first - step + wide]
    east = old[first + step : first + step + wide]
    here = old[first : first + wide]
    mine = w_self[first : first + wide]
    theirs = w_near[first : first + wide]
    drive = driven[first : first + wide]
    then = new[first : first + wide]
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
def read(sheet, asked, stride, lanes, sight):
    """What is seen from each place in asked (M,), an index into sheet (C·L,): into sight (5, M), the activities north,
    east, south, west and here, relative to their largest; zeros if all are zero."""
    step = np.uintp(lanes)
    line = np.uintp(stride) * step
    for each in range(asked.size):
        i = np.uintp(each)
        at = np.uintp(asked[i])
        sight[0, i] = sheet[at - line]
        sight[1, i] = sheet[at + step]
        sight[2, i] = sheet[at + line]
        sight[3, i] = sheet[at - step]
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
