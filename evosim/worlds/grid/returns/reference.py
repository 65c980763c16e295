"""The largest and the random return of a life on a graph of its states: the reference for ``kernel.py``."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import networkx as nx

from evosim.worlds.grid.instances import Instances
from evosim.worlds.grid.things.reference import Course

END = "end"


def graph_of_lives(instances: Instances, row: int, start: int) -> nx.MultiDiGraph:
    """A node for each state at each step, an edge for each action with what it earns; lives end at ``END``."""
    graph = nx.MultiDiGraph()
    graph.add_node(END)

    def node(course: Course, cell: int) -> Any:
        at, away = tuple(sorted(course.at.items())), tuple(sorted(course.away.items()))
        return (course.now, cell, at, away, frozenset(course.paid), frozenset(course.held))

    first = Course(instances, row, start)
    layer = {node(first, start): (first, start)}
    graph.add_node(next(iter(layer)))
    for t in range(instances.steps):
        following = {}
        for here, (course, cell) in layer.items():
            for move in instances.moves:
                after = deepcopy(course)
                after.won = False
                near, reward, ended = after.step(cell, cell + int(move))
                there = END if ended >= 0 or t == instances.steps - 1 else node(after, near)
                if there != END:
                    following[there] = after, near
                graph.add_edge(here, there, reward=reward, won=after.won)
        layer = following
    return graph


def returns(instances: Instances, row: int, start: int) -> tuple[float, float, list[float]]:
    """The largest return, the mean return of a random walker, and by when it has been paid: (T + 1,) probabilities."""
    graph = graph_of_lives(instances, row, start)
    order = [node for node in nx.topological_sort(graph) if node != END]
    best: dict[Any, float] = {END: 0.0}
    for node in reversed(order):
        best[node] = max(data["reward"] + best[there] for _, there, data in graph.out_edges(node, data=True))
    chance, unpaid = dict.fromkeys(graph, 0.0), dict.fromkeys(graph, 0.0)
    chance[order[0]] = unpaid[order[0]] = 1.0
    mean, paid = 0.0, [0.0] * (instances.steps + 1)
    for node in order:
        for _, there, data in graph.out_edges(node, data=True):
            chance[there] += chance[node] / 4
            mean += chance[node] / 4 * data["reward"]
            if data["won"]:
                paid[node[0] + 1] += unpaid[node] / 4
            else:
                unpaid[there] += unpaid[node] / 4
    return best[order[0]], mean, [sum(paid[: t + 1]) for t in range(len(paid))]
