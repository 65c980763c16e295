"""Operators of DEAP by name: they are handed copies, and their chance is keyed like everybody's.

DEAP's operators change individuals in place, and its crossovers corrupt rows of a matrix, which are views; so each gets
a list of its own. They draw from Python's global generator, which is seeded for each call and put back afterwards.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from deap import base
from numpy.typing import NDArray

from evosim.evolution.genome import Genome
from evosim.evolution.nsga2 import Individual
from evosim.evolution.operators import operators
from evosim.evolution.options import Borrowed
from evosim.faults.problem import Problem, ScenarioError
from evosim.random.purposes_kernel import MATE, MUTATE, SELECT
from evosim.random.reference import draw, stream, threshold

GLOBAL = threading.Lock()  # on Python's generator, of which there is one for all threads


def select(
    chosen: Borrowed, fitness: NDArray[np.float64], parents: NDArray[np.int32], root: int, generation: int
) -> None:
    """Fill parents (P, 2) with what a selection of DEAP returns; it sees none that are NaN beside a number.

    Raises
    ------
    ScenarioError
        If the operator fails, or returns another number of parents.
    """
    sound = ~np.isnan(fitness)
    places = np.flatnonzero(sound if sound.any() else ~sound)
    crowd = [Individual(int(place), _Maximum((float(np.nan_to_num(fitness[place])),))) for place in places]
    with _chance_put_back():
        random.seed(stream(root, generation, 0, SELECT))
        found = _called(chosen, operators("select")[chosen.operator], crowd, parents.size)
    if len(found) != parents.size:
        raise _refused(chosen, f"it returned {len(found)} parents instead of {parents.size}")
    parents[:] = np.array([one.place for one in found], np.int32).reshape(parents.shape)


def cross(
    chosen: Borrowed,
    genome: Genome,
    genomes: NDArray[Any],
    parents: NDArray[np.int32],
    children: NDArray[Any],
    root: int,
    generation: int,
) -> None:
    """The first of the two children of a crossover of DEAP, in a share ``rate`` of the children; copies else.

    Raises
    ------
    ScenarioError
        If the operator fails, or returns what are no genes.
    """
    limit, operator = threshold(chosen.rate), operators("cross")[chosen.operator]
    with _chance_put_back():
        for p in range(len(children)):
            key = stream(root, generation, p, MATE)
            if draw(key, 0) >> 32 < limit:
                random.seed(key)
                one, other = (_within(chosen, genomes[parent].tolist()) for parent in parents[p])
                children[p] = _genes(chosen, genome, _called(chosen, operator, one, other)[0])
            else:
                parents[p, 1] = -1
                children[p] = genomes[parents[p, 0]]


def mutate(chosen: Borrowed, genome: Genome, genomes: NDArray[Any], root: int, generation: int) -> None:
    """A mutation of DEAP on each row (P, G), in place.

    Raises
    ------
    ScenarioError
        If the operator fails, or returns what are no genes.
    """
    operator = operators("mutate")[chosen.operator]
    with _chance_put_back():
        for p in range(len(genomes)):
            random.seed(stream(root, generation, p, MUTATE))
            found = _called(chosen, operator, _within(chosen, genomes[p].tolist()))
            genomes[p] = _genes(chosen, genome, found[0])


def _within(chosen: Borrowed, genes: list[Any]) -> list[Any]:
    """Genes between ``low`` and ``up``, for operators that only know those: DEAP makes complex numbers of others."""
    if not chosen.operator.endswith("Bounded"):
        return genes
    try:
        return np.clip(genes, chosen.options["low"], chosen.options["up"]).tolist()
    except (TypeError, ValueError) as error:
        raise _refused(chosen, f"low, up: {error}") from error


def _genes(chosen: Borrowed, genome: Genome, found: Any) -> NDArray[Any]:
    """What an operator made of a row (G,), if that can stand there."""
    made = np.asarray(found)
    if made.shape != (genome.length,) or made.dtype.kind not in "biuf":
        raise _refused(chosen, f"it returned {made.dtype} of shape {made.shape}")
    if not genome.spells(made):
        cure = "it may be for real genes, or its arguments for another alphabet"
        raise _refused(chosen, f"it returned what are not letters 0 … {int(genome.alphabet) - 1}", cure)
    return made


def _called(chosen: Borrowed, operator: Callable[..., Any], *given: Any) -> Any:
    try:
        return operator(*given, **chosen.options)
    except Exception as error:  # whatever an operator makes of arguments that it does not check
        raise _refused(chosen, f"{type(error).__name__}: {error}") from error


def _refused(chosen: Borrowed, why: str, cure: str = "") -> ScenarioError:
    expected = "an operator of DEAP that can work on these genomes, with arguments that it can use"
    return ScenarioError([Problem("evosim", None, chosen.kind, expected, why, cure)])


@contextmanager
def _chance_put_back() -> Iterator[None]:
    """Python's global generator may be seeded, by one thread at a time; afterwards it is as it was."""
    with GLOBAL:
        before = random.getstate()
        try:
            yield
        finally:
            random.setstate(before)


class _Maximum(base.Fitness):
    weights = (1.0,)
