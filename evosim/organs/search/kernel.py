"""Exact planning in a grid that stands still: value iteration, one sweep for each step that is looked ahead.

C cells of the padded arena, S of them from the first unit to the last, K planes, L lanes, which stand together as in
the cortex: all instances of a block are planned in at once.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.kernel import kernel
from evosim.organs.spent_kernel import DEPTH as LONGEST
from evosim.organs.spent_kernel import NODES, UNROLLED

ZERO = np.float32(0)
ONE = np.float32(1)
NEVER = np.float32(-np.inf)
HALF = 0.5
NOW, DEPTH = 0, 1  # what ``state`` holds: the half of ``values`` that is current, and the steps looked ahead


class Search(NamedTuple):
    """The organ as kernels read it."""

    on: bool
    tensors: int
    decides: bool  # how deep it looks, by a gene
    depth: int  # how deep, or the most
    stops: bool  # whether it ends where values no longer change, which is the same, sooner


class Workspace(NamedTuple):
    """What one thread works in."""

    weights: NDArray[np.float32]  # (1, K − 1)
    discount: NDArray[np.float32]  # (1, 1)
    gain: NDArray[np.float32]  # (1, 1)
    deciding: NDArray[np.float32]  # (1, 1)
    base: NDArray[np.float32]  # (S·L,): 0, and −∞ on the ring
    entering: NDArray[np.float32]  # (S·L,) what entering a cell is worth by itself, −∞ of walls
    onward: NDArray[np.float32]  # (S·L,) the discount of what comes after it, 0 where paths end
    values: NDArray[np.float32]  # (2, C·L) what entering a cell is worth with what comes after it
    state: NDArray[np.int64]  # (2,)


@kernel
def express(organ, space, genome, world):
    """Work out the depth."""
    space.state[DEPTH] = organ.depth
    if organ.decides:
        size = np.float64(abs(space.deciding[0, 0]))
        space.state[DEPTH] = np.int64(organ.depth * (size if size < 1.0 else 1.0) + HALF)


@kernel
def meet(organ, space, world, b, planes, life):
    """Plan from every cell of the instances of block ``b``, of which planes (K, S·L) are shown."""
    if space.state[DEPTH] > 0:
        survey(space, world, b, planes)
        deepen(organ, space, world)


@kernel
def think(organ, space, world, b, planes, here, changed, shown_at):
    """Plan again where planes have changed, or where things are."""
    if changed and space.state[DEPTH] > 0:
        survey(space, world, b, planes)
        deepen(organ, space, world)


@kernel
def prefer(organ, space, genome, world, b, planes, asked, wish):
    """Add to wish (4, M) the gain times what each move is worth in each place of asked (M,), relative to the largest.

    The largest is that of sizes without sign. A move into a wall is worth 0, as is staying.
    """
    if space.state[DEPTH] == 0:
        return
    values = space.values[space.state[NOW]]
    gain = space.gain[0, 0]
    step = world.lanes
    line = world.stride * world.lanes
    for i in range(asked.size):
        at = asked[i]
        north = reachable(values[np.uintp(at - line)])
        east = reachable(values[np.uintp(at + step)])
        south = reachable(values[np.uintp(at + line)])
        west = reachable(values[np.uintp(at - step)])
        largest = larger(abs(west), larger(abs(south), larger(abs(east), abs(north))))
        largest = largest if largest > ZERO else ONE  # zeros divided by one
        wish[0, i] += gain * (north / largest)
        wish[1, i] += gain * (east / largest)
        wish[2, i] += gain * (south / largest)
        wish[3, i] += gain * (west / largest)


@kernel
def spend(organ, space, world, spent):
    """Add what a thought takes to spent (4,): nodes are cells × depth."""
    nodes = world.cells.size * space.state[DEPTH]
    spent[NODES] += nodes
    spent[UNROLLED] += nodes
    spent[LONGEST] = max(spent[LONGEST], space.state[DEPTH])


@kernel
def reachable(value):
    """What a move is worth: 0 if there is a wall."""
    return value if value > NEVER else ZERO


@kernel
def larger(one, other):
    """The larger of two numbers; the second if they cannot be compared."""
    return one if one > other else other


@kernel
def survey(space, world, b, planes):
    """Work out what entering each cell is worth by itself, into ``entering`` and ``onward`` (S·L,).

    Walls are those that are shown. A path ends where a thing that ends lives both stands and shows something.
    """
    entering = space.entering
    onward = space.onward
    discount = abs(space.discount[0, 0])
    discount = discount if discount < ONE else ONE
    for i in range(entering.size):
        entering[np.uintp(i)] = space.base[np.uintp(i)]
        onward[np.uintp(i)] = discount
    for k in range(1, planes.shape[0]):
        weight = space.weights[0, k - 1]
        plane = planes[k]
        for i in range(entering.size):
            entering[np.uintp(i)] += weight * plane[np.uintp(i)]
    walls = planes[0]
    for i in range(entering.size):
        entering[np.uintp(i)] = NEVER if walls[np.uintp(i)] > ZERO else entering[np.uintp(i)]
    first = world.cells[0] * world.lanes
    things = world.touch[b, first : first + entering.size]
    for i in range(entering.size):
        thing = things[np.uintp(i)]
        if thing > 0 and world.ends[thing - 1] and shown(world.features, planes, i):
            onward[np.uintp(i)] = ZERO


@kernel
def shown(features, planes, i):
    """Whether any of the planes of what stands on a cell, but that of walls, shows something at ``i``."""
    found = False
    for k in range(1, features):
        found |= planes[k, np.uintp(i)] != ZERO
    return found


@kernel
def deepen(organ, space, world):
    """Sweep until values are those of paths of as many steps as the depth, or no longer change."""
    first = (world.stride + 1) * world.lanes
    for i in range(space.entering.size):
        space.values[0, np.uintp(first + i)] = space.entering[np.uintp(i)]
    now = 0
    for _ in range(1, space.state[DEPTH]):
        old = space.values[now]
        now = 1 - now
        changed = sweep(space.entering, space.onward, world.stride, world.lanes, old, space.values[now])
        if organ.stops and not changed:
            break
    space.state[NOW] = now


@kernel
def sweep(entering, onward, stride, lanes, old, new):
    """Let paths be one step longer, from ``old`` to ``new`` (C·L,); whether anything has changed.

    After a cell the best move is made, or none where all lose.
    """
    step = np.uintp(lanes)
    line = np.uintp(stride) * step
    first = line + step
    wide = np.uintp(entering.size)
    north = old[first - line : first - line + wide]
    south = old[first + line : first + line + wide]
    west = old[first - step : first - step + wide]
    east = old[first + step : first + step + wide]
    here = old[first : first + wide]
    then = new[first : first + wide]
    changed = False
    for each in range(wide):
        i = np.uintp(each)
        best = north[i] if north[i] > ZERO else ZERO
        best = east[i] if east[i] > best else best
        best = south[i] if south[i] > best else best
        best = west[i] if west[i] > best else best
        v = entering[i] + onward[i] * best
        changed |= v != here[i]
        then[i] = v
    return changed
