"""Adaptive multilevel splitting: how improbable it is that a random genome does as well.

Genomes are drawn at random; again and again the worst are replaced by copies of better ones, which are then shuffled by
redrawing some of their genes, as long as they stay above the level. The share that stays at each level multiplies up to
the probability (Cérou and Guyader 2007; Kahn and Harris 1951).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from math import log, log2, sqrt
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.evolution import kernel
from evosim.evolution.arguments import COPIES, too_large
from evosim.evolution.genome import Genes, Genome, whole
from evosim.evolution.numbers import numbers
from evosim.evolution.options import Evolution
from evosim.evolution.toolbox import toolbox
from evosim.faults.arguments import brief
from evosim.faults.problem import Problem, ScenarioError
from evosim.random.purposes_kernel import CHOOSE, MOVE
from evosim.random.reference import fold
from evosim.threads import Threads

WHERE = "evosim.bits_of_selection"
LEVELS = 2000  # at most; by then the probability is far below 2⁻²⁵⁰
EASY, HARD = 0.4, 0.15  # shares of accepted moves between which the size of moves is left alone


class Bits(NamedTuple):
    """−log2 of a probability, its standard error, and what it took; infinite if the target was never met."""

    bits: float
    error: float
    evaluations: int


def bits_of_selection(
    objective: Callable[[Genes], NDArray[Any]],
    genome: Genome,
    target: float,
    *,
    seed: int = 1,
    population: int = 1000,
    moves: int = 12,
    runs: int = 8,
) -> Bits:
    """−log2 of the probability that a random genome scores at least ``target``.

    Parameters
    ----------
    objective : (P, G) genomes → (P,) numbers, without chance of its own; NaN counts as less than any.
    genome : the form of genomes and the distribution that random ones come from; not a given first generation.
    target : what must be reached.
    seed : of all draws, 0 … 2⁶⁴ − 1.
    population : genomes at each level; the error falls with its square root.
    moves : how often genomes are shuffled at each level: too few, and the copies stay too much alike.
    runs : independent repetitions, at least 2, from which the standard error is taken.

    Raises
    ------
    ScenarioError
        With everything that is wrong with what was asked for, or with what the objective returned.
    """
    formed = isinstance(genome, Genome)
    number = isinstance(target, int | float | np.number) and (
        abs(target) <= sys.float_info.max or abs(target) == float("inf")
    )
    wrong = [
        (name, expected, got)
        for name, expected, got, fine in (
            ("objective", "a function of (P, G) genomes", type(objective).__name__, callable(objective)),
            ("genome", "an evosim.Genome", type(genome).__name__, formed),
            ("target", "a number", brief(target), number),
            ("seed", "a whole number from 0 to 2⁶⁴ − 1", brief(seed), whole(seed, 0, 2**64 - 1)),
            ("population", "a whole number, 20 or more", brief(population), whole(population, 20, 10_000_000)),
            ("moves", "a whole number, 1 or more", brief(moves), whole(moves, 1, 2**31)),
            ("runs", "a whole number, 2 or more", brief(runs), whole(runs, 2, 2**31)),
            ("genome.initial", "a distribution", "a given first generation", not formed or genome.given is None),
        )
        if not fine
    ]
    if wrong:
        raise ScenarioError([Problem(WHERE, None, name, expected, got) for name, expected, got in wrong])
    if problems := too_large(WHERE, "population", int(population), genome.length, COPIES):
        raise ScenarioError(problems)
    seed, population = int(seed), int(population)
    found = [_run(objective, genome, target, fold(seed, run), population, moves) for run in range(runs)]
    chances = np.array([chance for chance, _ in found])
    evaluations = sum(count for _, count in found)
    mean = float(chances.mean())
    if mean == 0:
        return Bits(float("inf"), float("inf"), evaluations)
    error = float(chances.std(ddof=1)) / sqrt(runs) / mean / log(2)
    return Bits(-log2(mean), error, evaluations)


def cost_of_levels(
    objective: Callable[[Genes], NDArray[Any]],
    genome: Genome,
    describe: Callable[[Genes], float],
    *,
    seed: int = 1,
    population: int = 200,
    moves: int = 6,
) -> NDArray[np.float64]:
    """(L, 3) levels of the objective, rising; −log2 of the probability that a random genome is beyond each; and what
    ``describe`` says of those genomes beyond it that one run of splitting knows.

    It ends where no genome that it finds is better than all others. The other parameters are those of
    ``bits_of_selection``.
    """
    found: list[tuple[float, float, float]] = []

    def tell(level: float, chance: float, beyond: Genes) -> None:
        found.append((level, -log2(chance), describe(beyond)))

    _run(objective, genome, np.inf, seed, population, moves, tell)
    return np.array(found).reshape(-1, 3)


def _run(
    objective: Callable[[Genes], NDArray[Any]],
    genome: Genome,
    target: float,
    root: int,
    population: int,
    moves: int,
    tell: Callable[[float, float, Genes], None] | None = None,
) -> tuple[float, int]:
    """One estimate of the probability, and the genomes that were evaluated for it.

    Each level is told, with the probability of being beyond it and the genomes that are.
    """
    prior = toolbox(genome, Evolution(population=population), root, Threads())
    genomes = prior.initial(0)
    score = _score(objective, genomes)
    chance, evaluations, drawn, rate = 1.0, population, 0, 0.5
    for step in range(LEVELS):
        level = np.partition(score, population // 10)[population // 10]
        if level >= target:
            break
        above = np.flatnonzero(score > level)
        if not above.size:
            return 0.0, evaluations
        chance *= above.size / population
        if tell:
            tell(float(level), chance, genomes[above])
        fallen = np.flatnonzero(score <= level)
        chosen = above[_uniform(root, CHOOSE, step, fallen.size, above.size)]
        genomes[fallen], score[fallen] = genomes[chosen], score[chosen]
        taken = 0
        for _ in range(moves):
            drawn += 1
            anew = prior.initial(drawn)
            mask = np.empty(genomes.shape, np.int32)
            limits = np.array([(1 - rate) * 2**32, 2**32], np.uint64)
            kernel.letters(0, population, mask, limits, np.uint64(fold(root, MOVE)), drawn)
            proposed = np.where(mask == 1, anew, genomes)
            new = _score(objective, proposed)
            evaluations += population
            better = new > level
            genomes[better], score[better] = proposed[better], new[better]
            taken += int(better.sum())
        accepted = taken / (moves * population)
        if accepted < HARD:
            rate = max(rate / 1.5, 1 / max(2, genome.length))
        elif accepted > EASY:
            rate = min(0.9, rate * 1.5)
    return chance * float((score >= target).mean()), evaluations


def _score(objective: Callable[[Genes], NDArray[Any]], genomes: Genes) -> NDArray[np.float64]:
    told = objective(genomes.copy())  # what it raises is its own
    try:
        found = numbers(told)
        got = str(found.shape)
    except TypeError as error:
        found, got = np.empty(0), str(error)
    if found.shape != (len(genomes),):
        raise ScenarioError([Problem(WHERE, None, "objective", f"({len(genomes)},) numbers", got)])
    return np.where(np.isnan(found), -np.inf, found)


def _uniform(root: int, purpose: int, step: int, count: int, below: int) -> NDArray[np.int64]:
    """Draw ``count`` whole numbers below a number, keyed."""
    limits = (np.arange(1, below + 1) * (2**32 / below)).astype(np.uint64)
    out = np.empty((1, count), np.int32)
    kernel.letters(0, 1, out, limits, np.uint64(fold(root, purpose)), step)
    return out[0].astype(np.int64)
