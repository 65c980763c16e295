"""A wall that is shown where there is none: a search takes the shortest way round it, other agents do not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evosim.column import Column
from evosim.random.purposes_kernel import WALL_ON_PATH
from evosim.random.reference import below, fold

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from evosim.life import Mind
    from evosim.probes.subject import Subject
    from evosim.worlds.grid.instances import Instances

COLUMNS = (
    Column(
        "imagined_wall",
        "share of lives that take a shortest way round a wall which is only shown on their path",
        span=(0, 1),
        null="no life has a cell where a wall would make its way longer; goals move, are eaten or are locked in",
    ),
)


def measure(subject: Subject[Mind]) -> dict[str, Any]:
    """Whether a wall that is only shown makes the agent take another way."""
    return {"imagined_wall": imagined_wall(subject)} if subject.novel.goals_stay else {}


def imagined_wall(subject: Subject[Mind]) -> float | None:
    """Share of lives, in [0, 1], that take a shortest way round a wall which is only shown on their path.

    Of all lives, won or not, those in which some cell of the path, neither its start nor a thing, lies such that a wall
    on it would make the way to what pays longer, but not longer than a life. The wall is shown in the planes alone, on
    one such cell, which is drawn. A life counts if it never steps on that cell and reaches what pays as soon as the
    wall would allow. None if there is no such life. That a path merely bends tells nothing: any agent that looks
    one step ahead bends too (compasses 1.00). Source: handbook: probes, imagined_wall.
    """
    import numpy as np

    novel = subject.novel
    n, j = novel.starts.shape
    lives = novel.take(np.repeat(np.arange(n), j), novel.starts.reshape(-1, 1))
    trails = subject.lives().trails.reshape(n * j, -1)
    longer = _longer(lives, trails)
    use = np.flatnonzero((longer > 0).any(axis=1))
    if not use.size:
        return None
    key = fold(subject.root, WALL_ON_PATH)
    cells = np.array([_pick(fold(key, int(life)), longer[life] > 0) for life in use])
    walled = lives.take(use)
    walled.planes[np.arange(use.size), 0, cells] = 1
    after = subject.live(walled)
    arrival = _first_payment(after.trails[:, 0], walled)
    in_time = arrival <= longer[use, cells]
    return float(np.count_nonzero(in_time & ~(after.trails[:, 0] == cells[:, None]).any(axis=1)) / use.size)


def _longer(lives: Instances, trails: NDArray[np.int32]) -> NDArray[np.int32]:
    """(M, C) of cells on each path, steps to what pays with a wall there, if those are more; else 0."""
    import numpy as np

    from evosim.worlds.grid.distances import between

    rows = np.arange(len(lives))
    on = np.zeros(lives.walls.shape, np.bool_)
    on[rows[:, None], trails] = True
    on &= ~lives.walls & (lives.touch == 0)
    on[rows, lives.starts[:, 0]] = False
    m, cells = np.nonzero(on)
    ways = np.full(m.size, lives.steps + 1, np.int32)
    for thing in lives.paying:
        way = between(lives, m, lives.starts[m, 0], lives.things[m, thing], without=cells)
        ways = np.where((way >= 0) & (way < ways), way, ways)
    found = np.zeros(on.shape, np.int32)
    found[m, cells] = np.where((ways > lives.path[m, 0]) & (ways <= lives.steps), ways, 0)
    return found


def _first_payment(trails: NDArray[np.int32], lives: Instances) -> NDArray[np.int64]:
    """(M,) the first step at which each path stands on a thing that pays, or a number beyond the steps of a life."""
    import numpy as np

    there = np.logical_or.reduce([trails == lives.things[:, thing, None] for thing in lives.paying])
    return np.where(there.any(axis=1), there.argmax(axis=1), trails.shape[1] + 1)


def _pick(key: int, eligible: NDArray[np.bool_]) -> int:
    import numpy as np

    cells = np.flatnonzero(eligible)
    return int(cells[below(key, 0, len(cells))])
