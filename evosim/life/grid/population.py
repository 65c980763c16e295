"""Evaluating a population in a grid."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.life.grid import general, memoised
from evosim.life.scores import NO_AIMS, Scores
from evosim.organs.plan import Plan, Space, space
from evosim.organs.spent_kernel import DEPTH, NODES, PLACES, TICKS, UNROLLED
from evosim.threads import Threads
from evosim.worlds.grid.instances import Blocks, Instances, Unmoved
from evosim.worlds.grid.things.make import make_things


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
    earned: NDArray[np.float64]  # (N, J) returns without shaping, before prices
    first: NDArray[np.int32]  # (N, J) the step at which a paying thing was first touched, or 0; empty where things last
    touches: NDArray[np.int32]  # (N, J, T′) how often each of T′ things was touched; empty where things last
    course: NDArray[np.int32]  # (N, J, T + 1, T′) the cell of each thing at each step, −1 while it is away; likewise
    rewards: NDArray[np.float64]  # (N, J, T) what each step earned; empty where no signal is felt

    @classmethod
    def empty(cls, shape: tuple[int, ...], steps: int, things: int, feels: bool = False) -> Record:
        """Make room for lives of ``shape``, (N, J) or (N, J, W); ``things`` is 0 where they last."""
        nothing = (0,) * len(shape)
        moving = shape if things else nothing
        return cls(
            trails=np.empty((*shape, steps + 1), np.int32),
            lengths=np.empty(shape, np.int32),
            reached=np.empty(shape, np.int32),
            won=np.empty(shape, np.bool_),
            earned=np.empty(shape, np.float64),
            first=np.empty(moving, np.int32),
            touches=np.empty((*moving, things), np.int32),
            course=np.empty((*moving, steps + 1, things), np.int32),
            rewards=np.zeros((*(shape if feels else nothing), steps), np.float64),
        )

    def apart(self, rows: int) -> Record:
        """The same memory with starts and lives on one axis, as kernels write it: (rows, W)."""
        lead = self.lengths.ndim

        def apart(part: NDArray[Any]) -> NDArray[Any]:
            return part.reshape(*((rows, -1) if part.size else (0, 0)), *part.shape[lead:])

        return Record(*(apart(part) for part in self))


NOTHING = Record.empty((0, 0), 0, 0)


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

    same_again = True

    def __init__(
        self,
        plan: Plan,
        instances: Instances,
        threads: Threads,
        inert: bool = False,
        aims: NDArray[np.float64] = NO_AIMS,
    ) -> None:
        self.plan, self.threads = plan, threads
        alone = plan.general or not instances.still
        lived = instances.apart() if alone else instances
        things = Unmoved(True) if instances.still else make_things(lived, inert)
        self.world = lived.blocks(inert)._replace(aims=aims, things=things)
        self._live = general.live if alone else memoised.live
        self._walks = partial(general.walks, plan) if alone else memoised.walks
        self._still = instances.still
        self._spare: list[tuple[Space, Any, Blocks]] = []  # appending and popping are atomic

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
            record = record.apart(len(world.starts))

        def run(first: int, last: int) -> None:
            try:
                own, walks, around = self._spare.pop()
            except IndexError:
                own, walks, around = space(self.plan, world), self._walks(world), self._own_world()
            self._live(first, last, genomes, self.plan, own, around, walks, found, record)
            self._spare.append((own, walks, around))

        self.threads.each(count, run)
        lives = world.starts.size * world.lives
        ticks, nodes, unrolled, depth = (found.spent[:, place].copy() for place in (TICKS, NODES, UNROLLED, DEPTH))
        return Scores(found.score, found.wins / lives, found.genes, ticks.astype(np.int64), nodes, unrolled, depth)

    def _own_world(self) -> Blocks:
        """The world of one thread, which shows where things are at each step."""
        world = self.world
        return world if self._still else world._replace(planes=world.planes.copy(), touch=world.touch.copy())


def evaluate(genomes: NDArray[np.float32], plan: Plan, instances: Instances, threads: Threads) -> Scores:
    """Evaluate one population; see ``Evaluator``."""
    return Evaluator(plan, instances, threads)(genomes)
