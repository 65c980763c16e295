"""The champion's ancestors, brought back by evolving once more: when planning arose, and whether it would again."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from evosim.evolution.genome import Genes
from evosim.evolution.lineage import Lineage, Recorder
from evosim.evolution.loop import Evolved, Generation, evolve, generations
from evosim.evolution.setup import Setup, resting
from evosim.evolution.splitting import Bits
from evosim.experiment.trial import draw_phases, draw_worlds, first_stage
from evosim.life import Agent
from evosim.probes.planner import evidence
from evosim.probes.selection import bits_selection
from evosim.probes.subject import Subject
from evosim.random.purposes_kernel import AGAIN
from evosim.random.reference import fold
from evosim.scenario import Cell
from evosim.threads import Threads


class Arisen(NamedTuple):
    """Where planning first arose on a line: the generation, and the fitness of that ancestor and of its parent."""

    generation: int
    before: float | None
    after: float


class Ancestry(Sequence[Agent]):
    """The line of first parents of a cell's champion, one agent for each generation, oldest first.

    Only their ids are stored; the same evolution, run again, gives their genomes bit for bit.

    Parameters
    ----------
    cell : Cell
        A finished cell.
    lineage : str
        The text of its ``lineage.csv``.

    Raises
    ------
    ValueError
        If the evolution comes out otherwise than it did: the cell is another version's.
    """

    def __init__(self, cell: Cell, lineage: str, threads: Threads | None = None) -> None:
        rows = list(csv.DictReader(lineage.splitlines()))
        self.cell = cell
        self.fitness = [float(row["fitness"]) for row in rows]
        self.origin = [int(row["origin_time"]) for row in rows]
        self.training, self.novel = draw_worlds(cell)
        self.setup = Setup.of(cell.point.settings)
        self.then = list(draw_phases(cell, self.training))
        count = cell.point.settings.evolution.population
        index = {int(row["origin_time"]): int(row["id"]) % count for row in rows}
        stored = dict(zip(self.origin, self.fitness, strict=True))
        self._genomes: list[Genes] = []
        for at, step in enumerate(self._again(threads)):
            if at in index:
                if step.fitness[index[at]] != stored[at]:
                    got = f"{step.fitness[index[at]]!r} instead of {stored[at]!r} in generation {at}"
                    raise ValueError(f"cell {cell.key} is another version's: its champion's ancestor now has {got}")
                self._genomes.append(step.genomes[index[at]].copy())
        brains = map(self.setup.brain, self._genomes)
        self._agents = [Agent(brain, self.setup.blueprint, self.training.codes) for brain in brains]

    def _again(self, threads: Threads | None) -> Iterator[Generation]:
        stage = first_stage(self.cell, self.training)
        return generations(self.setup, stage, self.cell.root, threads, then=self.then)

    def __len__(self) -> int:
        return len(self._agents)

    def __getitem__(self, at: Any) -> Any:
        """The ancestor at a place on the line; of random search the line begins where its genome was drawn."""
        return self._agents[at]

    def __iter__(self) -> Iterator[Agent]:
        return iter(self._agents)

    def first_planner(self) -> Arisen | None:
        """The first ancestor that plans, measured on the cell's novel instances; None if none does."""
        for at, agent in enumerate(self._agents):
            if evidence(Subject(agent, self.training, self.novel, self.cell.root)).planner:
                before = self.fitness[at - 1] if at else None
                return Arisen(self.origin[at], before, self.fitness[at])
        return None

    def again(self, at: int, seed: int, threads: Threads | None = None) -> Evolved:
        """Evolve anew from clones of an ancestor, for as many generations as the cell has, with draws of their own."""
        root = fold(fold(self.cell.root, AGAIN), int(seed))
        rest = resting(self.setup, self.cell.root)
        stage = first_stage(self.cell, self.training)
        return evolve(self.setup, stage, root, threads, first=self._genomes[at], rest=rest, then=self.then)

    def bits_selection(self, at: int = -1, population: int = 1000) -> Bits:
        """−log2 of the probability that a random genome does as well as an ancestor, by default the champion."""
        return bits_selection(self.setup, self.training, self.fitness[at], self.cell.root, population=population)

    def record(self, path: Path | str, threads: Threads | None = None) -> Lineage:
        """Stream the lineage of all individuals of this evolution to a file."""
        with Recorder(path) as recorder:
            for step in self._again(threads):
                recorder.write(step.parents, step.fitness)
        return Lineage(path)
