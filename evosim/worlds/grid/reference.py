"""One instance drawn in plain Python over networkx graphs: the reference for ``kernel.py``.

Loading a scenario uses it too, to try an instance of each world without a compiler.
"""

from __future__ import annotations

from math import inf
from time import thread_time
from typing import NamedTuple

import networkx as nx

from evosim.random.purposes_kernel import CODE, FALSE_WALLS, STARTS, WALLS
from evosim.random.reference import below, draw, fold, name_key, stream, threshold, unit
from evosim.worlds.grid.layouts.reference import lay
from evosim.worlds.grid.options import Like, Object, PathRange, Region, World

Thing = tuple[Object, int]


class Instance(NamedTuple):
    """Cells are indices into the padded arena."""

    free: frozenset[int]
    things: list[int]
    starts: list[int]
    distance: dict[int, int]
    code: list[float]


def arena(free: frozenset[int], stride: int) -> nx.Graph:
    """The graph of free cells that touch."""
    graph = nx.Graph()
    graph.add_nodes_from(free)
    graph.add_edges_from((cell, near) for cell in free for near in (cell + 1, cell + stride) if near in free)
    return graph


def _pick(key: int, i: int, eligible: set[int]) -> int:
    return sorted(eligible)[below(key, i, len(eligible))] if eligible else -1


def _distances(graph: nx.Graph, sources: list[int], closed: set[int]) -> dict[int, int]:
    """Steps from the nearest source to each cell that can be reached around the closed ones."""
    far = dict.fromkeys(sources, 0)
    near, steps = list(far), 0
    while near:
        steps += 1
        reached = {c: steps for one in near for c in graph.adj[one] if c not in far and c not in closed}
        far.update(reached)
        near = list(reached)
    return far


def _from(graph: nx.Graph, cell: int) -> dict[int, int]:
    """Steps from a cell, kept with the graph: many things are placed by their distances from the same starts."""
    known: dict[int, dict[int, int]] = graph.graph
    if cell not in known:
        known[cell] = _distances(graph, [cell], set())
    return known[cell]


def places(
    kind: Object, free: frozenset[int], things: list[int], starts: list[int], goals: list[int], graph: nx.Graph,
    stride: int,
) -> set[int]:  # fmt: skip
    """The cells on which a thing may stand; ``goals`` are those of the things it is to be like, or aside of."""
    eligible = set(free) - set(things) - set(starts)
    rule = kind.place
    if isinstance(rule, Region):
        top, left, bottom, right = rule.region
        return {c for c in eligible if top < c // stride <= bottom + 1 and left < c % stride <= right + 1}
    if isinstance(rule, PathRange):
        for start in starts:
            here = _from(graph, start)
            eligible = {c for c in eligible if rule.path[0] <= here.get(c, -1) <= rule.path[1]}
            for goal in goals:
                other, far = _from(graph, goal), here.get(goal, -1)  # a cell is on a shortest way if both parts add up
                eligible = {c for c in eligible if here[c] + other.get(c, 0) != far}
    if isinstance(rule, Like):
        goal = goals[0]
        other = _from(graph, goal)
        for start in starts:
            here = _from(graph, start)
            far = here.get(goal, -(stride**2))  # where there is no way, nothing is as far
            eligible = {
                c
                for c in eligible
                if c in here
                and abs(here[c] - far) <= rule.within
                and here[c] + other[c] != far
                and far + other[c] != here[c]
            }
    return eligible


def attempt(world: World, key: int, limit: float = inf) -> Instance | None:
    """One try at an instance, or None if a thing or a start found no place.

    Raises
    ------
    TimeoutError
        If it is not done when ``time.thread_time()`` reaches the limit.
    """
    stride = world.size + 2
    free = frozenset(row * stride + column for row, column in lay(world.layout, world.size, fold(key, WALLS)))
    graph = arena(free, stride)
    kinds = each(world)
    things = [-1] * len(kinds)
    starts: list[int] = []

    def put(late: bool) -> bool:
        for t, (kind, _) in enumerate(kinds):
            if thread_time() > limit:
                raise TimeoutError
            now = isinstance(kind.place, Like | PathRange) == late
            if now and not stand(t, kinds, key, free, things, starts, graph, stride):
                return False
        return True

    if not put(late=False):
        return None
    eligible = {c for c, d in home(kinds, things, graph).items() if world.min_path <= d <= world.steps} - set(things)
    for j in range(world.starts):
        starts.append(_pick(fold(key, STARTS), j, eligible))
        if starts[j] < 0:
            return None
        eligible.remove(starts[j])
    if not put(late=True):
        return None
    distance = home(kinds, things, graph)
    if not all(world.min_path <= distance.get(start, -1) <= world.steps for start in starts):
        return None
    if not all(unlocks(kinds, things, start, graph) for start in starts):
        return None
    return Instance(free, things, starts, distance, [])


def each(world: World) -> list[Thing]:
    """Every thing of a world: its kind, and which of that kind it is."""
    return [(kind, nth) for kind in world.object for nth in range(kind.count)]


def home(kinds: list[Thing], things: list[int], graph: nx.Graph) -> dict[int, int]:
    """The way to the nearest thing that pays, around those that end a life for nothing."""
    placed = [(cell, kind) for cell, (kind, _) in zip(things, kinds, strict=True) if cell >= 0]
    goals = [cell for cell, kind in placed if kind.pays > 0]
    closed = {cell for cell, kind in placed if kind.pays <= 0 and kind.ends}
    return _distances(graph, goals, closed) if goals else {}


def unlocks(kinds: list[Thing], things: list[int], start: int, graph: nx.Graph) -> bool:
    """Whether a way leads from ``start`` to a thing that pays, on which there is a key to every lock."""
    placed = [(cell, kind) for cell, (kind, _) in zip(things, kinds, strict=True) if cell >= 0]
    held: set[str] = set()
    while True:
        locks = {cell for cell, kind in placed if kind.needs is not None and kind.needs not in held}
        closed = locks | {cell for cell, kind in placed if kind.ends and kind.pays <= 0}
        reached = nx.node_connected_component(graph.subgraph(set(graph) - closed | {start}), start)
        there = [kind for cell, kind in placed if cell in reached]
        found = held | {kind.gives for kind in there if kind.gives is not None}
        if any(kind.pays > 0 for kind in there):
            return True
        if found == held:
            return False
        held = found


def stand(
    t: int, kinds: list[Thing], key: int, free: frozenset[int], things: list[int], starts: list[int], graph: nx.Graph,
    stride: int,
) -> bool:  # fmt: skip
    """Find a cell for thing ``t``; whether there is one."""
    kind, nth = kinds[t]
    rule = kind.place
    name = rule.like if isinstance(rule, Like) else rule.aside if isinstance(rule, PathRange) else None
    goals = [cell for cell, (other, _) in zip(things, kinds, strict=True) if other.name == name]
    where = places(kind, free, things, starts, goals, graph, stride)
    things[t] = _pick(fold(key, name_key(kind.name)), nth, where)
    return things[t] >= 0


def populate(world: World, key: int, free: frozenset[int], things: list[int], starts: list[int]) -> Instance | None:
    """An arena with its starts, in which the things that have no place yet (−1) are placed; None without room."""
    stride, kinds, things = world.size + 2, each(world), list(things)
    graph = arena(free, stride)
    for t, cell in enumerate(things):
        if cell < 0 and not stand(t, kinds, key, free, things, starts, graph, stride):
            return None
    distance = home(kinds, things, graph)
    if not all(0 < distance.get(start, -1) <= world.steps for start in starts):
        return None
    if not all(unlocks(kinds, things, start, graph) for start in starts):
        return None
    return Instance(free, things, starts, distance, [])


def falsified(key: int, share: float, free: frozenset[int], kept: set[int], size: int) -> set[int]:
    """The cells inside the ring that are shown as wall, if each but those ``kept`` is shown falsely by chance."""
    stride, limit = size + 2, threshold(share)
    inside = {(row + 1) * stride + column + 1 for row in range(size) for column in range(size)}
    false = {cell for cell in inside - kept if draw(fold(key, FALSE_WALLS), cell) >> 32 < limit}
    return (inside - free) ^ false


def draw_instance(world: World, seed: int, replicate: int, split: int, i: int, attempts: int) -> Instance | None:
    """Instance ``i``, or None if ``attempts`` tries did not suffice."""
    key = stream(seed, replicate, split, i)
    for a in range(attempts):
        found = attempt(world, fold(key, a))
        if found is not None:
            code = fold(fold(key, CODE), 0)
            return found._replace(code=[unit(code, k) for k in range(6)])
    return None
