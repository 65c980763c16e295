"""The base optimizer on its own: ask for genomes, tell their fitness, again and again; stop and go on anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pydantic import ValidationError

from evosim.evolution.front import survivors
from evosim.evolution.genome import Genes, Genome
from evosim.evolution.lender import fault
from evosim.evolution.toolbox import Fitness, Parents, toolbox
from evosim.scenario import Problem, ScenarioError
from evosim.scenario.fault import faults
from evosim.scenario.keys import dotted
from evosim.scenario.schema import Evolution, Flip, NonDominated, Reset, Roulette
from evosim.threads import Threads

WHERE = "evosim.Optimizer"


class Optimizer:
    """A population that is asked for and told about.

    Parameters
    ----------
    genome : what is varied.
    population : P, 1 or more.
    seed : of all draws, 0 … 2⁶⁴ − 1.
    select, cross, mutate : the name of a kind, or a mapping with ``kind`` and its options (see the scenario's
        ``[evolution]``); None for no crossover, no mutation. Selection by ``"nsga2"`` takes several objectives.
    elites : the best that live on unchanged; they are asked for, and told about, again.
    threads : to spread variation over; the result does not depend on it.

    Raises
    ------
    ScenarioError
        With everything that is wrong, each with what was wanted.
    """

    def __init__(
        self,
        genome: Genome,
        population: int,
        seed: int = 1,
        *,
        select: str | Mapping[str, Any] = "tournament",
        cross: str | Mapping[str, Any] | None = None,
        mutate: str | Mapping[str, Any] | None = None,
        elites: int = 0,
        threads: int = 1,
    ) -> None:
        options = {
            "population": population, "select": select, "cross": cross, "mutate": mutate, "elites": elites,
            "threads": threads,
        }  # fmt: skip
        self.way, root = checked(genome, options, seed)
        self.genome = genome
        self._begin(root, Threads(threads))

    @classmethod
    def of(cls, genome: Genome, way: Evolution, root: int, threads: Threads) -> Optimizer:
        """The optimizer of a scenario, whose settings have been checked."""
        made = cls.__new__(cls)
        made.way, made.genome = way, genome
        made._begin(root, threads)
        return made

    def _begin(self, root: int, threads: Threads) -> None:
        self.steps = toolbox(self.genome, self.way, root, threads)
        self.generation = 0
        self.genomes: Genes = self.steps.initial(0)
        self.parents: Parents = np.full((self.way.population, 2), -1, np.int32)
        self.fitness: Fitness | None = None
        self._spare: Genes | None = None  # a matrix that nobody needs any longer
        self._kept: tuple[Genes, Fitness] | None = None  # of several objectives: who has survived so far

    def ask(self, copy: bool = True) -> Genes:
        """The genomes (P, G) of this generation. Asked for again, the same.

        Parameters
        ----------
        copy : without it these are the optimizer's own: not to be written to, and gone after the next ``ask``.
        """
        if self.fitness is not None:
            self._breed()
        return self.genomes.copy() if copy else self.genomes

    def tell(self, fitness: ArrayLike) -> None:
        """Take note of the fitness (P,), or (P, M) for M objectives, of the genomes last asked for; more is better.

        Raises
        ------
        ScenarioError
            If it has not one number for each genome, or numbers that this selection cannot use.
        """
        self.fitness = self._usable(fitness)

    def state(self) -> dict[str, Any]:
        """All that is needed to go on from here, as plain arrays and numbers."""
        copies = {name: None if value is None else value.copy() for name, value in self._arrays().items()}
        return {"generation": self.generation, **copies}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on from a ``state`` of an optimizer with the same parameters: the same bits follow.

        Raises
        ------
        ScenarioError
            If it is not such a state.
        """
        shape = (self.way.population, self.genome.length)
        if strange := self._strange(state):
            told = f"a state of an optimizer with {shape[0]} genomes of {shape[1]} genes of this alphabet"
            raise ScenarioError([Problem(WHERE, None, "restore", told, strange)])
        self.generation = int(state["generation"])
        self.genomes, self.parents = np.array(state["genomes"]), np.array(state["parents"])
        self._spare = None
        self.fitness = None if state["fitness"] is None else np.array(state["fitness"])
        kept = (state["kept_genomes"], state["kept_fitness"])
        self._kept = None if kept[0] is None else (np.array(kept[0]), np.array(kept[1]))

    def _strange(self, state: Any) -> str:
        """What is strange about a state; empty if nothing is."""
        if not isinstance(state, Mapping) or state.keys() != {"generation", *self._arrays()}:
            return str(sorted(state)) if isinstance(state, Mapping) else type(state).__name__
        generation = state["generation"]
        if not isinstance(generation, int | np.integer) or isinstance(generation, bool) or generation < 0:
            return f"generation {generation!r}"
        count, length = self.way.population, self.genome.length
        for name, tail in (("genomes", (length,)), ("parents", (2,)), ("fitness", ()), ("kept_genomes", (length,))):
            value = state[name]
            if value is None and name in ("fitness", "kept_genomes"):
                continue
            found = np.asarray(value)
            several = name == "fitness" and isinstance(self.way.select, NonDominated)
            if found.shape[: 1 + len(tail)] != (count, *tail) or found.ndim != 1 + len(tail) + several:
                return f"{name} of shape {found.shape}"
            if "genomes" in name and found.dtype != self.genome.dtype:
                return f"{name} of {found.dtype}"
            if "genomes" in name and not self.genome.spells(found):
                return f"{name} with other letters"
        return ""

    def _arrays(self) -> dict[str, NDArray[Any] | None]:
        genomes, fitness = self._kept or (None, None)
        return {
            "genomes": self.genomes, "parents": self.parents, "fitness": self.fitness,
            "kept_genomes": genomes, "kept_fitness": fitness,
        }  # fmt: skip

    def _breed(self) -> None:
        """Make the next generation and its parents (P, 2); elites come last and unchanged.

        Last, because the first of equals is champion and elite: a newborn that is as good takes the place of an old
        one. Were they first, fitness that has reached its ceiling would keep the very first individual that reached it,
        and the champion would tell of that one and not of what the population has become.
        """
        assert self.fitness is not None
        steps, fitness = self.steps, self.fitness
        self.generation += 1
        if fitness.ndim == 2:
            self._kept, fitness = survivors(self._kept, (self.genomes, fitness))
            self.genomes = self._kept[0]
        if self.way.kind == "random":
            children = steps.initial(self.generation)
            parents = np.full((len(self.genomes), 2), -1, np.int32)
        else:
            parents = steps.select(fitness, self.generation)
            children = steps.mate(self.genomes, parents, self.generation, self._spare)
            children = steps.mutate(children, self.generation)
            if not self.genome.spells(children):
                letters = f"letters 0 … {int(self.genome.alphabet) - 1}"
                raise _wrong("mutate", letters, "others", "this operator of DEAP is for real genes")
        elites = steps.elite(fitness)
        first = len(children) - len(elites)
        children[first:] = self.genomes[elites]
        parents[first:, 0] = elites
        parents[first:, 1] = -1
        self._spare = self.genomes if self._kept is None else None
        self.genomes, self.parents, self.fitness = children, parents, None

    def _usable(self, fitness: ArrayLike) -> Fitness:
        count, several = self.way.population, isinstance(self.way.select, NonDominated)
        try:
            given = np.ma.filled(np.ma.asarray(fitness, dtype=np.float64), np.nan) if np.ma.isMA(fitness) else fitness
            kind = np.asarray(given).dtype.kind
            if kind not in "biufO":
                raise TypeError(kind)
            found = np.array(given, np.float64)
        except (TypeError, ValueError):
            raise _wrong("fitness", f"an array of {count} numbers", type(fitness).__name__) from None
        before = self._kept[1] if self._kept is not None else None
        if several and before is not None and found.ndim == 2 and found.shape[1] != before.shape[1]:
            raise _wrong("fitness", f"{before.shape[1]} objectives, as before", str(found.shape[1]))
        if found.ndim == 2 and not several:
            cure = 'several objectives need select="nsga2"; one alone is a column: fitness[:, 0]'
            raise _wrong("fitness", f"an array of shape ({count},)", str(found.shape), cure)
        if found.shape[:1] != (count,) or found.ndim != 1 + several or 0 in found.shape[1:]:
            shape = f"({count}, M)" if several else f"({count},)"
            cure = "one value for each row of the genomes that were asked for"
            raise _wrong("fitness", f"an array of shape {shape}", str(found.shape), cure)
        if isinstance(self.way.select, Roulette):
            if (found < 0).any():
                cure = "subtract the smallest value yourself, or select by rank or tournament"
                raise _wrong("fitness", "0 or more under roulette", f"{np.nanmin(found):g}", cure)
            if np.isinf(found).any():
                raise _wrong("fitness", "finite numbers under roulette", "inf", "select by rank or tournament")
        return found


def checked(genome: Genome, options: Mapping[str, Any], seed: int) -> tuple[Evolution, int]:
    """What was asked for, or all that is wrong with it."""
    found: list[Problem] = []
    plain: dict[str, Any] = {}
    options = dict(options)
    threads = options.pop("threads", 1)
    if not isinstance(threads, int | np.integer) or isinstance(threads, bool) or threads < 1:
        found.append(Problem(WHERE, None, "threads", "a whole number, 1 or more", repr(threads)))
    for name, value in options.items():
        value = {"kind": "none"} if value is None and name in ("cross", "mutate") else value
        value = {"kind": value} if isinstance(value, str) and name in ("select", "cross", "mutate") else value
        plain[name] = int(value) if isinstance(value, np.integer) else value
    way = None
    try:
        way = Evolution.model_validate(plain)
    except ValidationError as error:
        for bad in faults(error, Evolution):
            found.append(Problem(WHERE, None, dotted(plain, bad.path), bad.wanted, bad.got, bad.cure, bad.what))
    if not isinstance(genome, Genome):
        found.append(Problem(WHERE, None, "genome", "an evosim.Genome", type(genome).__name__))
    seeded = isinstance(seed, int | np.integer) and not isinstance(seed, bool) and 0 <= seed < 2**64
    if not seeded:
        found.append(Problem(WHERE, None, "seed", "a whole number from 0 to 2⁶⁴ − 1", repr(seed)))
    if way is not None and isinstance(genome, Genome):
        found += _sense(genome, way)
    if found or way is None:
        raise ScenarioError(found)
    return way, int(seed)


def _sense(genome: Genome, way: Evolution) -> list[Problem]:
    """What cannot be although each option is right by itself."""
    found = []

    def wrong(key: str, wanted: str, got: object, cure: str = "") -> None:
        found.append(Problem(WHERE, None, key, wanted, str(got), cure))

    size = getattr(way.select, "size", 1)
    if size > way.population:
        wrong("select.size", f"at most {way.population}, the population", size)
    if way.elites >= way.population:
        wrong("elites", f"less than {way.population}, the population", way.elites)
    if isinstance(way.select, NonDominated) and way.elites:
        wrong("elites", "0 with nsga2", way.elites, "what is not dominated stays anyway")
    kind = way.mutate.kind
    if kind == "gaussian" and not genome.real:
        wrong("mutate.kind", "reset or flip for letters", kind)
    if isinstance(way.mutate, Reset) and genome.real:
        wrong("mutate.kind", "gaussian for real genes", kind)
    if isinstance(way.mutate, Flip) and genome.alphabet != 2:
        wrong("mutate.kind", "an alphabet of 2 to flip between", kind, "gaussian for real genes, else reset")
    for step, chosen in way.borrowed.items():
        wanted, got, cure = fault(step, chosen)
        if wanted:
            wrong(step, wanted, got, cure)
    if genome.given is not None and len(genome.given) != way.population:
        wrong("genome.initial", f"{way.population} rows, the population", len(genome.given))
    return found


def _wrong(key: str, wanted: str, got: str, cure: str = "") -> ScenarioError:
    return ScenarioError([Problem(WHERE, None, key, wanted, got, cure)])
