"""Lives in worlds that stand still, of minds without a state of their own."""

from __future__ import annotations

import numpy as np

from evosim.arrays import aligned
from evosim.life.grid.memoised.kernel import Walks, live
from evosim.worlds.grid.instances import Blocks

__all__ = ["live", "walks"]


def walks(world: Blocks) -> Walks:
    """Memory of the kernel for one thread."""
    lives = world.starts.shape[1] * world.lanes
    here, before, steps, closest, reached = (aligned(lives, np.int32) for _ in range(5))
    return Walks(
        here=here,
        before=before,
        steps=steps,
        closest=closest,
        reached=reached,
        earned=aligned(lives, np.float64),
        won=aligned(lives, np.bool_),
        paid=aligned((lives, world.pays.size), np.int64, -1),
        going=aligned(lives, np.int32),
        asked=aligned(lives, np.int32),
        wish=aligned((4, lives), np.float32),
        ahead=aligned(lives, np.int32),
        moves=aligned(world.units.size * world.lanes, np.int32),
        sums=aligned(world.aims.size, np.float64),
    )
