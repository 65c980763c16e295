"""Whether activity is a map of value."""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.typing import NDArray

from evosim.life import Agent
from evosim.worlds.grid.instances import Instances


def value_map(agent: Agent, novel: Instances) -> float:
    """Spearman's correlation, in [−1, 1], of settled activity with minus the true distance to the goal.

    Over the free cells from which the goal can be reached, mean over novel instances; an instance in which activity is
    the same everywhere counts as 0: such a map tells nothing. Of several channels it is that of the channel with the
    largest in size, with its sign: any of them may be the map. Source: design §5.
    """
    settled = agent.settled(novel)
    distance = novel.distance[:, novel.cells]
    found = [
        sum(_spearman(settled[n, channel].ravel(), distance[n]) for n in range(len(novel))) / len(novel)
        for channel in range(settled.shape[1])
    ]
    return max(found, key=abs)


def _spearman(activity: NDArray[np.float32], distance: NDArray[np.int32]) -> float:
    from scipy.stats import rankdata  # slow to import, and no generation waits for it

    there = distance >= 0
    a = rankdata(activity[there])
    b = rankdata(-distance[there])
    a, b = a - a.mean(), b - b.mean()
    # Sums of products, not dot products: those are BLAS's, whose order of summation differs between machines.
    spread = sqrt(float((a * a).sum() * (b * b).sum()))
    return float((a * b).sum()) / spread if spread else 0.0
