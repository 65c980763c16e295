"""One instance drawn in plain Python over networkx graphs: the slow twin of ``kernel.py``.

The scenario's door uses it too, to try an instance of each world without a compiler.
"""

from __future__ import annotations

from typing import NamedTuple

import networkx as nx

from evosim.random.reference import below, draw, fold, name_key, stream, threshold, unit
from evosim.scenario.schema import Like, World

WALLS, STARTS, CODE = 1, 2, 3  # purposes of draws, as in kernel.py


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
    open_ = graph.subgraph(set(graph) - closed)
    return dict(nx.multi_source_dijkstra_path_length(open_, set(sources)))


def attempt(world: World, key: int) -> Instance | None:
    """One try at an instance, or None if a thing or a start found no place."""
    stride = world.size + 2
    limit = threshold(world.layout.walls)
    layout = fold(key, WALLS)
    free = frozenset(
        (q // world.size + 1) * stride + q % world.size + 1
        for q in range(world.size**2)
        if draw(layout, q) >> 32 >= limit
    )
    graph = arena(free, stride)
    kinds = [kind for kind in world.object for _ in range(kind.count)]
    things = [-1] * len(kinds)

    def home() -> dict[int, int]:
        goals = [cell for cell, kind in zip(things, kinds, strict=True) if cell >= 0 and kind.pays > 0]
        closed = {c for c, kind in zip(things, kinds, strict=True) if c >= 0 and kind.pays <= 0 and kind.ends}
        return _distances(graph, goals, closed) if goals else {}

    for t, kind in enumerate(kinds):
        if not isinstance(kind.place, Like):
            things[t] = _pick(fold(key, name_key(kind.name)), t, set(free) - set(things))
            if things[t] < 0:
                return None
    distance = home()
    eligible = {c for c, d in distance.items() if world.min_path <= d <= world.steps} - set(things)
    starts: list[int] = []
    for j in range(world.starts):
        starts.append(_pick(fold(key, STARTS), j, eligible))
        if starts[j] < 0:
            return None
        eligible.remove(starts[j])
    for t, kind in enumerate(kinds):
        if isinstance(kind.place, Like):
            goal = next(c for c, other in zip(things, kinds, strict=True) if other.name == kind.place.like)
            eligible = set(free) - set(things) - set(starts)
            other = _distances(graph, [goal], set())
            for start in starts:
                here = _distances(graph, [start], set())
                far = here.get(goal, -world.size**2)  # where there is no way, nothing is as far
                eligible = {
                    c
                    for c in eligible
                    if c in here
                    and abs(here[c] - far) <= kind.place.within
                    and here[c] + other[c] != far
                    and far + other[c] != here[c]
                }
            things[t] = _pick(fold(key, name_key(kind.name)), t, eligible)
            if things[t] < 0:
                return None
    distance = home()
    if not all(world.min_path <= distance.get(start, -1) <= world.steps for start in starts):
        return None
    return Instance(free, things, starts, distance, [])


def draw_instance(world: World, seed: int, replicate: int, split: int, i: int, attempts: int) -> Instance | None:
    """Instance ``i``, or None if ``attempts`` tries did not suffice."""
    key = stream(seed, replicate, split, i)
    for a in range(attempts):
        found = attempt(world, fold(key, a))
        if found is not None:
            code = fold(fold(key, CODE), 0)
            return found._replace(code=[unit(code, k) for k in range(6)])
    return None
