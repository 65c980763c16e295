"""Q-learning (Watkins 1989): Q(s, a) += α·(r + γ·max Q(s′, ·) − Q(s, a)), where r is what the genome's drives make of
what stands in the cell that was entered. C cells, L lanes, K planes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.kernel import kernel
from evosim.organs.spent_kernel import DEPTH, UNROLLED
from evosim.random.kernel import LOW32, below, draw, fold, threshold
from evosim.random.purposes_kernel import EXPLORE

ZERO = np.float32(0)
ONE = np.float32(1)
RATE, DISCOUNT, EXPLORATION = 0, 1, 2
SURE = np.float32(1e30)  # preference for an action that is explored


class Learner(NamedTuple):
    """The organ as kernels read it."""

    on: bool
    tensors: int
    inborn: bool  # whether the first values are grown
    across: bool  # whether what was learnt lasts from life to life in the same instance


class Workspace(NamedTuple):
    """What one thread works in."""

    drives: NDArray[np.float32]  # (1, K)
    rates: NDArray[np.float32]  # (1, 4): α, γ, ε and the gain
    first: NDArray[np.float32]  # (4, Q), where values are inborn
    values: NDArray[np.float32]  # (4, C·L)
    steps: NDArray[np.int64]  # (L,) lived in this instance


@kernel
def clipped(gene):
    """Clip the size of a gene to [0, 1]."""
    size = abs(gene)
    return size if size < ONE else ONE


@kernel
def express(organ, space, genome, world):
    """Clip rate, discount and exploration to [0, 1]."""
    for i in range(3):
        space.rates[0, i] = clipped(space.rates[0, i])


@kernel
def meet(organ, space, world, b, planes, life):
    """Begin with the first values, or with what was learnt in the life before."""
    if life > 0 and organ.across:
        return
    if life == 0:
        space.steps[:] = 0
    for a in range(4):
        values = space.values[a]
        values[:] = ZERO
        for q in range(world.cells.size if organ.inborn else 0):
            for lane in range(world.lanes):
                values[world.cells[q] * world.lanes + lane] = space.first[a, q]


@kernel
def prefer(organ, space, genome, world, b, planes, asked, wish):
    """Add the values of each action to wish (4, M), and now and then explore."""
    limit = threshold(np.float64(space.rates[0, EXPLORATION]))
    gain = space.rates[0, 3]
    for i in range(asked.size):
        lane = asked[i] & (world.lanes - 1)
        for a in range(4):
            wish[a, i] += gain * space.values[a, asked[i]]
        key = fold(fold(np.uint64(EXPLORE), b * world.lanes + lane), space.steps[lane])
        if (draw(key, 0) & LOW32) < limit:
            wish[below(key, 1, 4), i] += SURE


@kernel
def learn(organ, space, genome, world, b, planes, here, actions, after, rewards, ended):
    """Move the value of what was done in each place of here (M,) toward what came of it."""
    rate = space.rates[0, RATE]
    for i in range(here.size):
        lane = here[i] & (world.lanes - 1)
        space.steps[lane] += 1
        at = after[i] - world.cells[0] * world.lanes
        target = ZERO
        for k in range(planes.shape[0]):
            target += space.drives[0, k] * planes[k, at]
        if not ended[i]:
            best = space.values[0, after[i]]
            for a in range(1, 4):
                best = space.values[a, after[i]] if space.values[a, after[i]] > best else best
            target += space.rates[0, DISCOUNT] * best
        value = space.values[actions[i], here[i]]
        space.values[actions[i], here[i]] = value + rate * (target - value)


@kernel
def spend(organ, space, world, spent):
    """Add what a decision takes to spent (4,)."""
    spent[UNROLLED] += 4
    spent[DEPTH] = max(spent[DEPTH], 1)
