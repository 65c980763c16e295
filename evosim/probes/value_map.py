"""Whether activity is a map of value."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Any

from evosim.column import Column

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from evosim.life import Agent
    from evosim.probes.subject import Subject

COLUMNS = (
    Column(
        "value_map",
        "Spearman correlation of activity with minus the true distance, on novel instances",
        span=(-1, 1),
        null="brains without a cortex",
        after="imagined_wall",
    ),
)


def measure(subject: Subject[Agent]) -> dict[str, Any]:
    """Whether the activity of a cortex is a map of value."""
    return {"value_map": value_map(subject)} if "cortex" in subject.agent.organs else {}


def value_map(subject: Subject[Agent]) -> float:
    """Spearman's correlation, in [−1, 1], of settled activity with minus the true distance to the goal.

    Over the free cells from which the goal can be reached, mean over novel instances; an instance in which activity is
    the same everywhere counts as 0: such a map tells nothing. Of several channels it is that of the channel with the
    largest in size, with its sign: any of them may be the map. Source: handbook: probes, value_map.
    """
    novel = subject.novel
    settled = subject.agent.settled(novel)
    distance = novel.distance[:, novel.cells]
    found = [
        sum(_spearman(settled[n, channel].ravel(), distance[n]) for n in range(len(novel))) / len(novel)
        for channel in range(settled.shape[1])
    ]
    return max(found, key=abs)


def _spearman(activity: NDArray[np.float32], distance: NDArray[np.int32]) -> float:
    there = distance >= 0
    a = ranks(activity[there])
    b = ranks(-distance[there])
    a, b = a - a.mean(), b - b.mean()
    # Sums of products, not dot products: those are BLAS's, whose order of summation differs between machines.
    spread = sqrt(float((a * a).sum() * (b * b).sum()))
    return float((a * b).sum()) / spread if spread else 0.0


def ranks(values: NDArray[Any]) -> NDArray[np.float64]:
    """The rank of each value, from 1; of equal values the mean of their ranks, which is exact."""
    import numpy as np

    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    mean: NDArray[np.float64] = np.cumsum(counts) - (counts - 1) / 2
    return mean[place]
