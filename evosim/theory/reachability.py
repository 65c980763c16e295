"""How far fitness must fall on the way from one genome to another, by steps that each take over one of its genes.

Source: reachability, "Conditions for Mesa-Optimization" 2.2. The vertices are the genomes that have each differing gene
from the one or from the other: 2 to the power D of them. A path is as good as the worst vertex on it; the best path is
the widest one (Pollack 1960), which is found as Dijkstra finds shortest ones, vertices being evaluated as they are met.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import networkx as nx

Masks = NDArray[np.bool_]  # (M, D): which genes are the other genome's
Judge = Callable[[Masks], NDArray[np.float64]]


class Valley(NamedTuple):
    """What is known of the ways from one genome to another.

    Attributes
    ----------
    path : (L, D) the vertices of the best path that was found, both ends among them.
    fitness : (L,) theirs.
    bound : no path has a larger least fitness than this; that of ``path`` if it is known to be the best.
    evaluations : vertices that were evaluated.
    met : the fitness of each of them, by the number whose bit g says whether gene g is the other's.
    """

    path: Masks
    fitness: NDArray[np.float64]
    bound: float
    evaluations: int
    met: dict[int, float]

    @property
    def least(self) -> float:
        """The least fitness on the path."""
        return float(self.fitness.min())

    def graph(self) -> nx.Graph:
        """The vertices that were evaluated, with their ``fitness``, and edges between those that differ in one gene."""
        import networkx as nx

        found = nx.Graph()
        for vertex, fitness in self.met.items():
            found.add_node(vertex, fitness=fitness)
        for vertex in self.met:
            for gene in range(self.path.shape[1]):
                other = vertex ^ 1 << gene
                if other in self.met and other > vertex:
                    found.add_edge(vertex, other)
        return found


def widest_path(judge: Judge, genes: int, budget: int) -> Valley:
    """The best way over the vertices of a cube of D = ``genes`` dimensions, from all False to all True.

    First the next best gene is taken over, again and again; then paths are extended, the widest first and of those the
    one that has fewest genes to go, until the other end is met, or none can be wider than that first one.

    Parameters
    ----------
    judge : from vertices (M, D) to their fitness (M,); NaN counts as less than any.
    budget : evaluations after which it stops and says how good a path could be at best. The first way is always
        finished, which takes D (D + 1) / 2 or fewer.
    """
    search = _Search(judge, genes)
    greedy = search.greedy()
    limit = min(search.met[vertex] for vertex in greedy)
    path, bound = search.widest(limit, budget)
    path = path or greedy
    masks = search.masks(path)
    fitness = np.array([search.met[vertex] for vertex in path])
    return Valley(masks, fitness, max(bound, float(fitness.min())), len(search.met), search.met)


class _Search:
    def __init__(self, judge: Judge, genes: int) -> None:
        self.judge, self.genes, self.goal = judge, genes, (1 << genes) - 1
        self.met: dict[int, float] = {}
        self.see([0, self.goal])

    def masks(self, vertices: list[int]) -> Masks:
        rows = [[vertex >> gene & 1 for gene in range(self.genes)] for vertex in vertices]
        return np.array(rows, np.bool_).reshape(len(vertices), self.genes)

    def see(self, vertices: list[int]) -> None:
        """Evaluate those that were not yet."""
        new = [vertex for vertex in dict.fromkeys(vertices) if vertex not in self.met]
        if new:
            found = np.asarray(self.judge(self.masks(new)), np.float64)
            self.met |= dict(zip(new, np.where(np.isnan(found), -np.inf, found).tolist(), strict=True))

    def greedy(self) -> list[int]:
        path = [0]
        while path[-1] != self.goal:
            nexts = [path[-1] | 1 << gene for gene in range(self.genes) if not path[-1] >> gene & 1]
            self.see(nexts)
            path.append(max(nexts, key=self.met.__getitem__))
        return path

    def widest(self, limit: float, budget: int) -> tuple[list[int], float]:
        """The best path, if it is wider than ``limit``, and a bound for all."""
        width = {0: self.met[0]}
        came: dict[int, int] = {}
        heap = [(-width[0], self.genes, 0)]
        done: set[int] = set()
        while heap:
            negative, _, vertex = heapq.heappop(heap)
            if vertex in done:
                continue
            if -negative <= limit:
                return [], limit
            if vertex == self.goal:
                path = [vertex]
                while path[-1]:
                    path.append(came[path[-1]])
                return path[::-1], -negative
            if len(self.met) >= budget:
                return [], -negative
            done.add(vertex)
            nexts = [vertex ^ 1 << gene for gene in range(self.genes)]
            nexts = [other for other in nexts if other not in done]
            self.see(nexts)
            for other in nexts:
                wide = min(-negative, self.met[other])
                if wide > width.get(other, -np.inf):
                    width[other], came[other] = wide, vertex
                    heapq.heappush(heap, (-wide, self.genes - other.bit_count(), other))
        return [], limit
