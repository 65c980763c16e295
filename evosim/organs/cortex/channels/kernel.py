"""A sheet whose units have several activities, as vectors over cells and lanes like those of the classic sheet.

H channels, T sums of a unit (one for each channel, or of a net one for each hidden unit), D directions (itself and its
neighbours, or itself and each neighbour), F numbers of a sum (D·H weights, a bias if there is one, K drives), C cells
of the padded arena, S of them from the first unit to the last, L lanes, R numbers of a rule.

A rule is T·F numbers, sum by sum, and of a net after them for each channel T weights, and a bias if there is one.
A sum goes through the channels that it takes in, j, in their order, from what drives it from outside:

    sum = (sum + (self·here_j + (north·north_j + south·south_j))) + (west·west_j + east·east_j)

Where the rule is the same in all directions one number is the weight of the four. Cells of the ring, and all cells of a
channel that is muted, start from −∞ and so are always at rest.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.kernel import kernel
from evosim.organs.cortex.kernel import FIRST_LOOK, HALF, NOW, THOUGHT, same, spread
from evosim.organs.cortex.lane_kernel import copy_lane
from evosim.organs.spent_kernel import DEPTH, TICKS, UNROLLED

ZERO = np.float32(0)
ONE = np.float32(1)
NEVER = np.float32(-np.inf)
VIEWS = 5  # north, east, south, west, here


class Channels(NamedTuple):
    """The organ as kernels read it."""

    on: bool
    tensors: int
    channels: int  # H
    directions: int  # D: 5 where each direction has a weight of its own, else 2
    planes: int  # K
    hidden: int  # units of the net in each unit of the sheet; 0 if the update is linear
    biased: bool  # whether biases are genes; else they are 0
    reads: bool  # by an evolved readout, which needs no gain
    relative: bool  # whether activities are read relative to the largest
    decides: bool  # how long it thinks, by a gene
    shared: bool  # whether all units have one rule
    ticks: int  # how many, or the most
    kept: bool  # whether activity is kept from step to step, and thought goes on before each
    across: bool  # whether it is kept from life to life in the same instance as well
    anew: bool  # whether it thinks anew before each step, if what it is shown has changed
    stops: bool  # whether thought ends where activity no longer changes, which is the same, sooner
    muted: int  # the channels that are held at 0, as bits


class Workspace(NamedTuple):
    """What one thread works in."""

    rules: NDArray[np.float32]  # (R, Q), or (R, 1) of a shared rule
    weights: NDArray[np.float32]  # (R, S·L), of rules that are not shared
    base: NDArray[np.float32]  # (S·L,): 0, and −∞ on the ring
    outset: NDArray[np.float32]  # (H, S·L): from where each channel starts at each tick
    driven: NDArray[np.float32]  # (T, S·L): from where each sum starts
    inner: NDArray[np.float32]  # (3, S·L) sums on their way
    sheet: NDArray[np.float32]  # (2, H, C·L)
    seen: NDArray[np.float32]  # (5·H, J·L) channel by channel
    row: NDArray[np.float32]  # (J·L,)
    gain: NDArray[np.float32]  # (1, 1)
    readout: NDArray[np.float32]  # (5·H, A)
    thinking: NDArray[np.float32]  # (1, 1)
    state: NDArray[np.int64]  # (2,)
    ended: NDArray[np.bool_]  # (L,) the lanes whose activity was set aside when their lives ended
    left: NDArray[np.float32]  # (H, C·L) that activity, if it is kept from life to life


@kernel
def express(organ, space, genome, world):
    """Work out thinking time, lay out rules that are not shared, and work out from where each channel starts."""
    space.state[THOUGHT] = organ.ticks
    if organ.decides:
        size = np.float64(abs(space.thinking[0, 0]))
        space.state[THOUGHT] = np.int64(organ.ticks * (size if size < 1.0 else 1.0) + HALF)
    if not organ.shared:
        spread(space.rules, world.cells, world.lanes, space.weights)
    sums = numbers(organ)
    base = space.base
    for i in range(organ.channels):
        at = (i + 1) * sums - organ.planes - 1 if organ.hidden == 0 else organ.hidden * (sums + i + 1) + i
        floor = NEVER if (organ.muted >> i) & 1 else ZERO
        outset = space.outset[i]
        if organ.biased and not organ.shared:
            biases = space.weights[at]
            for c in range(outset.size):
                outset[np.uintp(c)] = (biases[np.uintp(c)] + base[np.uintp(c)]) + floor
        else:
            bias = space.rules[at, 0] if organ.biased else ZERO
            for c in range(outset.size):
                outset[np.uintp(c)] = (bias + base[np.uintp(c)]) + floor


@kernel
def meet(organ, space, world, b, planes, life):
    """Take in planes (K, S·L) of the instances of block ``b``, and think, unless thought goes on before each step."""
    sense(organ, space, planes)
    if life == 0 or not organ.across:
        space.state[NOW] = 0
        space.sheet[0] = ZERO
        space.ended[:] = False
    else:
        resume(organ, space, world.lanes)
    think_on(organ, space, world.stride, world.lanes, 0 if organ.kept else space.state[THOUGHT])


@kernel
def learn(organ, space, genome, world, b, planes, here, actions, after, rewards, ended):
    """Set the activity of lives that have ended aside, if it is kept for the next: others of the block think on."""
    if organ.across:
        for i in range(here.size):
            if ended[i]:
                lane = here[i] & (world.lanes - 1)
                space.ended[lane] = True
                for channel in range(organ.channels):
                    copy_lane(space.sheet[space.state[NOW], channel], world.lanes, lane, space.left[channel])


@kernel
def resume(organ, space, lanes):
    """Take the activity back that was set aside."""
    for lane in range(lanes):
        if space.ended[lane]:
            for channel in range(organ.channels):
                copy_lane(space.left[channel], lanes, lane, space.sheet[space.state[NOW], channel])
    space.ended[:] = False


@kernel
def think(organ, space, world, b, planes, here, changed, shown):
    """Before a step think on, of a cortex whose activity is kept, or anew if what it is shown has changed."""
    anew = shown.size > 0 and organ.anew
    if shown.size:
        sense(organ, space, planes)
    if anew:
        space.state[NOW] = 0
        space.sheet[0] = ZERO
    think_on(organ, space, world.stride, world.lanes, space.state[THOUGHT] if anew or organ.kept else 0)


@kernel
def prefer(organ, space, genome, world, b, planes, asked, wish):
    """Add to wish (4, M) what is read from the activities around each place of asked (M,)."""
    count = asked.size
    views = VIEWS * organ.channels
    now = space.state[NOW]
    for j in range(organ.channels):
        look(space.sheet[now, j], asked, world.stride, world.lanes, space.seen[VIEWS * j : VIEWS * (j + 1)])
    if organ.relative:
        relate(space.seen[:views], space.row[:count])
    if organ.reads:
        total = space.row
        for a in range(4):
            for i in range(count):
                total[np.uintp(i)] = ZERO
            for v in range(views):
                seen = space.seen[v]
                weight = space.readout[v, a]
                for i in range(count):
                    total[np.uintp(i)] += weight * seen[np.uintp(i)]
            for i in range(count):
                wish[a, np.uintp(i)] += total[np.uintp(i)]
    else:
        gain = space.gain[0, 0]
        for a in range(4):
            for i in range(count):
                wish[a, np.uintp(i)] += gain * space.seen[a, np.uintp(i)]


@kernel
def spend(organ, space, world, spent):
    """Add what a thought takes to spent (4,); the net in a unit has one layer more."""
    ticks = space.state[THOUGHT]
    spent[TICKS] += ticks
    spent[UNROLLED] += world.cells.size * (organ.channels + organ.hidden) * ticks
    spent[DEPTH] = max(spent[DEPTH], (2 if organ.hidden else 1) * ticks + 1)


@kernel
def numbers(organ):
    """F, the numbers of a sum."""
    return organ.directions * organ.channels + organ.biased + organ.planes


@kernel
def sense(organ, space, planes):
    """Work out what drives each sum from outside into driven (T, S·L)."""
    for t in range(space.driven.shape[0]):
        driven = space.driven[t]
        at = t * numbers(organ) + organ.directions * organ.channels
        if organ.hidden == 0:
            copy(space.outset[t], driven)
        elif organ.biased and not organ.shared:
            copy(space.weights[at], driven)
        else:
            driven[:] = space.rules[at, 0] if organ.biased else ZERO
        at += organ.biased
        for k in range(planes.shape[0]):
            plane = planes[k]
            if organ.shared:
                drive = space.rules[at + k, 0]
                for c in range(driven.size):
                    driven[np.uintp(c)] += drive * plane[np.uintp(c)]
            else:
                drives = space.weights[at + k]
                for c in range(driven.size):
                    driven[np.uintp(c)] += drives[np.uintp(c)] * plane[np.uintp(c)]


@kernel
def think_on(organ, space, stride, lanes, ticks):
    """Run ``ticks`` ticks more.

    Where the organ ``stops``, a block whose activity no longer changes is left alone: the result is the same.
    """
    now = space.state[NOW]
    look_at = FIRST_LOOK
    for t in range(ticks):
        old = space.sheet[now]
        now = 1 - now
        new = space.sheet[now]
        tick(organ, space, stride, lanes, old, new)
        if organ.stops and t + 1 == look_at:
            look_at *= 2
            moving = False
            for i in range(organ.channels):
                moving = moving or not same(old[i], new[i])
            if not moving:
                break
    space.state[NOW] = now


@kernel
def tick(organ, space, stride, lanes, old, new):
    """One tick of all units, from ``old`` to ``new`` (H, C·L)."""
    channels = organ.channels
    sums = numbers(organ)
    first = (stride + 1) * lanes
    last = first + space.base.size
    for i in range(channels if organ.hidden > 0 else 0):
        copy(space.outset[i], new[i, first:last])
    for t in range(space.driven.shape[0]):
        into = space.inner[2] if organ.hidden > 0 else new[t, first:last]
        add_up(organ, space, t * sums, stride, lanes, old, space.driven[t], into)
        if organ.hidden > 0:
            squash(into)
            for i in range(channels):
                add(organ, space, organ.hidden * (sums + i) + i * organ.biased + t, into, new[i, first:last])
    for i in range(channels):
        clip(new[i, first:last])


@kernel
def add_up(organ, space, at, stride, lanes, old, start, into):
    """Write one sum of all units into ``into`` (S·L,); its numbers stand from ``at`` on in the rule.

    Channel by channel, from one array to another, because a loop that reads where it writes does not become vectors.
    """
    channels = organ.channels
    step = channels if organ.directions > 2 else 0
    line = stride * lanes
    first = line + lanes
    size = into.size
    rule = space.rules
    laid = space.weights
    for j in range(channels):
        here = old[j, first : first + size]
        north = old[j, first - line : first - line + size]
        south = old[j, first + line : first + line + size]
        west = old[j, first - lanes : first - lanes + size]
        east = old[j, first + lanes : first + lanes + size]
        to_self = at + j
        to_north = to_self + channels
        to_east = to_north + step
        to_south = to_east + step
        to_west = to_south + step
        before = start if j == 0 else space.inner[(j - 1) & 1]
        after = into if j == channels - 1 else space.inner[j & 1]
        if organ.shared:
            w_self = rule[to_self, 0]
            w_north = rule[to_north, 0]
            w_east = rule[to_east, 0]
            w_south = rule[to_south, 0]
            w_west = rule[to_west, 0]
            for each in range(size):
                i = np.uintp(each)
                after[i] = (before[i] + (w_self * here[i] + (w_north * north[i] + w_south * south[i]))) + (
                    w_west * west[i] + w_east * east[i]
                )
        else:  # in two loops, of which each goes through few enough arrays to become vectors
            wide_self = laid[to_self]
            wide_north = laid[to_north]
            wide_east = laid[to_east]
            wide_south = laid[to_south]
            wide_west = laid[to_west]
            for each in range(size):
                i = np.uintp(each)
                after[i] = before[i] + (
                    wide_self[i] * here[i] + (wide_north[i] * north[i] + wide_south[i] * south[i])
                )
            for each in range(size):
                i = np.uintp(each)
                after[i] += wide_west[i] * west[i] + wide_east[i] * east[i]


@kernel
def copy(source, into):
    """Copy one run of numbers to another."""
    for i in range(into.size):
        into[np.uintp(i)] = source[np.uintp(i)]


@kernel
def add(organ, space, at, hidden, into):
    """Add a hidden unit (S·L,) of all units times number ``at`` of the rule."""
    if organ.shared:
        weight = space.rules[at, 0]
        for each in range(into.size):
            i = np.uintp(each)
            into[i] += weight * hidden[i]
    else:
        weights = space.weights[at]
        for each in range(into.size):
            i = np.uintp(each)
            into[i] += weights[i] * hidden[i]


@kernel
def squash(sums):
    """Make x / (1 + |x|) of each x."""
    for each in range(sums.size):
        i = np.uintp(each)
        x = sums[i]
        sums[i] = x / (ONE + (x if x > ZERO else -x))


@kernel
def clip(sums):
    """Hold each number within 0 and 1; what is no number becomes 0."""
    for each in range(sums.size):
        i = np.uintp(each)
        v = sums[i]
        v = v if v > ZERO else ZERO
        sums[i] = v if v < ONE else ONE


@kernel
def look(sheet, asked, stride, lanes, seen):
    """Write into seen (5, M) the activities north, east, south, west and here of each place, of a sheet (C·L,)."""
    line = np.uintp(stride * lanes)
    step = np.uintp(lanes)
    for each in range(asked.size):
        i = np.uintp(each)
        at = np.uintp(asked[i])
        seen[0, i] = sheet[at - line]
        seen[1, i] = sheet[at + step]
        seen[2, i] = sheet[at + line]
        seen[3, i] = sheet[at - step]
        seen[4, i] = sheet[at]


@kernel
def relate(seen, largest):
    """Divide what is seen (V, M) from each place by the largest of it; zeros stay."""
    for i in range(largest.size):
        largest[np.uintp(i)] = ZERO
    for v in range(seen.shape[0]):
        row = seen[v]
        for i in range(largest.size):
            much = row[np.uintp(i)]
            most = largest[np.uintp(i)]
            largest[np.uintp(i)] = much if much > most else most
    for v in range(seen.shape[0]):
        row = seen[v]
        for i in range(largest.size):
            most = largest[np.uintp(i)]
            row[np.uintp(i)] /= most if most > ZERO else ONE
