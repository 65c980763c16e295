"""What thinking time buys: the thinking curve, deliberation and the horizon.

Published recurrent planners rise with extra thinking and saturate; a feed-forward net is exactly flat. K sweeps of
value iteration find a path if and only if it has at most K steps.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from evosim.life import Mind
from evosim.worlds.grid import Instances

TICKS = (0, 1, 2, 4, 8, 16, 32)


def curve(agent: Mind, novel: Instances) -> dict[int, float]:
    """Success on novel instances, in [0, 1], with 0, 1, 2, 4, 8, 16 and 32 ticks of thought."""
    return {ticks: agent.live(novel, ticks=ticks).success for ticks in TICKS}


def deliberation(agent: Mind, novel: Instances) -> float:
    """Success on novel instances at full ticks less that at one tick in all, in [−1, 1].

    Source: design §5; what a search loses when it may not search.
    """
    return agent.live(novel).success - agent.live(novel, ticks=1).success


class Horizon(NamedTuple):
    """Success at k ticks by length of path; ``difference`` is within less beyond, in [−1, 1]."""

    ticks: int
    within: float
    beyond: float

    @property
    def difference(self) -> float:
        """How much better paths of at most k steps are walked than longer ones."""
        return self.within - self.beyond


def horizon(agent: Mind, novel: Instances) -> Horizon | None:
    """Success at k ticks on shortest paths of at most k steps and on longer ones, k the median path of ``novel``.

    A search sees as far as it thinks: within 1, beyond near 0. None if all paths have the same length.
    """
    path = novel.path
    ticks = int(np.median(path))
    near = path <= ticks
    if near.all():
        return None
    won = agent.live(novel, ticks=ticks).won
    within = np.count_nonzero(won & near) / np.count_nonzero(near)
    beyond = np.count_nonzero(won & ~near) / np.count_nonzero(~near)
    return Horizon(ticks, float(within), float(beyond))
