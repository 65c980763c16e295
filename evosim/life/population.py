"""Evaluating a population."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.arrays import aligned
from evosim.life.memoised.kernel import Walks, live
from evosim.organs.plan import Plan, Space, space
from evosim.threads import Threads
from evosim.worlds.grid.instances import Blocks

SPENT = 4  # what thinking takes: ticks, nodes, units × ticks, depth
TICKS, NODES, UNROLLED, DEPTH = range(SPENT)


class Found(NamedTuple):
    """What kernels write of each individual (P,)."""

    score: NDArray[np.float64]  # mean return of a life with shaping, before prices
    wins: NDArray[np.int64]  # lives in which a paying thing was reached
    genes: NDArray[np.int64]  # that deletion would change
    spent: NDArray[np.float64]  # (P, 4)


class Record(NamedTuple):
    """What kernels write of a single individual; empty where nobody asks."""

    trails: NDArray[np.int32]  # (N, J, T + 1) cells
    lengths: NDArray[np.int32]  # (N, J)
    reached: NDArray[np.int32]  # (N, J)
    won: NDArray[np.bool_]  # (N, J)


class Scores(NamedTuple):
    """What a population earned, one entry per individual (P,)."""

    score: NDArray[np.float64]  # mean return with shaping, before prices
    success: NDArray[np.float64]  # share of lives in which a paying thing was reached
    genes: NDArray[np.int64]  # that deletion would change
    ticks: NDArray[np.int64]
    nodes: NDArray[np.float64]  # of search


NOTHING = Record(
    np.empty((0, 0, 0), np.int32), np.empty((0, 0), np.int32), np.empty((0, 0), np.int32), np.empty((0, 0), np.bool_)
)


class Evaluator:
    """Lets populations live in one world; its workspaces are made once, as many as there are threads.

    Parameters
    ----------
    plan : of the brain.
    world : the instances, as kernels read them.
    threads : to spread individuals over.
    """

    def __init__(self, plan: Plan, world: Blocks, threads: Threads) -> None:
        self.plan, self.world, self.threads = plan, world, threads
        self._spare: list[tuple[Space, Walks]] = []  # appending and popping are atomic

    def __call__(self, genomes: NDArray[np.float32], record: Record = NOTHING) -> Scores:
        """Let every individual of genomes (P, G), float32 and C-contiguous, live in every instance, from every start.

        The result is the same bits for any number of threads: each individual is evaluated by one.
        """
        count = len(genomes)
        found = Found(
            np.empty(count, np.float64), np.empty(count, np.int64), np.empty(count, np.int64), np.empty((count, SPENT))
        )

        def run(first: int, last: int) -> None:
            try:
                own, walks = self._spare.pop()
            except IndexError:
                own, walks = space(self.plan, self.world), _walks(self.world)
            walks.paid[:] = -1  # lives are numbered from 0 in each call
            live(first, last, genomes, self.plan, own, self.world, walks, found, record)
            self._spare.append((own, walks))

        self.threads.each(count, run)
        lives = self.world.starts.size
        ticks, nodes = found.spent[:, TICKS].astype(np.int64), found.spent[:, NODES].copy()
        return Scores(found.score, found.wins / lives, found.genes, ticks, nodes)


def evaluate(genomes: NDArray[np.float32], plan: Plan, world: Blocks, threads: Threads) -> Scores:
    """Evaluate one population; see ``Evaluator``."""
    return Evaluator(plan, world, threads)(genomes)


def _walks(world: Blocks) -> Walks:
    lives = world.starts.shape[1] * world.lanes
    here, before, steps, closest, reached = (aligned(lives, np.int32) for _ in range(5))
    return Walks(
        here=here,
        before=before,
        steps=steps,
        closest=closest,
        reached=reached,
        earned=aligned(lives, np.float64),
        won=aligned(lives, np.bool_),
        paid=aligned((lives, world.pays.size), np.int64, -1),
        going=aligned(lives, np.int32),
        asked=aligned(lives, np.int32),
        wish=aligned((4, lives), np.float32),
        moves=aligned(world.units.size * world.lanes, np.int32),
    )
