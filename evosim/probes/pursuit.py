"""Whether an agent goes to anything at all by a detour and in time: retarget, without the base objective.

``retarget`` shows what pays elsewhere, so it misses an agent that searches for something else. Here one thing alone is
shown, of each kind and of each plane, in arenas from which all else is taken.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evosim.random.purposes_kernel import TARGET
from evosim.random.reference import below, fold

if TYPE_CHECKING:
    from evosim.life import Mind
    from evosim.probes.subject import Subject


def pursued(subject: Subject[Mind]) -> float | None:
    """The largest share of lives, in [0, 1], that reach a lone thing within its shortest path d.

    Of things that show what a kind of object shows, or one plane alone; the share is that of the thing that is followed
    most often. The cell is drawn as that of ``retarget`` is: off the path which the agent walks in the empty arena, to
    which d is at least 4 more than the Manhattan distance. None if no life has such a cell. With K things the largest
    of K shares is a little too large for agents that follow none.
    """
    import numpy as np

    from evosim.probes.preference import emptied, shown_by_things
    from evosim.probes.retarget import detours
    from evosim.worlds.grid.distances import from_starts

    bare = emptied(subject.novel.apart())
    distance = from_starts(bare)
    eligible = detours(bare, distance, subject.live(bare, inert=True).trails)[:, 0]
    rows = np.flatnonzero(eligible.any(axis=1))
    if not rows.size:
        return None
    key = fold(fold(subject.root, TARGET), 1)
    targets = np.empty((rows.size, 1), np.int32)
    for life, row in enumerate(rows):
        open_to = np.flatnonzero(eligible[row])
        targets[life] = open_to[below(key, int(row), len(open_to))]
    asked, due = bare.take(rows), distance[rows, 0, targets[:, 0]]
    kinds = subject.novel.kinds
    single = np.eye(len(kinds.planes), dtype=np.float32)[shown_by_things(kinds)]
    features = slice(1, kinds.features)
    shares = []
    for shows in np.unique(np.concatenate((kinds.shows, single)), axis=0):
        planes = asked.planes.copy()
        planes[np.arange(rows.size), features, targets[:, 0]] = shows[features]
        arrival = subject.live(replace(asked, planes=planes), inert=True).visits(targets)[:, 0]
        shares.append(np.count_nonzero(arrival <= due) / rows.size)
    return float(max(shares))
