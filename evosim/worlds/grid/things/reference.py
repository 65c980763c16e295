"""A step of a world that moves, in plain Python over sets and a graph: the reference for ``rules_kernel.py``.

Agents that are policies in plain Python live by it.
"""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import networkx as nx
import numpy as np

from evosim.random.purposes_kernel import REGROW, STEPS
from evosim.random.reference import below, fold
from evosim.worlds.grid.instances import Instances
from evosim.worlds.grid.options import AGENT, Chase, Flee, Object, Planned, Random
from evosim.worlds.grid.reference import arena


class Outcome(NamedTuple):
    """What a step came to."""

    cell: int
    reward: float
    ended: int  # the thing that ended the life, or −1


class Course:
    """One life in instance ``row``, from ``start``; ``life`` counts those that follow one another."""

    def __init__(self, instances: Instances, row: int, start: int, life: int = 0, inert: bool = False) -> None:
        self.stride, self.inert, self.cost = instances.stride, inert, instances.step_cost
        self.kinds: list[Object] = [instances.kinds.objects[kind] for kind in instances.kinds.of_thing]
        self.home = [int(cell) for cell in instances.things[row]]
        self.free = frozenset(np.flatnonzero(~instances.walls[row]).tolist())
        self.key = fold(fold(fold(int(instances.keys[row]), STEPS), start), life)
        self.at: dict[int, int] = dict(enumerate(self.home))  # where those stand that are there
        self.away: dict[int, int] = {}  # steps until those come back that will
        self.paid: set[int] = set()
        self.held: set[str] = set()
        self.touches = [0] * len(self.kinds)
        self.won = False
        self.now = 0

    def step(self, here: int, near: int) -> Outcome:
        """The agent goes from ``here`` to ``near``, if it can."""
        cell = near if near in self.free and not self._barred(near, self.held) else here
        reward, ended = -self.cost, -1
        for t in [t for t in range(len(self.kinds)) if self.at.get(t) == cell]:
            reward += self._touch(t)
            if self.kinds[t].ends and ended < 0 and not self.inert:
                ended = t
        for t, kind in enumerate(self.kinds):
            if ended >= 0:
                break
            if t not in self.at or (self.now + 1) % getattr(kind.moves, "every", 1):
                continue
            was, self.at[t] = self.at[t], self._goes(t, cell)
            if self.at[t] == was:
                continue
            for prey in [o for o in self.at if self._after(t, o) and self.at[o] == self.at[t]]:
                if self.kinds[prey].eaten and not self.inert:
                    self._vanish(prey)
            if t in self.at and self.at[t] == cell:
                reward += self._touch(t)
                if kind.ends and not self.inert:
                    ended = t
        if ended < 0:
            for t in [t for t in range(len(self.kinds)) if t in self.away]:
                self.away[t] -= 1
                if self.away[t] == 0:
                    self._come_back(t, cell)
        self.now += 1
        return Outcome(cell, reward, ended)

    @cached_property
    def graph(self) -> nx.Graph:
        """The cells that are no walls."""
        return arena(self.free, self.stride)

    def _after(self, t: int, other: int) -> bool:
        return t != other and getattr(self.kinds[t].moves, "what", None) == self.kinds[other].name

    def _goals(self, t: int, cell: int) -> list[int]:
        after_agent = getattr(self.kinds[t].moves, "what", None) == AGENT
        return [self.at[o] for o in self.at if self._after(t, o)] + [cell] * after_agent

    def _barred(self, cell: int, held: set[str]) -> bool:
        standing = [self.kinds[t].needs for t, at in self.at.items() if at == cell]
        return not self.inert and any(needs is not None and needs not in held for needs in standing)

    def _touch(self, t: int) -> float:
        self.touches[t] += 1
        kind = self.kinds[t]
        if self.inert:
            return 0.0
        reward = kind.pays if kind.repeats or t not in self.paid else 0.0
        self.paid.add(t)
        self.won |= reward > 0
        if kind.gives is not None:
            self.held.add(kind.gives)
        if kind.eaten:
            self._vanish(t)
        return reward

    def _vanish(self, t: int) -> None:
        del self.at[t]
        regrows = self.kinds[t].regrows
        if regrows is not None:
            self.away[t] = regrows.after + 1

    def _beside(self, cell: int) -> list[int]:
        return [cell - self.stride, cell + 1, cell + self.stride, cell - 1]

    def _goes(self, t: int, cell: int) -> int:
        moves, place = self.kinds[t].moves, self.at[t]
        open_ = {near for near in self.free if not self._barred(near, set())}
        goals = self._goals(t, cell)
        if isinstance(moves, Random):
            near = self._beside(place)[below(self.key, self.now * len(self.kinds) + t, 4)]
            return near if near in open_ else place
        if isinstance(moves, Planned) and goals:
            far = nx.multi_source_dijkstra_path_length(self.graph.subgraph(open_ | set(goals)), set(goals))
            return next((near for near in self._beside(place) if far.get(near, -9) == far.get(place, 0) - 1), place)
        if isinstance(moves, Chase | Flee) and goals:
            sign = 1 if isinstance(moves, Chase) else -1
            ways = [place, *(near for near in self._beside(place) if near in open_)]
            return min(ways, key=lambda near: sign * min(self._apart(near, goal) for goal in goals))
        return place

    def _apart(self, one: int, other: int) -> int:
        (row, column), (to_row, to_column) = divmod(one, self.stride), divmod(other, self.stride)
        return abs(row - to_row) + abs(column - to_column)

    def _come_back(self, t: int, cell: int) -> None:
        place, regrows = self.home[t], self.kinds[t].regrows
        if regrows is not None and regrows.where == "elsewhere":
            free = sorted(self.free - set(self.at.values()) - {cell})
            key = fold(self.key, REGROW)
            place = free[below(key, self.now * len(self.kinds) + t, len(free))] if free else cell
        if place == cell:
            self.away[t] = 1
        else:
            del self.away[t]
            self.at[t] = place
            self.paid.discard(t)
