"""A sweep on many workers of which some are lost: events in the order of time, one for each bundle and each loss."""

from __future__ import annotations

from collections import deque
from heapq import heappop, heappush
from math import inf
from typing import NamedTuple

import numpy as np

from evosim.experiment.leases import PAST


class Plan(NamedTuple):
    """What is simulated; times in seconds.

    Attributes
    ----------
    cells, workers, bundle : numbers; a bundle is what a worker takes at once, and loses at once.
    seconds : computation of one cell on the mean; bundles differ from it by at most the share ``spread``, uniformly.
    beside : what a worker takes for a cell beside that.
    start : until workers begin, and until one that was lost does again, after ``back``.
    between : losses of one worker, on the mean; exponential. Losses befall ``node`` workers at once.
    notice : until others may take what a lost worker had.
    stalls : share of losses in which workers only stand still for ``back``, and then go on with what they had.
    torn : share of losses in which a part of what the node has stored is lost too, uniform between none and all.
    parent : of the one process that stores all cells, for each; 0 where each worker's process stores its own.
    """

    cells: int
    seconds: float
    workers: int
    bundle: int = 1
    spread: float = 0.0
    beside: float = 0.0
    start: float = 0.0
    between: float = inf
    node: int = 32
    back: float = 600.0
    notice: float = PAST
    stalls: float = 0.0
    torn: float = 0.0
    parent: float = 0.0


class Told(NamedTuple):
    """What came of it.

    Attributes
    ----------
    wall : seconds until all cells are stored.
    losses : of nodes.
    again : cells that were begun once more: lost at work, computed by two, or lost from the disk.
    wasted : seconds of workers on what was lost at work.
    """

    wall: float
    losses: int
    again: int
    wasted: float


def simulate(plan: Plan, seed: int = 1) -> Told:
    """Simulate a sweep. Workers without anything to do wait for what others may lose.

    In the program they end, and the same command, given again, computes what was lost at last.
    """
    return _Sweep(plan, seed).run()


class _Sweep:
    """Bundles, workers, and what happens next: (time, number of the event, what, whom it concerns, which life)."""

    def __init__(self, plan: Plan, seed: int) -> None:
        self.plan, self.chance = plan, np.random.default_rng(seed)
        count = -(-plan.cells // plan.bundle)
        self.sizes = [plan.bundle] * (count - 1) + [plan.cells - plan.bundle * (count - 1)]
        off = self.chance.uniform(-plan.spread, plan.spread, count)
        self.took = (np.array(self.sizes) * (plan.seconds * (1 + off) + plan.beside)).tolist()
        self.stored = bytearray(count)
        self.left = count
        self.free = deque(range(count))
        self.idle: dict[int, None] = {}  # in the order in which they came
        self.life = [0] * plan.workers
        self.holds: list[tuple[int, float, float] | None] = [None] * plan.workers  # bundle, its begin, its end
        self.taken = [0.0] * plan.workers  # when the parent has stored what the worker did before
        self.kept = [0] * -(-plan.workers // plan.node)  # cells on the disk from each node
        self.parent = 0.0
        self.wall, self.losses, self.again, self.wasted = 0.0, 0, 0, 0.0
        self.events: list[tuple[float, int, str, int, int]] = []
        self.number = 0

    def at(self, time: float, what: str, whom: int, life: int = 0) -> None:
        """Something will happen."""
        self.number += 1
        heappush(self.events, (time, self.number, what, whom, life))

    def run(self) -> Told:
        """Let everything happen."""
        plan = self.plan
        for worker in range(plan.workers):
            self.at(plan.start, "begin", worker)
        if plan.between < inf:
            for node in range(len(self.kept)):
                self.at(self.chance.exponential(plan.between), "loss", node)
        happens = {"begin": self.begin, "end": self.end, "loss": self.loss, "free": self.free_again}
        while self.left:
            time, _, what, whom, life = heappop(self.events)
            happens[what](time, whom, life)
        return Told(self.wall, self.losses, self.again, self.wasted)

    def begin(self, time: float, worker: int, life: int) -> None:
        """A worker takes the next bundle."""
        if life != self.life[worker]:
            return
        while self.free:
            bundle = self.free.popleft()
            if not self.stored[bundle]:
                began = max(time, self.taken[worker])
                self.holds[worker] = (bundle, began, began + self.took[bundle])
                self.at(began + self.took[bundle], "end", worker, life)
                return
        self.idle[worker] = None

    def end(self, time: float, worker: int, life: int) -> None:
        """A worker has computed a bundle: it goes to the parent, and the worker goes on with one that it has got.

        That one came when the bundle before was stored: two are with each worker (``bundles.AHEAD``).
        """
        held = self.holds[worker]
        if life != self.life[worker] or held is None:
            return
        bundle, self.holds[worker] = held[0], None
        size, before = self.sizes[bundle], self.parent
        self.parent = max(before, time) + self.plan.parent * size
        if self.stored[bundle]:
            self.again += size
        else:
            self.stored[bundle], self.left = 1, self.left - 1
            self.kept[worker // self.plan.node] += size
            self.wall = max(self.wall, self.parent)
        self.begin(time, worker, life)
        self.taken[worker] = self.parent

    def loss(self, time: float, node: int, life: int) -> None:
        """A node is lost, or stands still."""
        plan, chance = self.plan, self.chance
        self.losses += 1
        stalled = chance.random() < plan.stalls
        if not stalled and chance.random() < plan.torn:
            self.tear(time, int(chance.random() * (self.kept[node] + 1)), node)
        for worker in range(node * plan.node, min((node + 1) * plan.node, plan.workers)):
            self.life[worker] += 1
            held, self.holds[worker] = self.holds[worker], None
            self.idle.pop(worker, None)
            if held is not None:
                bundle, began, ends = held
                self.at(time + plan.notice, "free", bundle)
                if stalled:
                    self.holds[worker] = (bundle, began, ends + plan.back)
                    self.at(ends + plan.back, "end", worker, self.life[worker])
                    continue
                self.wasted += max(0.0, time - began)
                self.again += self.sizes[bundle]
            self.at(time + plan.back + plan.start * (not stalled), "begin", worker, self.life[worker])
        self.at(time + chance.exponential(plan.between), "loss", node)

    def free_again(self, time: float, bundle: int, life: int) -> None:
        """What a lost worker had may be taken by others, before all that nobody has begun."""
        self.free.appendleft(bundle)
        self.wake(time)

    def wake(self, time: float) -> None:
        """There is something to take."""
        if self.idle:
            worker, _ = self.idle.popitem()
            self.begin(time, worker, self.life[worker])

    def tear(self, time: float, cells: int, node: int) -> None:
        """Cells are lost from the disk: they are computed after all others, as those of a damaged pack are."""
        self.kept[node] -= cells
        self.again += cells
        for at in range(0, cells, self.plan.bundle):
            size = min(self.plan.bundle, cells - at)
            self.free.append(len(self.sizes))
            self.sizes.append(size)
            self.took.append(size * (self.plan.seconds + self.plan.beside))
            self.stored.append(0)
            self.left += 1
            self.wake(time)
