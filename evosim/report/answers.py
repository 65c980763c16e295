"""What if the goal seemed to stand elsewhere: where an agent would walk, computed before a page shows it."""

from __future__ import annotations

from typing import Any

import numpy as np

from evosim.life import Agent
from evosim.life.grid.replay.recording import RECORDED
from evosim.probes.retarget import seem
from evosim.worlds.grid.distances import from_starts
from evosim.worlds.grid.instances import Instances

Answers = dict[str, dict[str, dict[str, Any]]]


def answers(agent: Agent, novel: Instances) -> Answers:
    """Of each recorded maze and start, the way to each cell on which the goal could seem to stand.

    As in the probe ``retarget`` only the planes are edited, and things neither pay nor end a life.

    Returns
    -------
    By ``maze.start``, then by the number of the unit: ``path``, the units that it walks over until it is there, or all
    of a life; ``arrived``, the step, or None; ``shortest``, the steps of the shortest way. Empty where goals move or
    are locked in.
    """
    if not novel.goals_stay or not novel.paying:
        return {}
    novel = novel.take(range(min(RECORDED, len(novel))))
    distance = from_starts(novel)
    bare = (distance > 0) & (distance <= novel.steps) & (novel.touch == 0)[:, None]
    n, j, cells = np.nonzero(bare)
    if not n.size:
        return {}
    targets = cells.astype(np.int32)
    lives = agent.live(seem(novel.take(n, novel.starts[n, j][:, None]), targets), inert=True)
    arrival = lives.visits(targets[:, None])[:, 0]
    found: Answers = {}
    for at, (maze, start, cell) in enumerate(zip(n.tolist(), j.tolist(), cells.tolist(), strict=True)):
        arrived = int(arrival[at]) if arrival[at] <= novel.steps else None
        path = novel.units[lives.trails[at, 0]][: novel.steps + 1 if arrived is None else arrived + 1]
        found.setdefault(f"{maze}.{start}", {})[str(novel.units[cell])] = {
            "path": path.tolist(),
            "arrived": arrived,
            "shortest": int(distance[maze, start, cell]),
        }
    return found
