"""Operators of DEAP by name: they are handed copies, and their chance is keyed like everybody's.

DEAP's operators change individuals in place, and its crossovers corrupt rows of a matrix, which are views; so each gets
a list of its own. They draw from Python's global generator, which is seeded for each call and put back afterwards.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from deap import base
from numpy.typing import NDArray

from evosim.evolution import kernel
from evosim.evolution.lender import operators
from evosim.random.reference import draw, stream, threshold
from evosim.scenario.problem import Problem, ScenarioError
from evosim.scenario.schema import Borrowed


def select(
    chosen: Borrowed, fitness: NDArray[np.float64], parents: NDArray[np.int32], root: int, generation: int
) -> None:
    """Fill parents (P, 2) with what a selection of DEAP returns; NaN counts as the least number there is."""
    worst = np.finfo(np.float64).min
    crowd = [_Individual(place, worst if np.isnan(value) else float(value)) for place, value in enumerate(fitness)]
    with _chance_put_back():
        random.seed(stream(root, generation, 0, kernel.SELECT))
        found = _called(chosen, operators("select")[chosen.operator], crowd, parents.size)
    if len(found) != parents.size:
        raise _refused(chosen, f"it returned {len(found)} parents instead of {parents.size}")
    parents[:] = np.array([one.place for one in found], np.int32).reshape(parents.shape)


def cross(
    chosen: Borrowed,
    genomes: NDArray[Any],
    parents: NDArray[np.int32],
    children: NDArray[Any],
    root: int,
    generation: int,
) -> None:
    """The first of the two children of a crossover of DEAP, in a share ``rate`` of the children; copies else."""
    limit, operator = threshold(chosen.rate), operators("cross")[chosen.operator]
    with _chance_put_back():
        for p in range(len(children)):
            key = stream(root, generation, p, kernel.MATE)
            one, other = (genomes[parent].tolist() for parent in parents[p])
            if draw(key, 0) >> 32 < limit:
                random.seed(key)
                one, _ = _called(chosen, operator, one, other)
            else:
                parents[p, 1] = -1
            children[p] = one


def mutate(chosen: Borrowed, genomes: NDArray[Any], root: int, generation: int) -> None:
    """A mutation of DEAP on each row (P, G), in place."""
    operator = operators("mutate")[chosen.operator]
    with _chance_put_back():
        for p in range(len(genomes)):
            random.seed(stream(root, generation, p, kernel.MUTATE))
            (genomes[p],) = _called(chosen, operator, genomes[p].tolist())


def _called(chosen: Borrowed, operator: Callable[..., Any], *given: Any) -> Any:
    try:
        return operator(*given, **chosen.options)
    except Exception as error:  # whatever an operator makes of arguments that it does not check
        raise _refused(chosen, f"{type(error).__name__}: {error}") from error


def _refused(chosen: Borrowed, why: str) -> ScenarioError:
    wanted = "an operator of DEAP that can work on these genomes, with arguments that it can use"
    return ScenarioError([Problem("evosim", None, chosen.kind, wanted, why)])


@contextmanager
def _chance_put_back() -> Iterator[None]:
    """Python's global generator may be seeded; afterwards it is as it was."""
    before = random.getstate()
    try:
        yield
    finally:
        random.setstate(before)


class _Maximum(base.Fitness):
    weights = (1.0,)


class _Individual:
    """What a selection of DEAP looks at."""

    def __init__(self, place: int, fitness: float) -> None:
        self.place = place
        self.fitness = _Maximum((fitness,))
