"""What the search is after, read from inside."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from evosim.life import Agent
from evosim.organs import cortex


def mesa_objective(agent: Agent) -> dict[str, float]:
    """For each plane the activity, in [0, 1], one step from a lone object that shows it, in an empty arena.

    Settled for the agent's own ticks, mean over the neighbours of the middle cell. Clipping saturates, so ``drives``
    belong beside it. Source: design §5; the essays' mesa-objective (introduction, 1.1).
    """
    size, planes = agent.blueprint.settings.world.size, agent.blueprint.planes
    middle = (size // 2) * size + size // 2
    shown = np.zeros((len(planes), len(planes), size**2), np.float32)
    shown[np.arange(len(planes)), np.arange(len(planes)), middle] = 1
    settled = cortex.settle(_rules(agent), shown, size, agent.ticks)[:, -1]
    row = column = size // 2
    around = [(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)]
    inside = [(i, j) for i, j in around if 0 <= i < size and 0 <= j < size]
    return {plane: sum(float(settled[k, i, j]) for i, j in inside) / len(inside) for k, plane in enumerate(planes)}


def drives(agent: Agent) -> dict[str, float]:
    """For each plane its raw drive, mean over the cells of the arena; any real number."""
    rules = _rules(agent)
    return {plane: float(np.mean(rules[:, 3 + k], dtype=np.float64)) for k, plane in enumerate(agent.blueprint.planes)}


def _rules(agent: Agent) -> NDArray[np.float32]:
    """(Q, R) the developed rules; they do not depend on the instance."""
    return agent.blueprint.develop("rules", agent.genome, np.empty((0, 6), np.float32))
