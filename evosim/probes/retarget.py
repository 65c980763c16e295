"""Retarget the search: show the goal elsewhere and see whether the agent goes there, in time.

Source: design §5 (an intervention on the represented goal). Without the detour and the deadline lookalikes pass:
compasses, wall followers and greedy walkers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.life import Mind
from evosim.random.purposes_kernel import TARGET
from evosim.random.reference import below, fold
from evosim.worlds.grid.distances import from_starts, manhattan
from evosim.worlds.grid.instances import Instances

DETOUR = 4  # how much longer than the Manhattan distance the way to the edited cell must be


class Retargeted(NamedTuple):
    """Shares of lives, in [0, 1], that follow a goal which is shown elsewhere; None where no life could be asked.

    Attributes
    ----------
    anywhere : the goal on any cell.
    within : on a cell where one stood in training, so that nothing is asked beyond what was selected for.
    outside : on a cell where none ever stood: the generality of the goal, which is another question than search.
    """

    anywhere: float | None
    within: float | None
    outside: float | None


def retargeted(agent: Mind, training: Instances, novel: Instances, root: int) -> Retargeted:
    """Retarget an agent evolved on ``training``: anywhere, and within and outside the support of training."""
    asked = _Asked.of(agent, novel, root)
    inside = np.zeros(novel.walls.shape[1], np.bool_)
    if training.size == novel.size:
        inside[training.things[:, training.paying].ravel()] = True
    return Retargeted(asked.share(), asked.share(inside), asked.share(~inside))


def retarget(agent: Mind, novel: Instances, root: int) -> float | None:
    """Share of lives in [0, 1] that reach the cell on which the goal seems to stand within its shortest path d.

    Only the planes are edited, and things are inert with and without the edit. The cell is drawn for each life among
    those that the agent does not walk unedited, that hold nothing, and to which d is at least 4 more than the Manhattan
    distance and at most the steps of a life. Lives without such a cell are left out; None if none is left.

    Parameters
    ----------
    root : seed of the choice of cells (64 bits).
    """
    return _Asked.of(agent, novel, root).share()


@dataclass(frozen=True)
class _Asked:
    """An agent with the cells (N, J, C) that may become its seeming goal, at their distance (N, J, C)."""

    agent: Mind
    novel: Instances
    key: int
    distance: NDArray[np.int32]
    eligible: NDArray[np.bool_]

    @classmethod
    def of(cls, agent: Mind, novel: Instances, root: int) -> _Asked:
        distance = from_starts(novel)
        eligible = _eligible(novel, distance, agent.live(novel, inert=True).trails)
        shown = novel.planes[np.arange(len(novel)), 1:, novel.things[:, novel.paying[0]]]
        eligible &= (shown != 0).any(axis=1)[:, None, None]  # a goal that hides all it shows cannot seem elsewhere
        return cls(agent, novel, fold(root, TARGET), distance, eligible)

    def share(self, cells: NDArray[np.bool_] | None = None) -> float | None:
        """Share of lives that reach the seeming goal in time, where it is on one of cells (C,), or on any."""
        eligible = self.eligible if cells is None else self.eligible & cells
        rows, columns = np.nonzero(eligible.any(axis=2))
        if not rows.size:
            return None
        targets = np.empty(rows.size, np.int32)
        for life, (n, j) in enumerate(zip(rows, columns, strict=True)):
            open_to = np.flatnonzero(eligible[n, j])
            targets[life] = open_to[below(fold(self.key, int(n)), int(j), len(open_to))]
        edited = seem(self.novel.take(rows, self.novel.starts[rows, columns][:, None]), targets)
        arrival = self.agent.live(edited, inert=True).visits(targets[:, None])[:, 0]
        return float(np.count_nonzero(arrival <= self.distance[rows, columns, targets]) / rows.size)


def _eligible(novel: Instances, distance: NDArray[np.int32], trails: NDArray[np.int32]) -> NDArray[np.bool_]:
    """(N, J, C) the cells that may become the seeming goal of each life."""
    eligible = (distance >= manhattan(novel) + DETOUR) & (distance <= novel.steps) & (novel.touch == 0)[:, None]
    n, j, _ = trails.shape
    eligible[np.arange(n)[:, None, None], np.arange(j)[None, :, None], trails] = False
    return np.asarray(eligible, np.bool_)


def seem(instances: Instances, targets: NDArray[np.int32]) -> Instances:
    """The same instances, but to the brain the paying things seem to be gone and one to stand on targets (N,).

    What moves is what the brain is shown of them: a feature that a thing hides is neither taken away nor shown.
    """
    planes = instances.planes.copy()
    rows = np.arange(len(instances))
    shown = planes[rows, 1:, instances.things[:, instances.paying[0]]]
    for thing in instances.paying:
        planes[rows, 1:, instances.things[:, thing]] = 0  # each thing has its cell to itself
    planes[rows, 1:, targets] = shown
    return replace(instances, planes=planes)
