"""A life in plain Python over developed tensors: the slow twin of ``evosim/life/grid/memoised/kernel.py``."""

from __future__ import annotations

import numpy as np

from evosim.encodings.direct.encoding import Direct
from evosim.life import Agent
from evosim.organs.blueprint import Blueprint
from evosim.organs.reflex import organ as reflex
from evosim.organs.search import organ as search
from evosim.worlds.grid.instances import Instances

F = np.float32


def preference(
    agent: Agent, instances: Instances, n: int, unit: int, sheet: np.ndarray, habits: np.ndarray | None,
    planned: np.ndarray,
) -> np.ndarray:
    blueprint: Blueprint = agent.blueprint
    total = np.zeros(4, F)
    if habits is not None and habits.shape[0] > n:
        total = total + habits[n, unit]
    if "cortex" in agent.organs:
        i, j = divmod(unit, instances.size)
        padded = np.pad(sheet[n].reshape(-1, instances.size, instances.size), ((0, 0), (1, 1), (1, 1)))
        around = [(i, j + 1), (i + 1, j + 2), (i + 2, j + 1), (i + 1, j), (i + 1, j + 1)]
        view = np.array([channel[at] for channel in padded for at in around], F)
        if blueprint.brain.cortex.reads == "relative":
            view = view / view.max() if view.max() > 0 else view * F(0)
        gain = F(1)
        if "gain" in blueprint.parts:
            gain = blueprint.develop("gain", agent.genome, instances.codes)[0]
        if blueprint.brain.cortex.readout == "greedy":
            total = total + gain * view[:4]
        else:
            readout = blueprint.develop("readout", agent.genome, instances.codes)
            for a in range(4):
                seen = F(0)
                for k in range(len(view)):
                    seen = F(seen + readout[a, k] * view[k])
                total[a] = total[a] + gain * seen
    if "reflex" in agent.organs:
        seen = reflex.window(instances.planes[n], int(instances.cells[unit]), blueprint.brain.reflex.radius)
        total = total + reflex.preferences(tensor(agent, "reflex_in"), tensor(agent, "reflex_out"), seen)
    if "search" in agent.organs:
        total = total + search.preferences(tensor(agent, "search_gain")[0], planned[n], int(instances.cells[unit]))
    return total


def tensor(agent: Agent, name: str) -> np.ndarray:
    return agent.blueprint.develop(name, agent.genome, np.empty((0, 6), F))


def first_of_largest(wish: np.ndarray) -> int:
    """As kernels compare: what is not a number is never larger."""
    best = 0
    for action in range(1, 4):
        best = action if wish[action] > wish[best] else best
    return best


def plan(agent: Agent, instances: Instances) -> np.ndarray:
    """(N, C) what the search holds of entering each cell."""
    if "search" not in agent.organs:
        return np.empty((len(instances), 0), F)
    ends = np.append(False, instances.kinds.ends[instances.kinds.of_thing])[instances.touch]
    discount, depth = tensor(agent, "search_discount")[0], agent.budgets["search"].full
    features = instances.kinds.features
    return search.values(tensor(agent, "search_weights"), discount, depth, instances.planes, ends, features)


def live(agent: Agent, instances: Instances, inert: bool = False) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Trails (N, J, T + 1), things reached and wins (N, J), and the mean return with shaping."""
    n, j = instances.starts.shape
    kinds, of_thing = instances.kinds, instances.kinds.of_thing
    course = agent.mind(instances) if "cortex" in agent.organs else np.empty((1, 1))
    way = agent.blueprint.brain.cortex
    goes_on = "cortex" in agent.organs and way.think == "step" and way.state == "kept"
    if goes_on:
        course = agent.mind(instances, agent.ticks * instances.steps)
    planned = plan(agent, instances)
    habits = None
    if "habits" in agent.organs:
        habits = agent.blueprint.develop("habits", agent.genome, instances.codes)
        if isinstance(agent.blueprint.parts["habits"].encoding, Direct) and (instances.entry < 0).any():
            habits = None
    trails = np.empty((n, j, instances.steps + 1), np.int32)
    reached, won = np.full((n, j), -1), np.zeros((n, j), bool)
    returns = 0.0
    for row in range(n):
        for column in range(j):
            cell = int(instances.starts[row, column])
            trails[row, column] = cell
            paid: set[int] = set()
            earned, closest = 0.0, int(instances.distance[row, cell])
            for t in range(instances.steps):
                sheet = course[:, agent.ticks * (t + 1)] if goes_on else course[:, -1]
                wish = preference(agent, instances, row, int(instances.units[cell]), sheet, habits, planned)
                ahead = cell + int(instances.moves[first_of_largest(wish)])
                cell = cell if instances.walls[row, ahead] else ahead
                trails[row, column, t + 1 :] = cell
                if instances.distance[row, cell] >= 0:
                    closest = min(closest, int(instances.distance[row, cell]))
                standing = [thing for thing in range(len(of_thing)) if instances.things[row, thing] == cell]
                if inert or not standing:
                    continue
                kind = of_thing[standing[0]]
                if standing[0] not in paid:
                    paid.add(standing[0])
                    earned += float(kinds.pays[kind])
                    won[row, column] |= kinds.pays[kind] > 0
                if kinds.ends[kind]:
                    reached[row, column] = standing[0]
                    break
            far = int(instances.distance[row, instances.starts[row, column]])
            if not won[row, column] and far > 0:
                earned += instances.shaping * (far - closest) / far
            returns += earned
    return trails, reached, won, returns / (n * j)
