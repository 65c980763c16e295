"""Arenas that evolve against the population that lives in them: a second population in the same evolution.

Source: Hillis (1990), co-evolving parasites; for agents that search, "Conditions for Mesa-Optimization" 2.2 names
adversarial training.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from evosim.evolution import options
from evosim.evolution.genome import Genome
from evosim.evolution.optimizer import Optimizer
from evosim.evolution.options import Asexual, Evolution, Reset, Tournament, Truncation
from evosim.life import Mind
from evosim.random.purposes_kernel import ARENAS
from evosim.random.reference import fold
from evosim.threads import Threads
from evosim.worlds.grid.distances import manhattan
from evosim.worlds.grid.instances import Instances
from evosim.worlds.grid.options import World
from evosim.worlds.grid.spelt import Spelling


class Meeting(NamedTuple):
    """What a sample of the population did in all arenas at once, and what these were like."""

    generation: int  # of the population
    failures: float  # share of lives in which nothing that pays was reached
    path: float  # steps of the shortest way from a start, on average
    detour: float  # by how much that is longer than it were without walls
    walls: float  # share of cells


class Rivals:
    """A population of arenas; each generation of them lives as long as the options say.

    Parameters
    ----------
    way : its options.
    world : that arenas are of.
    first : (N,) instances, the first generation.
    root : seed of the evolution that they are part of (64 bits).

    Attributes
    ----------
    arenas : the present ones.
    meetings : what became of each generation of them.
    """

    def __init__(self, way: options.Rivals, world: World, first: Instances, root: int) -> None:
        self.way, self.spelling, self.arenas = way, Spelling(world, first), first
        letters = self.spelling.spell()
        select = Tournament(size=2) if way.select == "failures" else Truncation(kind="truncation", share=1.0)
        settings = Evolution(
            population=len(first),
            select=select,
            cross=Asexual(kind="none"),
            mutate=Reset(kind="reset", rate=way.rate),
            elites=0,
        )
        genome = Genome(letters.shape[1], self.spelling.alphabet, initial=letters)
        self._optimizer = Optimizer.of(genome, settings, fold(root, ARENAS), Threads())
        self._failed = np.zeros(len(first))
        self.meetings: list[Meeting] = []

    def standing(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Arrays, and numbers, from which ``stand`` goes on."""
        own = self._optimizer.standing()
        numbers = {"generation": own["generation"], "meetings": [list(one) for one in self.meetings]}
        return {**own, "failed": self._failed}, numbers

    def stand(self, arrays: dict[str, Any], numbers: dict[str, Any]) -> None:
        """Go on from a ``standing``."""
        self._failed = arrays["failed"]
        self._optimizer.stand({**arrays, "generation": numbers["generation"]})
        if self._optimizer.generation:  # the first arenas are those that were given
            self.arenas, _ = self.spelling.read(self._optimizer.genomes)
        self.meetings[:] = [Meeting(*one) for one in numbers["meetings"]]

    def due(self, number: int, last: bool) -> bool:
        """Whether arenas are met by the population in its generation of that number, counted from 1."""
        return last or number % self.way.every == 0

    def meet(self, sample: Sequence[Mind], number: int) -> None:
        """Let some of the population, in its generation of that number, live in all arenas."""
        lost = [~mind.live(self.arenas).won for mind in sample]
        self._failed = np.mean(lost, axis=(0, 2))
        arenas = self.arenas
        walls = np.count_nonzero(arenas.walls[:, arenas.cells]) / arenas.cells.size / len(arenas)
        goals = arenas.things[:, None, arenas.paying]
        straight = np.take_along_axis(manhattan(arenas), goals, axis=2).min(axis=2)
        path, failures = float(arenas.path.mean()), float(self._failed.mean())
        self.meetings.append(Meeting(number - 1, failures, path, path - float(straight.mean()), walls))

    def breed(self) -> None:
        """Let the children of the arenas that were met take their places."""
        before = self._optimizer.ask(copy=False)
        self._optimizer.tell(self._failed)
        letters = self._optimizer.ask()
        arenas, lived_in = self.spelling.read(letters)
        if not lived_in.all():
            letters[~lived_in] = before[self._optimizer.parents[~lived_in, 0]]
            arenas, _ = self.spelling.read(letters)
        self._optimizer.genomes = letters
        self.arenas = arenas
