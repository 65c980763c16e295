"""What selection sees of a genome's lives in several instances."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from evosim.evolution.options import Over
from evosim.worlds.grid.instances import Instances
from evosim.worlds.grid.optimum import optimal_returns


def aims(over: Over, instances: Instances) -> NDArray[np.float64]:
    """(N,) what the mean return in each instance is measured against, or (0,) if instances are not looked at singly."""
    if over == "mean":
        return np.empty(0)
    return np.zeros(len(instances)) if over == "worst" else optimal_returns(instances).mean(axis=1)
