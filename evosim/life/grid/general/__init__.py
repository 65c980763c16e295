"""Lives of minds that keep a state of their own: one life in each lane."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from evosim.arrays import aligned
from evosim.life.grid.general.kernel import Walks, live
from evosim.life.grid.general.signals_kernel import Signals
from evosim.life.grid.general.window_kernel import Window
from evosim.organs.plan import Plan
from evosim.worlds.grid.instances import Blocks, Unmoved
from evosim.worlds.grid.things.make import state

__all__ = ["live", "walks"]


class Unbounded(NamedTuple):
    """What agents see that see all: kernels that are for windows are not compiled."""

    on: bool


class Unfelt(NamedTuple):
    """The signals of agents that feel none: kernels that are for signals are not compiled."""

    on: bool


def walks(plan: Plan, world: Blocks) -> Walks:
    """Memory of the kernel for one thread."""
    lanes = world.lanes
    things = 0 if isinstance(world.things, Unmoved) else world.things.pays.size
    here, steps, closest, reached, going, asked, actions, after = (aligned(lanes, np.int32) for _ in range(8))
    planes = aligned(world.planes.shape[1:], np.float32)
    signals = int(np.count_nonzero(world.signals >= 0))
    return Walks(
        here=here,
        steps=steps,
        closest=closest,
        reached=reached,
        earned=aligned(lanes, np.float64),
        won=aligned(lanes, np.bool_),
        paid=aligned((lanes, world.pays.size), np.bool_),
        going=going,
        asked=asked,
        wish=aligned((4, lanes), np.float32),
        actions=actions,
        after=after,
        rewards=aligned(lanes, np.float64),
        ended=aligned(lanes, np.bool_),
        planes=planes,
        mapped=planes[: len(planes) - signals],
        sums=aligned(world.aims.size, np.float64),
        stirred=aligned(lanes, np.bool_),
        in_view=aligned(lanes, np.bool_),
        shown=aligned((3 if signals else 2) * world.planes.shape[2] + 2 * things * lanes, np.int32),
        news=aligned(1, np.int64),
        window=Window(plan.sight, plan.unseen, plan.maps) if plan.sight else Unbounded(True),
        signals=Signals(world.signals) if signals else Unfelt(True),
        things=world.things if isinstance(world.things, Unmoved) else state(world.things, lanes),
    )
