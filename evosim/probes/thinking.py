"""What thinking buys: the thinking curve, deliberation and the horizon.

Published recurrent planners rise with extra thinking and saturate; a feed-forward net is exactly flat. K sweeps of
value iteration find a path if and only if it has at most K steps.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from evosim.life import Mind
from evosim.worlds.grid.instances import Instances

TICKS = (0, 1, 2, 4, 8, 16, 32)


def curve(agent: Mind, novel: Instances) -> dict[int, float]:
    """Success on novel instances, in [0, 1], with 0, 1, 2, 4, 8, 16 and 32 units of thought."""
    return {units: agent.live(novel, thought=units).success for units in TICKS}


def deliberation(agent: Mind, novel: Instances) -> float:
    """Success on novel instances in its own way less that with one unit of thought in all, in [−1, 1].

    The unit is that of each organ's budget: a tick of a cortex, a node of a search. Who has no budget of thought loses
    nothing: 0. Source: design §5; what a search loses when it may not search.
    """
    return agent.live(novel).success - agent.live(novel, thought=1).success


class Horizon(NamedTuple):
    """What is lost with k units of thought, by length of path, in [−1, 1]; ``difference`` is in [−2, 2]."""

    units: int
    within: float
    beyond: float

    @property
    def difference(self) -> float:
        """How much more is lost on longer paths than on those of at most k steps."""
        return self.beyond - self.within


def horizon(agent: Mind, novel: Instances) -> Horizon | None:
    """Success in its own way less that with k units, on shortest paths of at most k steps, and on longer ones.

    k is the median path of ``novel``. A sheet of units sees one step further with each tick: within 0, beyond near its
    success. It is relative to full thought because longer paths are harder for anyone. None if all paths have the same
    length, or if no organ thinks more than k units, so that there is nothing to cut.
    """
    path = novel.path
    units = int(np.median(path))
    near = path <= units
    if near.all() or not any(budget.full > units for budget in agent.budgets.values()):
        return None
    lost = agent.live(novel).won.astype(np.int64) - agent.live(novel, thought=units).won
    return Horizon(units, float(lost[near].sum() / near.sum()), float(lost[~near].sum() / (~near).sum()))
