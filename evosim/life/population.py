"""Evaluating a population."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.life import general, memoised
from evosim.organs.plan import Plan, Space, space
from evosim.organs.spent_kernel import DEPTH, NODES, PLACES, TICKS, UNROLLED
from evosim.threads import Threads
from evosim.worlds.grid.instances import Instances


class Found(NamedTuple):
    """What kernels write of each individual (P,)."""

    score: NDArray[np.float64]  # mean return of a life with shaping, or what aims make of it; before prices
    wins: NDArray[np.int64]  # lives in which a paying thing was reached
    genes: NDArray[np.int64]  # that deletion would change
    spent: NDArray[np.float64]  # (P, 4)


class Record(NamedTuple):
    """What kernels write of a single individual; empty where nobody asks.

    With an axis of W lives, (N, J, W), the general walk writes the last W of those that follow one another.
    """

    trails: NDArray[np.int32]  # (N, J, T + 1) cells
    lengths: NDArray[np.int32]  # (N, J)
    reached: NDArray[np.int32]  # (N, J)
    won: NDArray[np.bool_]  # (N, J)


class Scores(NamedTuple):
    """What a population earned, one entry per individual (P,)."""

    score: NDArray[np.float64]  # mean return of a life with shaping, or what aims make of it; before prices
    success: NDArray[np.float64]  # share of lives in which a paying thing was reached
    genes: NDArray[np.int64]  # that deletion would change
    ticks: NDArray[np.int64]
    nodes: NDArray[np.float64]  # of search
    unrolled: NDArray[np.float64]  # units that are worked out for a decision
    depth: NDArray[np.float64]  # steps of its longest chain


NO_AIMS = np.empty(0)
NOTHING = Record(
    np.empty((0, 0, 0), np.int32), np.empty((0, 0), np.int32), np.empty((0, 0), np.int32), np.empty((0, 0), np.bool_)
)


class Evaluator:
    """Lets populations live in the same instances; its workspaces are made once, as many as there are threads.

    Parameters
    ----------
    plan : of the brain.
    instances : where it lives.
    threads : to spread individuals over.
    inert : things neither pay nor end a life.
    aims : (N,) what the mean return in each instance is measured against, so that the score is the least difference;
        if it is empty the score is the mean return of a life.
    """

    def __init__(
        self,
        plan: Plan,
        instances: Instances,
        threads: Threads,
        inert: bool = False,
        aims: NDArray[np.float64] = NO_AIMS,
    ) -> None:
        self.plan, self.threads = plan, threads
        walk = general if plan.general else memoised
        self.world = (instances.apart() if plan.general else instances).blocks(inert)._replace(aims=aims)
        self._live, self._walks = walk.live, walk.walks
        self._spare: list[tuple[Space, Any]] = []  # appending and popping are atomic

    def __call__(self, genomes: NDArray[np.float32], record: Record = NOTHING) -> Scores:
        """Let every individual of genomes (P, G), float32 and C-contiguous, live in every instance, from every start.

        Letters are made numbers first: kernels know one type of genomes.

        The result is the same bits for any number of threads: each individual is evaluated by one.
        """
        genomes = np.ascontiguousarray(genomes, np.float32)
        count, world = len(genomes), self.world
        found = Found(
            np.empty(count, np.float64), np.empty(count, np.int64), np.empty(count, np.int64), np.empty((count, PLACES))
        )
        if record.trails.size:
            rows, asked = len(world.starts), record
            record = Record(
                asked.trails.reshape(rows, -1, asked.trails.shape[-1]),
                asked.lengths.reshape(rows, -1),
                asked.reached.reshape(rows, -1),
                asked.won.reshape(rows, -1),
            )

        def run(first: int, last: int) -> None:
            try:
                own, walks = self._spare.pop()
            except IndexError:
                own, walks = space(self.plan, world), self._walks(world)
            self._live(first, last, genomes, self.plan, own, world, walks, found, record)
            self._spare.append((own, walks))

        self.threads.each(count, run)
        lives = world.starts.size * world.lives
        ticks, nodes, unrolled, depth = (found.spent[:, place].copy() for place in (TICKS, NODES, UNROLLED, DEPTH))
        return Scores(found.score, found.wins / lives, found.genes, ticks.astype(np.int64), nodes, unrolled, depth)


def evaluate(genomes: NDArray[np.float32], plan: Plan, instances: Instances, threads: Threads) -> Scores:
    """Evaluate one population; see ``Evaluator``."""
    return Evaluator(plan, instances, threads)(genomes)
