"""Lives in plain Python of agents that keep a state: the slow twin of ``evosim/life/grid/general/kernel.py``."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

import numpy as np

from evosim.life import Agent
from evosim.organs.cortex import organ as cortex
from evosim.organs.cortex.channels import organ as bare
from evosim.organs.cortex.channels.kernel import Channels
from evosim.random.purposes_kernel import EXPLORE
from evosim.random.reference import below, draw, fold
from evosim.worlds.grid.instances import Instances
from evosim.worlds.grid.things.reference import Course

F = np.float32


class Step(NamedTuple):
    """What an organ may look at before a step of one life: planes (K, size, size) as known, and where it stands."""

    known: np.ndarray
    row: int
    column: int
    changed: bool


class Slow(Protocol):
    """An organ in one life after another in the same instance."""

    def meet(self, known: np.ndarray, life: int) -> None: ...
    def prefer(self, step: Step) -> np.ndarray: ...
    def learn(self, before: Step, action: int, after: Step, reward: float, ended: bool) -> None: ...


class SlowCortex:
    """A cortex in an instance of its own."""

    def __init__(self, agent: Agent) -> None:
        self.rules = agent.blueprint.rules(agent.genome)
        self.part = agent.blueprint.plan.organs[agent.organs.index("cortex")]
        self.gain = agent.parameters["gain"][0]
        self.ticks, self.way = agent.ticks, agent.blueprint.brain.cortex
        self.kept = self.way.think == "step" and self.way.state != "cleared"
        self.sheet = np.zeros(0, F)

    def _run(self, known: np.ndarray, sheet: np.ndarray) -> np.ndarray:
        size, part = known.shape[1], self.part
        if isinstance(part, Channels):
            shown = known.reshape(1, len(known), -1)
            *_, last = bare.course(part, self.rules, shown, size, self.ticks, sheet[None, None])
            return last[0, 0]
        for _ in range(self.ticks):
            sheet = cortex.tick(self.rules, known.reshape(1, len(known), -1), sheet[None], size)[0]
        return sheet

    def meet(self, known: np.ndarray, life: int) -> None:
        if life and self.kept and self.way.state == "across":
            return
        self.sheet = np.zeros(known.shape[1:], F)
        if not self.kept:
            self.sheet = self._run(known, self.sheet)

    def prefer(self, step: Step) -> np.ndarray:
        if self.kept:
            self.sheet = self._run(step.known, self.sheet)
        elif self.way.think == "step" and step.changed:
            self.sheet = self._run(step.known, np.zeros_like(self.sheet))
        around = np.pad(self.sheet, 1)
        i, j = step.row, step.column
        places = ((i, j + 1), (i + 1, j + 2), (i + 2, j + 1), (i + 1, j), (i + 1, j + 1))
        seen = np.array([around[place] for place in places])
        seen = seen / seen.max() if seen.max() > 0 and self.way.reads == "relative" else seen
        return self.gain * seen[:4]

    def learn(self, before: Step, action: int, after: Step, reward: float, ended: bool) -> None:
        pass


def step_cell(step: Step, instances: Instances) -> int:
    """The cell where a life stands before a step."""
    return (step.row + 1) * instances.stride + step.column + 1


def stand(instances: Instances, row: int, course: Course) -> np.ndarray:
    """(K, size, size) what is shown of an instance where things stand as they do in a course of it."""
    planes = instances.planes[row].copy()
    planes[: instances.kinds.features, instances.things[row]] = 0
    for t, cell in sorted(course.at.items()):
        planes[:, cell] += instances.shows[row, t]
    return planes[:, instances.cells].reshape(-1, instances.size, instances.size)


def live(
    agent: Agent, instances: Instances, organs: list[Callable[[int], Slow]]
) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Trails (N, J, T + 1), things reached and wins (N, J) of the last life in each, and the mean return of all.

    ``organs`` make an organ for the n-th of the lives that stand apart.
    """
    n, j = instances.starts.shape
    size, plan, kinds = instances.size, agent.blueprint.plan, instances.kinds
    trails = np.empty((n, j, instances.steps + 1), np.int32)
    reached, won = np.full((n, j), -1), np.zeros((n, j), bool)
    total = 0.0

    def look(shown: np.ndarray, known: np.ndarray, cell: int) -> None:
        i, k = divmod(cell, instances.stride)
        for r in range(size):
            for c in range(size):
                if abs(r - (i - 1)) <= plan.sight and abs(c - (k - 1)) <= plan.sight:
                    known[:, r, c] = shown[:, r, c]
                    known[plan.unseen, r, c] = 0

    def feel(known: np.ndarray, taken: int, reward: float) -> bool:
        """Whether anything is felt that was not before."""
        before = known.copy()
        for plane, name in enumerate(kinds.planes):
            if name in kinds.signals and plane >= kinds.features:
                known[plane] = F((instances.steps - taken) / instances.steps) if name == "time" else F(reward)
        return not np.array_equal(known, before)

    def dark() -> np.ndarray:
        known = np.zeros((len(kinds.planes), size, size), F)
        known[plan.unseen] = 1
        return known

    for row in range(n):
        for column in range(j):
            brain = [make(row * j + column) for make in organs]
            for life in range(instances.lives):
                cell = int(instances.starts[row, column])
                trails[row, column], reached[row, column], won[row, column] = cell, -1, False
                shown = instances.planes[row][:, instances.cells].reshape(-1, size, size)
                known = shown.copy()
                if plan.sight:
                    known = dark()
                    look(shown, known, cell)
                feel(known, 0, 0.0)
                for organ in brain:
                    organ.meet(known, life)
                course = Course(instances, row, cell, life)
                earned, closest, changed = 0.0, int(instances.distance[row, cell]), False
                for t in range(instances.steps):
                    step = Step(known.copy(), *(x - 1 for x in divmod(cell, instances.stride)), changed)
                    wish = np.zeros(4, F)
                    for organ in brain:
                        wish = wish + organ.prefer(step)
                    action, was = int(np.argmax(wish)), dict(course.at)
                    cell, reward, ended = course.step(cell, cell + int(instances.moves[action]))
                    moved, stirred = cell != step_cell(step, instances), course.at != was
                    shown = stand(instances, row, course)
                    news = step.known[kinds.features :]
                    if stirred and not plan.sight:
                        known = shown.copy()
                        known[kinds.features :] = news
                    felt = feel(known, t + 1, reward)
                    changed = stirred or felt or (moved and plan.sight > 0)
                    trails[row, column, t + 1 :] = cell
                    far = int(instances.distance[row, cell])
                    closest = min(closest, far) if far >= 0 else closest
                    after = Step(known, *(x - 1 for x in divmod(cell, instances.stride)), changed)
                    for organ in brain:
                        organ.learn(step, action, after, reward, ended >= 0)
                    earned += reward
                    won[row, column] = course.won
                    if ended >= 0:
                        reached[row, column] = ended
                        break
                    if plan.sight and (stirred or moved):
                        if agent.blueprint.brain.map == "none":
                            known[:] = dark()
                        look(shown, known, cell)
                        feel(known, t + 1, reward)
                far = int(instances.distance[row, instances.starts[row, column]])
                if not won[row, column] and far > 0:
                    earned += instances.shaping * (far - closest) / far
                total += earned
    return trails, reached, won, total / (n * j * instances.lives)


class SlowMemory:
    """A recurrent net in an instance of its own."""

    def __init__(self, agent: Agent) -> None:
        parameters, self.way = agent.parameters, agent.blueprint.brain.memory
        self.into, self.out = parameters["memory_in"], parameters["memory_out"]
        self.state = np.zeros(self.way.hidden, F)

    def meet(self, known: np.ndarray, life: int) -> None:
        if not (life and self.way.state == "across"):
            self.state = np.zeros(self.way.hidden, F)

    def prefer(self, step: Step) -> np.ndarray:
        planes, size, _ = step.known.shape
        total, at = self.into[-1], 0
        for r in range(step.row - self.way.radius, step.row + self.way.radius + 1):
            for c in range(step.column - self.way.radius, step.column + self.way.radius + 1):
                inside = 0 <= r < size and 0 <= c < size
                for k in range(planes):
                    if inside or k == 0:
                        total = total + (step.known[k, r, c] if inside else F(1)) * self.into[at + k]
                at += planes
        if self.way.state != "cleared":
            for h in range(self.way.hidden):
                total = total + self.state[h] * self.into[at + h]
        self.state = total / (F(1) + np.abs(total))
        wish = self.out[-1]
        for h in range(self.way.hidden):
            wish = wish + self.state[h] * self.out[h]
        return wish

    def learn(self, before: Step, action: int, after: Step, reward: float, ended: bool) -> None:
        pass


class SlowLearner:
    """Q-learning in the n-th of the lives that stand apart."""

    def __init__(self, agent: Agent, n: int) -> None:
        parameters, self.way, self.n = agent.parameters, agent.blueprint.brain.learner, n
        self.drives, self.gain = parameters["learner_drives"], parameters["learner_rates"][3]
        self.rate, self.discount, self.exploration = np.minimum(np.abs(parameters["learner_rates"][:3]), F(1))
        size = agent.blueprint.world.size
        self.first = parameters.get("learner_values", np.zeros((size * size, 4), F)).reshape(size, size, 4)
        self.values, self.steps = self.first.copy(), 0

    def meet(self, known: np.ndarray, life: int) -> None:
        if not (life and self.way.state == "across"):
            self.values = self.first.copy()

    def prefer(self, step: Step) -> np.ndarray:
        wish = self.gain * self.values[step.row, step.column]
        key = fold(fold(EXPLORE, self.n), self.steps)
        if (draw(key, 0) & 0xFFFFFFFF) < int(float(self.exploration) * 2**32):
            wish[below(key, 1, 4)] += F(1e30)
        return wish

    def learn(self, before: Step, action: int, after: Step, reward: float, ended: bool) -> None:
        self.steps += 1
        target = F(0)
        for drive, plane in zip(self.drives, after.known, strict=True):
            target = target + drive * plane[after.row, after.column]
        if not ended:
            target = target + self.discount * self.values[after.row, after.column].max()
        value = self.values[before.row, before.column, action]
        self.values[before.row, before.column, action] = value + self.rate * (target - value)
