"""The base optimizer on its own: ask for genomes, tell their fitness, again and again; stop and go on anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evosim.evolution.arguments import WHERE, checked
from evosim.evolution.genome import Genes, Genome
from evosim.evolution.nsga2 import Pool, survivors
from evosim.evolution.numbers import numbers
from evosim.evolution.options import Evolution, NonDominated, Roulette
from evosim.evolution.state import sealed, unsealed
from evosim.evolution.toolbox import Fitness, Parents, best_first, toolbox
from evosim.faults.problem import Problem, ScenarioError
from evosim.threads import Threads


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

    Attributes
    ----------
    generation : how many have been bred, from 0.
    genomes : (P, G) float32, or int32 letters: those last asked for.
    parents : (P, 2) int32, rows of the generation before, −1 for none; under ``"nsga2"`` of its survivors.
    fitness : what was told of them, (P,) or (P, M) float64; None if nothing was.

    Raises
    ------
    ScenarioError
        With everything that is wrong, each with what was expected.
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
        self.way, self.root = checked(genome, options, seed)
        self.genome = genome
        self._begin(Threads(threads))

    @classmethod
    def of(cls, genome: Genome, way: Evolution, root: int, threads: Threads) -> Optimizer:
        """The optimizer of a scenario, whose settings have been checked."""
        made = cls.__new__(cls)
        made.way, made.genome, made.root = way, genome, root
        made._begin(threads)
        return made

    def _begin(self, threads: Threads) -> None:
        self.threads = threads
        self.steps = toolbox(self.genome, self.way, self.root, threads)
        self.generation = 0
        self.genomes: Genes = self.steps.initial(0)
        self.parents: Parents = np.full((self.way.population, 2), -1, np.int32)
        self.fitness: Fitness | None = None
        self._asked = False
        self._spare: Genes | None = None  # a matrix that nobody needs any longer
        self._kept: Pool | None = None  # of several objectives: who has survived so far

    def __reduce__(self) -> tuple[Any, ...]:
        """Copied or pickled, another optimizer in the same state."""
        return _again, (self.genome, self.way, self.root, self.threads.count, self.state())

    def __repr__(self) -> str:
        size = f"{self.way.population} genomes of {self.genome.length} genes"
        state = "to be told about" if self.fitness is None else "told about"
        return f"Optimizer({size}, generation {self.generation}, {state})"

    @property
    def before(self) -> Genes | None:
        """(P, G) the generation before, to which ``parents`` are indices, while it is at hand; gone at the next."""
        return self._spare

    def ask(self, copy: bool = True) -> Genes:
        """The genomes (P, G) of this generation. Asked for again, the same.

        Parameters
        ----------
        copy : without it these are the optimizer's own: not to be written to, and gone after the next ``ask``.
        """
        if self.fitness is not None:
            self._breed()
        self._asked = True
        return self.genomes.copy() if copy else self.genomes

    def tell(self, fitness: ArrayLike) -> None:
        """Take note of the fitness (P,), or (P, M) for M objectives, of the genomes last asked for; more is better.

        Raises
        ------
        ScenarioError
            If it has not one number for each genome, or numbers that this selection cannot use, or if these genomes
            were never asked for.
        """
        if not self._asked:
            raise _wrong("tell", "genomes that were asked for: ask() before tell()", "none, so far")
        self.fitness = self._usable(fitness)

    def clone(self) -> None:
        """Let the next generation be copies of the fittest of this one, which has been told about."""
        assert self.fitness is not None
        best = int(best_first(self.fitness)[0])
        self.parents = np.full((self.way.population, 2), -1, np.int32)
        self.parents[:, 0] = best
        self.genomes = np.tile(self.genomes[best], (self.way.population, 1))
        self.fitness, self._spare = None, None
        self.generation += 1

    def survivors(self) -> Pool:
        """Who would be parents now, and their fitness: this generation, or of several objectives the best P so far.

        The latter by front and by crowding, the best first.

        Raises
        ------
        ScenarioError
            If the fitness of this generation has not been told yet.
        """
        if self.fitness is None:
            raise _wrong("survivors", "a generation that has been told about", "one that was only asked for")
        if self.fitness.ndim == 1:
            return self.genomes.copy(), self.fitness.copy()
        return survivors(self._kept, (self.genomes, self.fitness))[0]

    def state(self) -> dict[str, Any]:
        """All that is needed to go on from here, as plain arrays and numbers; its last word seals the others."""
        copies = {name: None if value is None else value.copy() for name, value in self._arrays().items()}
        return sealed({"generation": self.generation, **copies}, self._identity())

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on from a ``state`` of an optimizer with the same parameters: the same bits follow.

        It may have been on its way through a file: arrays may have become lists, or float64.

        Raises
        ------
        ScenarioError
            If it is not such a state, or not as it was.
        """
        kinds = {name: self.genome.dtype if "genomes" in name else np.float64 for name in self._arrays()}
        try:
            found = unsealed(state, {**kinds, "parents": np.int32}, self._identity())
        except ValueError as strange:
            shape = (self.way.population, self.genome.length)
            told = f"a state of an optimizer with {shape[0]} genomes of {shape[1]} genes, this seed and these settings"
            cure = "to go on from its genomes in another way, give them to Genome(initial=…)"
            raise _wrong("restore", told, str(strange), cure) from None
        self.stand({name: value for name, value in found.items() if value is not None})

    def standing(self) -> dict[str, Any]:
        """What ``stand`` takes, without copies: arrays, or None, and the generation."""
        return {"generation": self.generation, **self._arrays()}

    def stand(self, at: Mapping[str, Any]) -> None:
        """Go on from a ``standing`` of this very optimizer, of which what was None may be left out."""
        self.generation = int(at["generation"])
        self.genomes, self.parents, self.fitness = at["genomes"], at["parents"], at.get("fitness")
        self._kept = (at["kept_genomes"], at["kept_fitness"]) if "kept_genomes" in at else None
        self._spare, self._asked = None, True

    def _identity(self) -> bytes:
        return f"{self.way.model_dump_json()} {self.root} ".encode() + self.genome.form()

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
        steps, kept, genomes, fitness = self.steps, self._kept, self.genomes, self.fitness
        generation = self.generation + 1
        if fitness.ndim == 2:
            kept, fitness = survivors(kept, (genomes, fitness))
            genomes = kept[0]
        if self.way.kind == "random":
            children = steps.initial(generation)
            parents = np.full((len(genomes), 2), -1, np.int32)
        else:
            parents = steps.select(fitness, generation)
            children = steps.mutate(steps.mate(genomes, parents, generation, self._spare), generation)
        elites = steps.elite(fitness)
        first = len(children) - len(elites)
        children[first:] = genomes[elites]
        parents[first:, 0] = elites
        parents[first:, 1] = -1
        # All at once, at the end: whoever is interrupted before can ask again.
        self._spare, self._kept, self.generation = genomes if kept is None else None, kept, generation
        self.genomes, self.parents, self.fitness = children, parents, None

    def _usable(self, fitness: ArrayLike) -> Fitness:
        count, several = self.way.population, isinstance(self.way.select, NonDominated)
        try:
            found = numbers(fitness)
        except TypeError as error:
            raise _wrong("fitness", f"an array of {count} numbers", str(error)) from None
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


def _wrong(key: str, expected: str, got: str, cure: str = "") -> ScenarioError:
    return ScenarioError([Problem(WHERE, None, key, expected, got, cure)])


def _again(genome: Genome, way: Evolution, root: int, threads: int, state: Mapping[str, Any]) -> Optimizer:
    made = Optimizer.of(genome, way, root, Threads(threads))
    made.restore(state)
    return made
