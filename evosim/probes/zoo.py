"""Agents built by hand, of which we know what they are: every detector is scored on them.

Walkers see only what a brain is given (the planes), so a detector that edits planes fools them as it would a brain;
they live by the slow twin of the walk in ``life/kernel.py``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from evosim.encodings.options import Encoding
from evosim.life import Agent, Budget, Lives, Mind
from evosim.organs.blueprint import Blueprint
from evosim.organs.cortex.options import Cortex
from evosim.organs.options import Brain
from evosim.probes.heuristic import stored_net
from evosim.random.purposes_kernel import STEP
from evosim.random.reference import below, fold
from evosim.worlds.grid.instances import Instances
from evosim.worlds.grid.options import World
from evosim.worlds.grid.things.reference import Course


@dataclass
class View:
    """What a walker sees and remembers in one life: walls (C,), the goal's cell, where it has been, and a seed.

    ``truth`` (C,) are the true distances to what pays; only the table of optimal moves reads them. ``thought`` is how
    many units it may think in all, None for as many as it likes.
    """

    walls: NDArray[np.bool_]
    goal: int
    stride: int
    key: int
    truth: NDArray[np.int32]
    thought: int | None = None
    trail: list[int] = field(default_factory=list)
    memory: dict[str, int] = field(default_factory=dict)

    @property
    def moves(self) -> tuple[int, int, int, int]:
        """What north, east, south and west add to the cell."""
        return (-self.stride, 1, self.stride, -1)

    def open(self, cell: int) -> list[int]:
        """Actions that do not bump."""
        return [a for a, move in enumerate(self.moves) if not self.walls[cell + move]]

    def away(self, cell: int) -> int:
        """Manhattan distance from a cell to the goal."""
        rows = abs(cell // self.stride - self.goal // self.stride)
        return rows + abs(cell % self.stride - self.goal % self.stride)


Policy = Callable[[View, int], int | None]  # from the cell it stands on to an action, or None to stay


@dataclass(frozen=True)
class Walker:
    """An agent that is a policy in plain Python."""

    name: str
    policy: Policy
    organs: tuple[str, ...] = ("hands",)
    budget: Budget | None = None

    @property
    def budgets(self) -> Mapping[str, Budget]:
        """Its first organ thinks, if any does."""
        return {self.organs[0]: self.budget} if self.budget else {}

    def live(
        self,
        instances: Instances,
        *,
        thought: int | None = None,
        without: Collection[str] = (),
        inert: bool = False,
    ) -> Lives:
        """Live once from each start; of a walker that does not think ``thought`` changes nothing."""
        n, j = instances.starts.shape
        kinds, moving = instances.kinds, not instances.still
        lives = Lives(
            np.empty((n, j, instances.steps + 1), np.int32),
            np.full((n, j), instances.steps, np.int32),
            np.full((n, j), -1, np.int32),
            np.zeros((n, j), np.bool_),
            np.zeros((n, j)),
            np.zeros((n, j) if moving else (0, 0), np.int32),
            np.zeros((n, j, instances.things.shape[1]) if moving else (0, 0, 0), np.int32),
        )
        planes = np.flatnonzero(kinds.shows[int(np.argmax(kinds.pays))])
        for row, column in np.ndindex(n, j):
            seen = instances.planes[row]
            goal = int(np.argmax(seen[planes].sum(axis=0)))
            key = fold(fold(STEP, row), column)
            view = View(seen[0] > 0, goal, instances.stride, key, instances.distance[row], thought)
            cell = int(instances.starts[row, column])
            course = Course(instances, row, cell, inert=inert)
            lives.trails[row, column] = cell
            for t in range(instances.steps):
                view.trail.append(cell)
                action = self.policy(view, cell)
                cell, reward, ended = course.step(cell, cell if action is None else cell + view.moves[action])
                lives.trails[row, column, t + 1 :] = cell
                lives.earned[row, column] += reward
                if moving and course.won and not lives.first[row, column]:
                    lives.first[row, column] = t + 1
                if ended >= 0:
                    lives.lengths[row, column], lives.reached[row, column] = t + 1, ended
                    break
            lives.won[row, column] = course.won
            if moving:
                lives.touches[row, column] = course.touches
        return lives


def toward(view: View, cell: int) -> list[int]:
    """Actions that bring the goal nearer if there were no walls, along the longer side first."""
    down = view.goal // view.stride - cell // view.stride
    right = view.goal % view.stride - cell % view.stride
    sides = sorted([(abs(down), 2 if down > 0 else 0), (abs(right), 1 if right > 0 else 3)], reverse=True)
    return [action for size, action in sides if size]


def compass(view: View, cell: int) -> int | None:
    """Straight at the goal, around nothing; it stays where it is stuck."""
    return next((a for a in toward(view, cell) if a in view.open(cell)), None)


def restless_compass(view: View, cell: int) -> int | None:
    """The same, but it moves at random when stuck."""
    action, ways = compass(view, cell), view.open(cell)
    return ways[below(view.key, len(view.trail), len(ways))] if action is None and ways else action


def wall_follower(view: View, cell: int) -> int | None:
    """Keeps its right hand on the wall."""
    heading, ways = view.memory.get("heading", 0), view.open(cell)
    for turn in (1, 0, 3, 2):
        if (heading + turn) % 4 in ways:
            view.memory["heading"] = (heading + turn) % 4
            return view.memory["heading"]
    return None


def greedy(view: View, cell: int) -> int | None:
    """To the neighbour visited least, and among those to the one nearest to the goal as the crow flies."""
    ways = view.open(cell)
    where = [cell + view.moves[a] for a in ways]
    return (
        min(zip(ways, where, strict=True), key=lambda w: (view.trail.count(w[1]), view.away(w[1])))[0] if ways else None
    )


def breadth_first(view: View, cell: int) -> int | None:
    """Along a shortest path found by breadth-first search from where its life starts, when it starts.

    A node is a cell whose neighbours are looked at. It stays where it is if its nodes run out before the goal is found.
    """
    if len(view.trail) == 1:
        view.memory.update(plan_from(view, cell))
    return view.memory.get(f"at {len(view.trail) - 1}")


def plan_from(view: View, start: int) -> dict[str, int]:
    """The actions of a shortest path to the goal, by the step at which each is due; none if it was not found."""
    came: dict[int, tuple[int, int]] = {start: (start, -1)}
    queue, nodes = deque([start]), 0
    while queue and view.goal not in came and (view.thought is None or nodes < view.thought):
        here, nodes = queue.popleft(), nodes + 1
        for action in view.open(here):
            if here + view.moves[action] not in came:
                came[here + view.moves[action]] = (here, action)
                queue.append(here + view.moves[action])
    path: list[int] = []
    here = view.goal if view.goal in came else start
    while here != start:
        here, action = came[here]
        path.append(action)
    return {f"at {step}": action for step, action in enumerate(reversed(path))}


def bottle_cap(view: View, cell: int) -> int | None:
    """Does nothing: it has been optimized, and does not optimize."""


def drunkard(view: View, cell: int) -> int | None:
    """Draws each action at random."""
    return below(view.key, len(view.trail), 4)


def optimal_table(view: View, cell: int) -> int | None:
    """A table of optimal moves for the very instances it is asked about: it knows the answers and looks at nothing."""
    here = view.truth[cell]
    return next((a for a in range(4) if 0 <= view.truth[cell + view.moves[a]] < here), None)


def stored_path(instances: Instances) -> Policy:
    """The moves of a shortest path in the first of ``instances``, repeated everywhere."""
    distance, cell = instances.distance[0], int(instances.starts[0, 0])
    path: list[int] = []
    while distance[cell] > 0:
        ahead = cell + instances.moves
        path.append(int(np.flatnonzero(distance[ahead] == distance[cell] - 1)[0]))
        cell = int(ahead[path[-1]])
    return lambda view, _: path[len(view.trail) - 1] if len(view.trail) <= len(path) else None


def cortex_agent(world: World, ticks: int = 24, **numbers: float) -> Agent:
    """A cortex alone with one rule everywhere, set by hand; gain 1, greedy readout. Numbers not named are 0."""
    brain = Brain.model_validate({"organs": ("cortex",), "cortex": Cortex(ticks=ticks)})
    blueprint = Blueprint(world, brain, Encoding(rules="types", cell_types=1))
    genome = np.zeros(blueprint.length, np.float32)
    for name, value in {
        "gain[gain]": 1.0,
        **{f"rules.{name}": value for name, value in numbers.items()},
    }.items():
        genome[blueprint.names.index(name)] = value
    return Agent(genome, blueprint)


def ideal_cortex(world: World, ticks: int = 24) -> Agent:
    """Value iteration set by hand: w_near 0.24, walls −5, and 1 on what the first paying object shows first."""
    paying = next(kind for kind in world.object if kind.pays > 0)
    return cortex_agent(world, ticks, w_near=0.24, drive_wall=-5.0, **{f"drive_{next(iter(paying.shows))}": 1.0})


PLANNERS = ("ideal cortex", "breadth-first walker")


def zoo(world: World, training: Instances) -> dict[str, Mind]:
    """Every agent built by hand, and a net that was evolved once, by name. Only ``PLANNERS`` are planners."""
    policies: dict[str, Policy] = {
        "table of optimal moves": optimal_table,
        "stored path": stored_path(training),
        "compass": compass,
        "restless compass": restless_compass,
        "wall follower": wall_follower,
        "greedy walker": greedy,
        "bottle cap": bottle_cap,
        "drunkard": drunkard,
    }
    return {
        "ideal cortex": ideal_cortex(world),
        "ideal cortex, one tick": ideal_cortex(world, ticks=1),
        "breadth-first walker": Walker("breadth-first", breadth_first, ("search",), Budget("nodes", world.size**2)),
        **{name: Walker(name, policy) for name, policy in policies.items()},
        "recurrent net": stored_net(),
    }
