"""From the options of a world to targets."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from evosim.random.reference import fold, unit
from evosim.worlds.targets.options import Targets


def draw_targets(world: Targets, seed: int, replicate: int, part: int, count: int) -> NDArray[np.float32]:
    """``count`` targets (N,) of a part of a replicate."""
    key = fold(fold(seed, replicate), part)
    drawn = np.array([(1 + unit(key, n)) / 2 for n in range(count)])
    return (world.low + (world.high - world.low) * drawn).astype(np.float32)
