"""What selection sees of the returns of an individual's lives."""

from __future__ import annotations

import numpy as np

from evosim.kernel import kernel


@kernel
def score(world, sums, total, lives):
    """The mean return of ``lives`` lives that add up to ``total``; or the least mean of an instance, less its aim.

    sums (N,) are the returns of each instance, if world.aims (N,) are not empty.
    """
    if world.aims.size == 0:
        return total / lives
    each = lives // world.aims.size
    least = np.inf
    for i in range(world.aims.size):
        least = min(least, sums[i] / each - world.aims[i])
    return least
