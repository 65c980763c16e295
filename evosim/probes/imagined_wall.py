"""An imagined wall: shown, not there. A search bends its path around it; habits walk on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from evosim.life import Mind
from evosim.random.reference import below, fold
from evosim.worlds.grid import Instances
from evosim.worlds.grid.distances import between

ON, OFF = 31, 32  # purposes of draws


def imagined_wall(agent: Mind, novel: Instances, root: int) -> float | None:
    """How often the path bends for a wall on it, less how often for a wall off it, in [−1, 1].

    Of the lives that reach a paying thing, those in which some cell of the path, after the start and before the goal,
    can be walked round. The wall is shown in the planes alone, on one such cell, and for comparison on a free cell that
    the path does not touch. The path bends if any step differs. None if there is no such life. Source: design §5.

    Parameters
    ----------
    root : seed of the choice of cells (64 bits).
    """
    before = agent.live(novel)
    rows, columns = np.nonzero(before.won)
    if not rows.size:
        return None
    trails = before.trails[rows, columns]
    lives = novel.take(rows, novel.starts[rows, columns][:, None])
    on, off = _candidates(lives, trails)
    use = np.flatnonzero(on.any(axis=1) & off.any(axis=1))
    if not use.size:
        return None
    bends = []
    for purpose, eligible in ((ON, on), (OFF, off)):
        key = fold(root, purpose)
        life = rows * novel.starts.shape[1] + columns
        cells = [_pick(fold(key, int(life[m])), eligible[m]) for m in use]
        after = agent.live(_walled(lives.take(use), np.array(cells))).trails[:, 0]
        bends.append(np.count_nonzero((after != trails[use]).any(axis=1)))
    return float((bends[0] - bends[1]) / use.size)


def _candidates(lives: Instances, trails: NDArray[np.int32]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """(M, C) cells on each path that can be walked round, and free cells off it; neither holds anything."""
    rows = np.arange(len(lives))
    walked = np.zeros(lives.walls.shape, np.bool_)
    walked[rows[:, None], trails] = True
    empty = ~lives.walls & (lives.touch == 0)
    empty[rows, lives.starts[:, 0]] = False
    on = walked & empty
    m, cells = np.nonzero(on)
    goals = trails[m, -1]
    on[m, cells] = between(lives, m, lives.starts[m, 0], goals, without=cells) >= 0
    return on, empty & ~walked


def _pick(key: int, eligible: NDArray[np.bool_]) -> int:
    cells = np.flatnonzero(eligible)
    return int(cells[below(key, 0, len(cells))])


def _walled(lives: Instances, cells: NDArray[np.int64]) -> Instances:
    planes = lives.planes.copy()
    planes[np.arange(len(lives)), 0, cells] = 1
    return replace(lives, planes=planes)
