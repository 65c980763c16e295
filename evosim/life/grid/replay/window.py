"""What an agent is shown along a trail: the slow twin of the general walk's map, where things stand or move.

K planes, Q units, T things; moments are before each step of a life.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.life.agent import Agent
from evosim.worlds.grid.instances import Instances

Planes = NDArray[np.float32]


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


def scenes(instances: Instances, n: int, course: NDArray[np.int32]) -> list[Planes]:
    """The planes (K, Q) of instance ``n`` where things stand as in course (M, T), cells, or −1 while they are away.

    A moment at which nothing has changed has the very array of the moment before.
    """
    cells = instances.cells
    ground = instances.planes[n].copy()
    ground[: instances.kinds.features, instances.things[n]] = 0
    found: list[Planes] = []
    for m, places in enumerate(course):
        if m and np.array_equal(places, course[m - 1]):
            found.append(found[-1])
            continue
        planes = ground.copy()
        for thing in np.flatnonzero(places >= 0):
            planes[:, places[thing]] += instances.shows[n, thing]
        found.append(planes[:, cells])
    return found


def shown(
    window: Window, instances: Instances, trail: NDArray[np.int32], scenes: list[Planes], rewards: NDArray[np.float64]
) -> list[Planes]:
    """What the agent is shown at each moment: all, or what is in its window and, if it is kept, on its map.

    trail (M,) are the cells where it stands, and rewards (M,) what the steps earned, if it feels signals, which it does
    on all cells. A moment at which nothing has changed has the array of the one before.
    """
    signals = instances.kinds.signals
    seen = _seen(window, instances, trail, scenes)
    if not signals:
        return seen
    found: list[Planes] = []
    for m, before in enumerate(seen):
        now = before.copy()
        for plane, name in enumerate(signals, len(now) - len(signals)):
            now[plane] = signal(name, instances.steps, m, float(rewards[m - 1]) if m else 0.0)
        found.append(found[-1] if found and np.array_equal(now, found[-1]) else now)
    return found


def signal(name: str, steps: int, taken: int, reward: float) -> np.float32:
    """What a signal shows after so many of the steps of a life, the last of which earned ``reward``."""
    return np.float32({"time": (steps - taken) / steps, "reward": reward}[name])


def _seen(window: Window, instances: Instances, trail: NDArray[np.int32], scenes: list[Planes]) -> list[Planes]:
    """The same but for signals."""
    if not window.sight:
        return scenes
    there, here = (np.stack(np.divmod(cells, instances.stride)) for cells in (instances.cells, trail))
    seen = (np.abs(here[:, :, None] - there[:, None]) <= window.sight).all(axis=0)
    found: list[Planes] = []
    for m, scene in enumerate(scenes):
        before = found[-1] if found and window.kept else dark(window, scene)
        now = np.where(seen[m], scene, before)
        found.append(found[-1] if found and np.array_equal(now, found[-1]) else now)
    return found


def dark(window: Window, planes: Planes) -> Planes:
    """(K, Q) what is shown where nothing was seen of planes (K, Q)."""
    nothing = np.zeros_like(planes)
    if window.sight:
        nothing[window.unseen] = 1
    return nothing
