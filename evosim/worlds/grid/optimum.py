"""The largest return of a life: what an agent could earn that knew its instance."""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from evosim.worlds.grid.instances import Instances


def optimal_returns(instances: Instances) -> NDArray[np.float64]:
    """(N, J) the largest return, shaping included, of a life from each start of each instance.

    Exact: of every cell together with every set of things that have paid, the least number of steps is found by
    breadth-first search. A return grows only where a thing pays or a cell nearer to one that pays is entered, so the
    largest is that of a life that stops somewhere.
    """
    n, j = instances.starts.shape
    return np.array([[_best(instances, row, column) for column in range(j)] for row in range(n)]).reshape(n, j)


def _best(instances: Instances, row: int, column: int) -> float:
    walls, touch, distance = instances.walls[row], instances.touch[row], instances.distance[row]
    of_thing = instances.kinds.of_thing
    pays, ends = instances.kinds.pays[of_thing], instances.kinds.ends[of_thing]
    paying = [thing for thing in range(len(pays)) if pays[thing]]
    place = {thing: index for index, thing in enumerate(paying)}
    start = int(instances.starts[row, column])
    far = int(distance[start])

    def earned(cell: int, paid: int) -> float:
        got = [pays[thing] for thing in paying if paid >> place[thing] & 1]
        won = any(pay > 0 for pay in got)
        near = 0.0 if won or far <= 0 or distance[cell] < 0 else max(0.0, (far - distance[cell]) / far)
        return float(sum(got)) + instances.shaping * near

    best = earned(start, 0)
    seen = {(start, 0)}
    queue = deque([(start, 0, 0)])
    while queue:
        cell, paid, steps = queue.popleft()
        if steps == instances.steps:
            continue
        for move in instances.moves:
            near = cell + int(move)
            if walls[near]:
                continue
            thing = int(touch[near]) - 1
            after = paid | (1 << place[thing] if thing in place else 0)
            if (near, after) in seen:
                continue
            seen.add((near, after))
            best = max(best, earned(near, after))
            if thing < 0 or not ends[thing]:
                queue.append((near, after, steps + 1))
    return best
