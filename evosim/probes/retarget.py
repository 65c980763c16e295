"""Retarget the search: show the goal elsewhere and see whether the agent goes there, in time.

An intervention on the represented goal (handbook: probes, retarget). Without the detour and the deadline agents
pass that only look alike: compasses, wall followers and greedy walkers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from evosim.column import Column
from evosim.random.purposes_kernel import TARGET
from evosim.random.reference import below, fold

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from evosim.life import Mind
    from evosim.probes.subject import Subject
    from evosim.worlds.grid.instances import Instances

DETOUR = 4  # how much longer than the Manhattan distance the way to the edited cell must be
UNSTEADY = "goals move, are eaten or are locked in"
COLUMNS = (
    Column(
        "retarget",
        "share of lives that reach the goal which was edited into the planes alone, anywhere",
        span=(0, 1),
        null=f"no life has a cell that is a detour away, or all paying objects hide all that they show; {UNSTEADY}",
    ),
    Column(
        "retarget_within",
        "the same on cells where a goal stood in training: after one maze one cell, and few lives",
        span=(0, 1),
        null=f"no life has such a cell; {UNSTEADY}",
    ),
    Column(
        "goal_generality",
        "retarget on cells where no goal ever stood in training; null where goals stood everywhere",
        span=(0, 1),
        null=f"no life has such a cell, as where goals stood everywhere in training; {UNSTEADY}",
    ),
)


def measure(subject: Subject[Mind]) -> dict[str, Any]:
    """The three shares of lives that follow a goal which is shown elsewhere."""
    found = subject.once(retargeted)
    return {"retarget": found.anywhere, "retarget_within": found.within, "goal_generality": found.outside}


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


def retargeted(subject: Subject[Mind]) -> Retargeted:
    """Share of lives in [0, 1] that reach the cell on which the goal seems to stand within its shortest path d.

    Asked anywhere, and within and outside the cells where goals stood in training. Only the planes are edited, and
    things are inert with and without the edit. The cell is drawn for each life among those that the agent does not walk
    unedited, that hold nothing, and to which d is at least 4 more than the Manhattan distance and at most the steps of
    a life. Lives without such a cell are left out; None if none is left.
    """
    import numpy as np

    training, novel = subject.training, subject.novel
    if not novel.goals_stay:
        return Retargeted(None, None, None)
    asked = _Asked.of(subject)
    inside = np.zeros(novel.walls.shape[1], np.bool_)
    if training.size == novel.size:
        inside[training.things[:, training.paying].ravel()] = True
    return Retargeted(asked.share(), asked.share(inside), asked.share(~inside))


@dataclass(frozen=True)
class _Asked:
    """A subject with the cells (N, J, C) that may become its seeming goal, at their distance (N, J, C)."""

    subject: Subject[Mind]
    distance: NDArray[np.int32]
    eligible: NDArray[np.bool_]

    @classmethod
    def of(cls, subject: Subject[Mind]) -> _Asked:
        import numpy as np

        from evosim.worlds.grid.distances import from_starts

        novel = subject.novel
        distance = subject.of_novel(from_starts)
        eligible = detours(novel, distance, subject.lives(inert=True).trails)
        features = slice(1, novel.kinds.features)
        shown = novel.planes[np.arange(len(novel)), features, novel.things[:, novel.paying[0]]]
        eligible &= (shown != 0).any(axis=1)[:, None, None]  # a goal that hides all it shows cannot seem elsewhere
        return cls(subject, distance, eligible)

    def share(self, cells: NDArray[np.bool_] | None = None) -> float | None:
        """Share of lives that reach the seeming goal in time, where it is on one of cells (C,), or on any."""
        import numpy as np

        eligible = self.eligible if cells is None else self.eligible & cells
        rows, columns = np.nonzero(eligible.any(axis=2))
        if not rows.size:
            return None
        novel, key = self.subject.novel, fold(self.subject.root, TARGET)
        targets = np.empty(rows.size, np.int32)
        for life, (n, j) in enumerate(zip(rows, columns, strict=True)):
            open_to = np.flatnonzero(eligible[n, j])
            targets[life] = open_to[below(fold(key, int(n)), int(j), len(open_to))]
        edited = seem(novel.take(rows, novel.starts[rows, columns][:, None]), targets)
        arrival = self.subject.live(edited, inert=True).visits(targets[:, None])[:, 0]
        return float(np.count_nonzero(arrival <= self.distance[rows, columns, targets]) / rows.size)


def detours(novel: Instances, distance: NDArray[np.int32], trails: NDArray[np.int32]) -> NDArray[np.bool_]:
    """(N, J, C) the bare cells off the trails (N, J, T + 1) to which the way, at distance (N, J, C), is a detour."""
    import numpy as np

    from evosim.worlds.grid.distances import manhattan

    eligible = (distance >= manhattan(novel) + DETOUR) & (distance <= novel.steps) & (novel.touch == 0)[:, None]
    n, j, _ = trails.shape
    eligible[np.arange(n)[:, None, None], np.arange(j)[None, :, None], trails] = False
    return np.asarray(eligible, np.bool_)


def seem(instances: Instances, targets: NDArray[np.int32]) -> Instances:
    """The same instances, but to the brain the paying things seem to be gone and one to stand on targets (N,).

    What moves is what the brain is shown of them: a feature that a thing hides is neither taken away nor shown.
    """
    import numpy as np

    planes = instances.planes.copy()
    rows = np.arange(len(instances))
    features = slice(1, instances.kinds.features)  # a place stays where it is
    shown = planes[rows, features, instances.things[:, instances.paying[0]]]
    for thing in instances.paying:
        planes[rows, features, instances.things[:, thing]] = 0  # each thing has its cell to itself
    planes[rows, features, targets] = shown
    shows = instances.shows.copy()
    shows[:, instances.paying, 1:] = 0
    return replace(instances, planes=planes, shows=shows)
