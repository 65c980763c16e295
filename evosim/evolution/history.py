"""Any objective: evolve genomes under it, and what is kept of that."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from deap.tools import Logbook
from numpy.typing import ArrayLike, NDArray

from evosim.evolution.arguments import too_large
from evosim.evolution.genome import Genes, Genome, whole
from evosim.evolution.lineage import Lineage, Recorder
from evosim.evolution.log import statistics, summary
from evosim.evolution.optimizer import Optimizer
from evosim.evolution.options import NonDominated
from evosim.evolution.toolbox import best_first
from evosim.faults.arguments import brief
from evosim.faults.problem import Problem, ScenarioError, did_you_mean
from evosim.random.purposes_kernel import OBJECTIVE
from evosim.random.reference import fold
from evosim.shown import Shown, drawn

Objective = Callable[[Genes, np.random.Generator], ArrayLike]
RECORDS = ("fitness", "genomes", "parents")


@dataclass(frozen=True, eq=False, repr=False)
class History(Shown):
    """What an evolution left.

    Attributes
    ----------
    fitness : (T, P), or (T, P, M) under several objectives; (0, …) if it was not recorded.
    genomes : (T, P, G), or None.
    parents : (T, P, 2) rows of the generation before, −1 for none, or None.
    best : (G,) the fittest genome of all generations, the latest on ties; of several objectives one that nobody
        dominates.
    best_fitness : its fitness, or (M,).
    log : DEAP's Logbook with a row per generation: best, mean, sd and min of what are numbers, and how many failed;
        of several objectives those of their sums.
    population, last_fitness : the last generation and its fitness; of several objectives the best P of all that ever
        lived, by front and by crowding.
    lineage : of all individuals, if it was asked for.
    """

    fitness: NDArray[np.float64]
    genomes: Genes | None
    parents: NDArray[np.int32] | None
    best: NDArray[Any]
    best_fitness: Any
    log: Logbook
    population: Genes
    last_fitness: NDArray[np.float64]
    lineage: Lineage | None = None

    def __repr__(self) -> str:
        genomes = f"{len(self.population)} genomes of {self.best.size} genes"
        best = f"{self.best_fitness:.4g}" if np.ndim(self.best_fitness) == 0 else f"{np.round(self.best_fitness, 4)}"
        return f"History({len(self.log)} generations of {genomes}, best fitness {best})"

    def show(self, width: float = 120.0) -> Any:
        """Draw the best, mean and least fitness of each generation.

        Parameters
        ----------
        width : in mm.

        Returns
        -------
        evosim.pictures.page.Drawing
            A figure with its numbers; ``save(file)`` writes it.
        """
        return drawn(self, width)


def evolve(
    objective: Objective,
    genome: Genome,
    population: int,
    generations: int,
    seed: int = 1,
    *,
    select: str | Mapping[str, Any] = "tournament",
    cross: str | Mapping[str, Any] | None = None,
    mutate: str | Mapping[str, Any] | None = None,
    elites: int = 0,
    record: Collection[str] = ("fitness",),
    lineage: Path | str | None = None,
    threads: int = 1,
) -> History:
    """Evolve genomes under any batch objective; more is better.

    Parameters
    ----------
    objective : (P, G) genomes, numpy Generator → (P,) or, with ``select="nsga2"``, (P, M) numbers. NaN ranks last. The
        generator is seeded by (seed, generation), so that a noisy objective is the same again.
    generations : T, 1 or more; the first is the random one.
    record : of ``"fitness"``, ``"genomes"``, ``"parents"``: what is kept of each generation.
    lineage : a file to which parents and fitness of all individuals are streamed; it appears at the end.

    The other parameters are those of ``Optimizer``.

    Raises
    ------
    ScenarioError
        With everything that is wrong with what was asked for, or with what the objective returned.
    """
    wrong = _checked(objective, generations, record)
    recorder: Recorder | None = None
    try:
        recorder = None if lineage is None else Recorder(lineage)
    except ScenarioError as error:
        wrong += error.problems
    options = {"select": select, "cross": cross, "mutate": mutate, "elites": elites, "threads": threads}
    try:
        optimizer = Optimizer(genome, population, seed, **options)  # type: ignore[arg-type]
    except ScenarioError as error:
        raise ScenarioError([*wrong, *error.problems]) from None
    if isinstance(optimizer.way.select, NonDominated):
        cure = "its parents are survivors of any generation"
        asked = {"lineage": lineage is not None, "record": isinstance(record, Collection) and "parents" in record}
        for name in (name for name, so in asked.items() if so):
            wrong.append(Problem("evosim.evolve", None, name, "a selection by one number", "nsga2", cure))
    if not wrong:
        rows, genes = population * generations * bool(record), genome.length * ("genomes" in record)
        wrong += too_large("evosim.evolve", "record", rows, genes, 2)  # each generation, and all of them together
    if wrong:
        raise ScenarioError(wrong)
    seed = int(seed)
    of_fitness = statistics()
    log = Logbook()
    log.header = ["generation", "best", "mean", "sd", "min", "failed"]
    kept: dict[str, list[NDArray[Any]]] = {name: [] for name in record}
    best: NDArray[Any] | None = None
    best_fitness: Any = None
    with recorder or nullcontext():
        for generation in range(generations):
            genomes = optimizer.ask()
            chance = np.random.default_rng(fold(fold(seed, OBJECTIVE), generation))
            try:
                told = objective(genomes, chance)  # a copy: it may do what it likes with it
            except Exception as error:
                error.add_note(f"raised by the objective in generation {generation} (seed {seed})")
                raise
            try:
                optimizer.tell(told)
            except ScenarioError as error:
                error.add_note(f"returned by the objective in generation {generation} (seed {seed})")
                raise
            fitness = optimizer.fitness
            assert fitness is not None
            for name, value in (("fitness", fitness), ("genomes", optimizer.genomes), ("parents", optimizer.parents)):
                if name in kept:
                    kept[name].append(value.copy())
            if fitness.ndim == 1:
                first = best_first(fitness)[0]
                if best is None or np.isnan(best_fitness) or fitness[first] >= best_fitness:
                    best, best_fitness = optimizer.genomes[first].copy(), float(fitness[first])
            sums = fitness if fitness.ndim == 1 else np.add.reduce(fitness, axis=1)
            log.record(generation=generation, **summary(of_fitness, sums))
            if recorder is not None:
                recorder.write(optimizer.parents, fitness)
    living, achieved = optimizer.survivors()
    if best is None:
        best, best_fitness = living[0], achieved[0]
    stacked = {name: np.stack(values) for name, values in kept.items()}
    return History(
        fitness=stacked.get("fitness", np.empty((0, *achieved.shape))),
        genomes=stacked.get("genomes"),
        parents=stacked.get("parents"),
        best=best,
        best_fitness=best_fitness,
        log=log,
        population=living,
        last_fitness=achieved,
        lineage=None if recorder is None else Lineage(recorder.path),
    )


def _checked(objective: object, generations: object, record: object) -> list[Problem]:
    found = []
    where = "evosim.evolve"
    if not callable(objective):
        expected = "a function of (P, G) genomes and a numpy Generator"
        found.append(Problem(where, None, "objective", expected, type(objective).__name__))
    if not whole(generations, 1, 2**31):
        found.append(Problem(where, None, "generations", "a whole number, 1 or more", brief(generations)))
    several = isinstance(record, Collection) and not isinstance(record, str | np.ndarray)
    names: list[Any] = list(record) if several and isinstance(record, Collection) else [record]
    for name in names:
        known = isinstance(name, str) and name in RECORDS
        if not (several and known):
            cure = f"write ({name!r},)" if known else did_you_mean(name, RECORDS)
            found.append(Problem(where, None, "record", f"some of {', '.join(RECORDS)}", brief(name), cure))
    return found
