"""Retarget the search: show the goal elsewhere and see whether the agent goes there, in time.

Source: design §5 (an intervention on the represented goal). Without the detour and the deadline lookalikes pass:
compasses, wall followers and greedy walkers.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from evosim.life import Mind
from evosim.random.reference import below, fold
from evosim.worlds.grid import Instances
from evosim.worlds.grid.distances import from_starts, manhattan

DETOUR = 4  # how much longer than the Manhattan distance the way to the edited cell must be
TARGET = 21  # purpose of draws


def retarget(agent: Mind, novel: Instances, root: int) -> float | None:
    """Share of lives in [0, 1] that reach the cell on which the goal seems to stand within its shortest path d.

    Only the planes are edited, and things are inert with and without the edit. The cell is drawn for each life among
    those that the agent does not walk unedited, that hold nothing, and to which d is at least 4 more than the Manhattan
    distance and at most the steps of a life. Lives without such a cell are left out; None if none is left.

    Parameters
    ----------
    root : seed of the choice of cells (64 bits).
    """
    distance = from_starts(novel)
    eligible = _eligible(novel, distance, agent.live(novel, inert=True).trails)
    rows, columns = np.nonzero(eligible.any(axis=2))
    if not rows.size:
        return None
    key = fold(root, TARGET)
    targets = np.empty(rows.size, np.int32)
    for life, (n, j) in enumerate(zip(rows, columns, strict=True)):
        cells = np.flatnonzero(eligible[n, j])
        targets[life] = cells[below(fold(key, int(n)), int(j), len(cells))]
    edited = seem(novel.take(rows, novel.starts[rows, columns][:, None]), targets)
    arrival = agent.live(edited, inert=True).visits(targets[:, None])[:, 0]
    return float(np.count_nonzero(arrival <= distance[rows, columns, targets]) / rows.size)


def _eligible(novel: Instances, distance: NDArray[np.int32], trails: NDArray[np.int32]) -> NDArray[np.bool_]:
    """(N, J, C) the cells that may become the seeming goal of each life."""
    eligible = (distance >= manhattan(novel) + DETOUR) & (distance <= novel.steps) & (novel.touch == 0)[:, None]
    n, j, _ = trails.shape
    eligible[np.arange(n)[:, None, None], np.arange(j)[None, :, None], trails] = False
    return np.asarray(eligible, np.bool_)


def seem(instances: Instances, targets: NDArray[np.int32]) -> Instances:
    """The same instances, but to the brain the paying things seem to be gone and one to stand on targets (N,)."""
    kinds = instances.kinds
    planes = instances.planes.copy()
    rows = np.arange(len(instances))
    paying = [thing for thing, kind in enumerate(kinds.of_thing) if kinds.pays[kind] > 0]
    for thing in paying:
        planes[rows, :, instances.things[:, thing]] -= kinds.shows[kinds.of_thing[thing]]
    planes[rows, :, targets] += kinds.shows[kinds.of_thing[paying[0]]]
    return replace(instances, planes=planes)
