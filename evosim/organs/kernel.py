"""The sheet of units, several instances at a time: lanes stand together, so that a sheet is one long run of numbers.

C cells of the padded arena, S of them from the first unit to the last, Q units, R numbers of a rule, L lanes (16, or
fewer where there are fewer instances). Cells of the ring among the S are driven by −∞, and so always at rest: no loop
need tell rows apart. Runs are cut out once and then read from 0 on with unsigned indices, because only of such loops
the compiler makes vectors without asking, unit for unit, whether arrays overlap or an index counts from the end.
"""

from __future__ import annotations

import numpy as np

from evosim.kernel import kernel

ZERO = np.float32(0)
ONE = np.float32(1)
WIDE = 16  # lanes of which each fills a vector
FIRST_LOOK = 4  # ticks before it is asked whether the sheet still changes; then after twice as many


@kernel
def spread(rules, cells, lanes, weights):
    """Lay out rules (R, Q) lane by lane in weights (R, S·L)."""
    for r in range(rules.shape[0]):
        row = weights[r]
        for q in range(cells.size):
            w = rules[r, q]
            at = np.uintp((cells[q] - cells[0]) * lanes)
            for lane in range(lanes):
                row[at + np.uintp(lane)] = w


@kernel
def sense(rules, weights, shared, planes, base, driven):
    """What drives each unit from outside: bias + Σ_k drive_k·plane_k. planes (K, S·L), into driven (S·L,).

    If rules are ``shared``, they are the first of rules (R, Q), else weights (R, S·L). base (S·L,) is 0, and −∞ on the
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
def wake(rules, weights, shared, driven, stride, lanes, sheet):
    """The first tick from rest, into sheet (C·L,): all that counts is what drives a unit, if its weights are finite."""
    first = (np.uintp(stride) + np.uintp(1)) * np.uintp(lanes)
    here = sheet[first : first + np.uintp(driven.size)]
    if shared:
        nothing = rules[0, 0] * ZERO + rules[1, 0] * ZERO
        for each in range(here.size):
            i = np.uintp(each)
            v = nothing + driven[i]
            v = v if v > ZERO else ZERO
            here[i] = v if v < ONE else ONE
    else:
        w_self = weights[0]
        w_near = weights[1]
        for each in range(here.size):
            i = np.uintp(each)
            v = (w_self[i] * ZERO + w_near[i] * ZERO) + driven[i]
            v = v if v > ZERO else ZERO
            here[i] = v if v < ONE else ONE


@kernel
def think_on(rules, weights, shared, driven, stride, lanes, ticks, stops, sheet, now):
    """Run ``ticks`` ticks more from half ``now`` of sheet (2, C·L), driven (S·L,); returns which half has the result.

    Where ``stops``, a block whose activity no longer changes is left alone: the result is the same.
    """
    look = FIRST_LOOK
    for t in range(ticks):
        old = sheet[now]
        now = 1 - now
        new = sheet[now]
        if shared and lanes == WIDE:
            tick_wide(rules[0, 0], rules[1, 0], driven, stride, lanes, old, new)
        elif shared:
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
    wide = np.uintp(driven.size)
    north = old[first - line : first - line + wide]
    south = old[first + line : first + line + wide]
    west = old[first - step : first - step + wide]
    east = old[first + step : first + step + wide]
    here = old[first : first + wide]
    then = new[first : first + wide]
    for each in range(wide):
        i = np.uintp(each)
        v = (w_self * here[i] + w_near * ((north[i] + south[i]) + (west[i] + east[i]))) + driven[i]
        v = v if v > ZERO else ZERO
        then[i] = v if v < ONE else ONE


@kernel
def tick_wide(w_self, w_near, driven, stride, lanes, old, new):
    """What ``tick_shared`` does, two rows at a time and without the ring: a unit below is read once, not twice."""
    step = np.uintp(lanes)
    line = np.uintp(stride) * step
    wide = line - step - step
    for row in range(0, stride - 2, 2):
        at = np.uintp(row + 1) * line + step
        from_here = np.uintp(row) * line
        north = old[at - line : at - line + wide]
        here = old[at : at + wide]
        west = old[at - step : at - step + wide]
        east = old[at + step : at + step + wide]
        drive = driven[from_here : from_here + wide]
        then = new[at : at + wide]
        next_here = old[at + line : at + line + wide]
        if row + 3 < stride:
            south = old[at + line + line : at + line + line + wide]
            next_west = old[at + line - step : at + line - step + wide]
            next_east = old[at + line + step : at + line + step + wide]
            next_drive = driven[from_here + line : from_here + line + wide]
            next_then = new[at + line : at + line + wide]
            for each in range(wide):
                i = np.uintp(each)
                above = here[i]
                under = next_here[i]
                v = (w_self * above + w_near * ((north[i] + under) + (west[i] + east[i]))) + drive[i]
                v = v if v > ZERO else ZERO
                then[i] = v if v < ONE else ONE
                v = (w_self * under + w_near * ((above + south[i]) + (next_west[i] + next_east[i]))) + next_drive[i]
                v = v if v > ZERO else ZERO
                next_then[i] = v if v < ONE else ONE
        else:  # the last of an odd number of rows
            for each in range(wide):
                i = np.uintp(each)
                v = (w_self * here[i] + w_near * ((north[i] + next_here[i]) + (west[i] + east[i]))) + drive[i]
                v = v if v > ZERO else ZERO
                then[i] = v if v < ONE else ONE


@kernel
def tick(w_self, w_near, driven, stride, lanes, old, new):
    """One tick of a sheet whose units have weights (S·L,) of their own, from ``old`` to ``new`` (C·L,)."""
    step = np.uintp(lanes)
    line = np.uintp(stride) * step
    first = line + step
    wide = np.uintp(driven.size)
    north = old[first - line : first - line + wide]
    south = old[first + line : first + line + wide]
    west = old[first - step : first - step + wide]
    east = old[first + step : first + step + wide]
    here = old[first : first + wide]
    then = new[first : first + wide]
    for each in range(wide):
        i = np.uintp(each)
        v = (w_self[i] * here[i] + w_near[i] * ((north[i] + south[i]) + (west[i] + east[i]))) + driven[i]
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
