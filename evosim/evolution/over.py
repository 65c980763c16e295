"""What selection sees of a genome's lives in several instances."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from evosim.evolution.options import Over
from evosim.worlds.grid.instances import Instances
from evosim.worlds.grid.optimum import optimal_returns
from evosim.worlds.grid.returns.tables import tabulated
from evosim.worlds.grid.things.states import MOST_STATES


def aims(over: Over, instances: Any) -> NDArray[np.float64]:
    """(N,) what the mean return in each instance is measured against, or (0,) if instances are not looked at singly."""
    if over == "mean":
        return np.empty(0)
    return np.zeros(len(instances)) if over == "worst" else _optimal(instances).mean(axis=1)


def _optimal(instances: Instances) -> NDArray[np.float64]:
    """(N, J) the largest return of each life; of a world that changes without shaping, which is then 0."""
    if instances.still:
        return optimal_returns(instances)
    each = [returns.optimal for life in range(instances.lives) if (returns := tabulated(instances, life)) is not None]
    if not each:
        raise ValueError(f"expected at most {MOST_STATES:,} states of a life, for its regret; got more")
    return np.asarray(np.mean(each, axis=0))
