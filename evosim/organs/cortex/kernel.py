"""The sheet of units, several instances at a time: lanes stand together, so that a sheet is one long run of numbers.

C cells of the padded arena, S of them from the first unit to the last, Q units, R numbers of a rule, L lanes (16, or
fewer where there are fewer instances). Cells of the ring among the S are driven by −∞, and so always at rest: no loop
need tell rows apart. Runs are cut out once and then read from 0 on with unsigned indices, because only of such loops
the compiler makes vectors without asking, unit for unit, whether arrays overlap or an index counts from the end.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.kernel import kernel
from evosim.organs.cortex.lane_kernel import copy_lane
from evosim.organs.spent_kernel import DEPTH, TICKS, UNROLLED
from evosim.sheet_kernel import WIDE, tick_wide

ZERO = np.float32(0)
ONE = np.float32(1)
HALF = 0.5
FIRST_LOOK = 4  # ticks before it is asked whether the sheet still changes; then after twice as many
FEW = 4  # of so many units one at most: what drives them is worked out one by one
BIAS = 2  # the number of a rule that may be 0 instead of a gene
NOW, THOUGHT = 0, 1  # what ``state`` holds: the half of the sheet that is current, and the ticks of a thought


class Cortex(NamedTuple):
    """The organ as kernels read it."""

    on: bool
    tensors: int
    reads: bool  # by an evolved readout
    decides: bool  # how long it thinks, by a gene
    shared: bool  # whether all units have one rule
    biased: bool  # whether the bias of a rule is a gene; else it is 0
    ticks: int  # how many, or the most
    kept: bool  # whether activity is kept from step to step, and thought goes on before each
    across: bool  # whether it is kept from life to life in the same instance as well
    anew: bool  # whether it thinks anew before each step, if what it is shown has changed
    stops: bool  # whether thought ends where activity no longer changes, which is the same, sooner


class Workspace(NamedTuple):
    """What one thread works in."""

    rules: NDArray[np.float32]  # (R, Q), or (R, 1) of a shared rule
    weights: NDArray[np.float32]  # (R, S·L), of rules that are not shared
    base: NDArray[np.float32]  # (S·L,): 0, and −∞ on the ring
    driven: NDArray[np.float32]  # (S·L,)
    sheet: NDArray[np.float32]  # (2, C·L)
    seen: NDArray[np.float32]  # (5, J·L)
    gain: NDArray[np.float32]  # (1, 1)
    readout: NDArray[np.float32]  # (5, A)
    thinking: NDArray[np.float32]  # (1, 1)
    state: NDArray[np.int64]  # (2,)
    ended: NDArray[np.bool_]  # (L,) the lanes whose activity was set aside when their lives ended
    left: NDArray[np.float32]  # (C·L,) that activity, if it is kept from life to life


@kernel
def express(organ, space, genome, world):
    """Work out thinking time, and lay out rules that are not shared."""
    space.state[THOUGHT] = organ.ticks
    if organ.decides:
        size = np.float64(abs(space.thinking[0, 0]))
        space.state[THOUGHT] = np.int64(organ.ticks * (size if size < 1.0 else 1.0) + HALF)
    if not organ.shared:
        spread(space.rules, world.cells, world.lanes, space.weights)


@kernel
def meet(organ, space, world, b, planes, life):
    """Take in planes (K, S·L) of the instances of block ``b``, and think, unless thought goes on before each step."""
    sense(organ.biased, organ.shared, space, planes)
    if life == 0 or not organ.across:
        space.ended[:] = False
        think_on(organ, space, world.stride, world.lanes, start(organ, space, world))
    else:
        resume(organ, space, world.lanes)


@kernel
def learn(organ, space, genome, world, b, planes, here, actions, after, rewards, ended):
    """Set the activity of lives that have ended aside, if it is kept for the next: others of the block think on."""
    if organ.across:
        for i in range(here.size):
            if ended[i]:
                lane = here[i] & (world.lanes - 1)
                space.ended[lane] = True
                copy_lane(space.sheet[space.state[NOW]], world.lanes, lane, space.left)


@kernel
def resume(organ, space, lanes):
    """Take the activity back that was set aside."""
    for lane in range(lanes):
        if space.ended[lane]:
            copy_lane(space.left, lanes, lane, space.sheet[space.state[NOW]])
    space.ended[:] = False


@kernel
def think(organ, space, world, b, planes, here, changed, shown):
    """Before a step think on, of a cortex whose activity is kept, or anew if what it is shown has changed."""
    if shown.size * FEW > space.driven.size:
        sense(organ.biased, organ.shared, space, planes)
    elif shown.size:
        sense_some(organ.biased, organ.shared, space, planes, shown)
    ticks = np.int64(0)
    if organ.kept:
        ticks = space.state[THOUGHT]
    elif shown.size and organ.anew:
        ticks = start(organ, space, world)
    think_on(organ, space, world.stride, world.lanes, ticks)


@kernel
def start(organ, space, world):
    """Be at rest; unless thought goes on before each step, take the first tick. Return how many ticks are left."""
    thought = space.state[THOUGHT]
    space.state[NOW] = 0
    if organ.kept or thought == 0:
        space.sheet[0] = ZERO
        return np.int64(0)
    wake(organ, space, world.stride, world.lanes)
    return thought - 1


@kernel
def prefer(organ, space, genome, world, b, planes, asked, wish):
    """Add to wish (4, M) what is read from the activities around each place of asked (M,)."""
    count = asked.size
    seen = space.seen
    gain = space.gain[0, 0]
    read(space.sheet[space.state[NOW]], asked, world.stride, world.lanes, seen)
    for a in range(4):
        if organ.reads:
            for i in range(count):
                total = ZERO
                for v in range(5):
                    total += space.readout[v, a] * seen[v, i]
                wish[a, i] += gain * total
        else:
            for i in range(count):
                wish[a, np.uintp(i)] += gain * seen[a, np.uintp(i)]


@kernel
def spend(organ, space, world, spent):
    """Add what a thought takes to spent (4,)."""
    ticks = space.state[THOUGHT]
    spent[TICKS] += ticks
    spent[UNROLLED] += world.cells.size * ticks
    spent[DEPTH] = max(spent[DEPTH], ticks + 1)


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
def sense(biased, shared, space, planes):
    """Work out what drives each unit from outside, bias + Σ_k drive_k·plane_k, into driven (S·L,).

    The ring has −∞ as its bias.
    """
    driven = space.driven
    drives_at = BIAS + biased
    if shared:
        bias = space.rules[BIAS, 0] if biased else ZERO
        base = space.base
        drive = space.rules[drives_at, 0]
        plane = planes[0]
        for each in range(driven.size):
            i = np.uintp(each)
            driven[i] = (bias + base[i]) + drive * plane[i]
        for k in range(1, planes.shape[0], 2):  # two at a time, so that driven is read and written half as often
            drive = space.rules[drives_at + k, 0]
            plane = planes[k]
            if k + 1 < planes.shape[0]:
                next_drive = space.rules[drives_at + k + 1, 0]
                next_plane = planes[k + 1]
                for each in range(driven.size):
                    i = np.uintp(each)
                    driven[i] = (driven[i] + drive * plane[i]) + next_drive * next_plane[i]
            else:
                for each in range(driven.size):
                    i = np.uintp(each)
                    driven[i] += drive * plane[i]
    else:
        biases = space.weights[BIAS] if biased else space.base
        for i in range(driven.size):
            driven[np.uintp(i)] = biases[np.uintp(i)]
        for k in range(planes.shape[0]):
            drives = space.weights[drives_at + k]
            plane = planes[k]
            for i in range(driven.size):
                driven[np.uintp(i)] += drives[np.uintp(i)] * plane[np.uintp(i)]


@kernel
def sense_some(biased, shared, space, planes, shown):
    """What ``sense`` does, of the units in shown (M,) alone, which are places in driven (S·L,)."""
    driven = space.driven
    drives_at = BIAS + biased
    for each in range(shown.size):
        i = np.uintp(shown[np.uintp(each)])
        if shared:
            bias = space.rules[BIAS, 0] if biased else ZERO
            v = bias + space.base[i]
            for k in range(planes.shape[0]):
                v += space.rules[np.uintp(drives_at + k), 0] * planes[np.uintp(k), i]
        else:
            v = space.weights[BIAS, i] if biased else space.base[i]
            for k in range(planes.shape[0]):
                v += space.weights[np.uintp(drives_at + k), i] * planes[np.uintp(k), i]
        driven[i] = v


@kernel
def clip(v):
    """Clip a number to [0, 1], NaN to 0: by ``min`` and ``max``, of which the compiler makes one instruction each."""
    return min(ONE, max(ZERO, v))


@kernel
def wake(organ, space, stride, lanes):
    """Take the first tick from rest: all that counts is what drives a unit, if its weights are finite."""
    driven = space.driven
    first = (np.uintp(stride) + np.uintp(1)) * np.uintp(lanes)
    here = space.sheet[0, first : first + np.uintp(driven.size)]
    if organ.shared:
        nothing = space.rules[0, 0] * ZERO + space.rules[1, 0] * ZERO
        for each in range(here.size):
            i = np.uintp(each)
            v = nothing + driven[i]
            here[i] = clip(v)
    else:
        w_self = space.weights[0]
        w_near = space.weights[1]
        for each in range(here.size):
            i = np.uintp(each)
            v = (w_self[i] * ZERO + w_near[i] * ZERO) + driven[i]
            here[i] = clip(v)


@kernel
def think_on(organ, space, stride, lanes, ticks):
    """Run ``ticks`` ticks more.

    Where the organ ``stops``, a block whose activity no longer changes is left alone: the result is the same.
    """
    now = space.state[NOW]
    look = FIRST_LOOK
    driven = space.driven
    rules = space.rules
    weights = space.weights
    for t in range(ticks):
        old = space.sheet[now]
        now = 1 - now
        new = space.sheet[now]
        if organ.shared and lanes == WIDE:
            tick_wide(rules[0, 0], rules[1, 0], driven, stride, old, new)
        elif organ.shared:
            tick_shared(rules[0, 0], rules[1, 0], driven, stride, lanes, old, new)
        else:
            tick(weights[0], weights[1], driven, stride, lanes, old, new)
        if organ.stops and t + 1 == look:
            look *= 2
            if same(old, new):
                break
    space.state[NOW] = now


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
        then[i] = clip(v)


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
        then[i] = clip(v)


@kernel
def same(one, other):
    """Whether two halves of a sheet (C·L,) are the same."""
    differ = False
    for i in range(one.size):
        differ |= one[np.uintp(i)] != other[np.uintp(i)]
    return not differ


@kernel
def read(sheet, asked, stride, lanes, seen):
    """What is seen from each place in asked (M,), an index into sheet (C·L,): into seen (5, M), the activities north,
    east, south, west and here, relative to their largest; zeros if all are zero."""
    step = np.uintp(lanes)
    line = np.uintp(stride) * step
    for each in range(asked.size):
        i = np.uintp(each)
        at = np.uintp(asked[i])
        seen[0, i] = sheet[at - line]
        seen[1, i] = sheet[at + step]
        seen[2, i] = sheet[at + line]
        seen[3, i] = sheet[at - step]
        seen[4, i] = sheet[at]
    north = seen[0]
    east = seen[1]
    south = seen[2]
    west = seen[3]
    here = seen[4]
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
