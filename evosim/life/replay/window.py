"""What an agent that sees a window of its arena is shown, along a trail: the slow twin of the general walk's map.

K planes, Q units.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.life.agent import Agent
from evosim.worlds.grid.instances import Instances


class Window(NamedTuple):
    """What an agent sees of its arena, and which plane shows what it has not seen; of sight 0 it sees all."""

    sight: int
    unseen: int
    kept: bool  # whether what it has seen stays known

    @classmethod
    def of(cls, agent: Agent) -> Window:
        """That of an agent."""
        plan = agent.blueprint.plan
        return cls(plan.sight, plan.unseen, plan.maps)


def known(window: Window, instances: Instances, trail: NDArray[np.int32]) -> NDArray[np.bool_]:
    """(M, Q) what it knows of the arena in each place of a trail (M,) from its start."""
    if not window.sight:
        return np.ones((len(trail), len(instances.cells)), np.bool_)
    there, here = (np.stack(np.divmod(cells, instances.stride)) for cells in (instances.cells, trail))
    seen = (np.abs(here[:, :, None] - there[:, None]) <= window.sight).all(axis=0)
    return np.asarray(np.logical_or.accumulate(seen) if window.kept else seen, np.bool_)


def shown(window: Window, planes: NDArray[np.float32], known: NDArray[np.bool_]) -> NDArray[np.float32]:
    """(…, K, Q) planes (K, Q) as the agent is shown them, who knows of the units (…, Q)."""
    return np.where(known[..., None, :], planes, dark(window, planes))


def dark(window: Window, planes: NDArray[np.float32]) -> NDArray[np.float32]:
    """(K, Q) what is shown where nothing was seen of planes (K, Q)."""
    nothing = np.zeros_like(planes)
    if window.sight:
        nothing[window.unseen] = 1
    return nothing
