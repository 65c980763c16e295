"""The steps of the base optimizer, registered under DEAP's names; each works on the whole matrix and can be swapped.

The registered steps are ``initial``, ``select``, ``mate``, ``mutate`` and ``elite``.
"""

from __future__ import annotations

import numpy as np
from deap.base import Toolbox
from numpy.typing import NDArray

from evosim.evolution import adapter, kernel
from evosim.evolution.carried import carried
from evosim.evolution.fallback import fallback
from evosim.evolution.genome import Genes, Genome
from evosim.evolution.options import (
    Asexual,
    Borrowed,
    Evolution,
    Flip,
    Gaussian,
    Letters,
    NonDominated,
    OnePoint,
    Rank,
    Reset,
    Roulette,
    Tournament,
    TwoPoint,
    Uniform,
)
from evosim.threads import Threads

Fitness = NDArray[np.float64]
Parents = NDArray[np.int32]

FEW = 250_000  # genes that are varied sooner than threads are told to


def toolbox(genome: Genome, way: Evolution, root: int, threads: Threads) -> Toolbox:
    """The steps that the settings ask for.

    ``initial(generation)`` → genomes (P, G); ``select(fitness (P,), generation)`` → parents (P, 2) int32, rows;
    ``mate(genomes, parents, generation, spare)`` → children (P, G), in ``spare`` if there is one; ``mutate(genomes,
    generation)`` → the same, changed in place; ``elite(fitness)`` → rows of those that live on, best first, none of
    which is NaN.

    Parameters
    ----------
    root : seed of all draws of this population (64 bits).
    """
    seed = np.uint64(root)
    rest = fallback(way, root, genome.length) if genome.rest is None else genome.rest
    count, length, own = way.population, genome.length, len(way.carried)
    threads = threads if count * length > FEW else Threads()

    def initial(generation: int) -> Genes:
        genomes = np.empty((count, length), genome.dtype)
        if genome.given is not None and generation == 0:
            genomes[:] = genome.given
        elif genome.real:
            scale, zero, around = genome.normal
            threads.each(
                count, lambda a, b: kernel.initial(a, b, genomes, scale, zero, around, rest, seed, generation)
            )
            settle(genomes, generation)
        else:
            limits = genome.limits
            threads.each(count, lambda a, b: kernel.letters(a, b, genomes, limits, seed, generation))
        return genomes

    def settle(genomes: Genes, generation: int) -> None:
        """Draw the settings that genomes carry, or change those that they have inherited."""
        if own and isinstance(way.mutate, Gaussian) and way.mutate.carried:
            heirs = generation > 0 and way.mutate.carried.inherited
            kept = np.float32(heirs)
            noise = np.float32(way.mutate.carried.step if heirs else way.mutate.carried.spread)
            threads.each(count, lambda a, b: kernel.shake(a, b, genomes, length - own, kept, noise, seed, generation))

    def select(fitness: Fitness, generation: int) -> Parents:
        parents = np.empty((count, 2), np.int32)
        if isinstance(way.select, Borrowed):
            adapter.select(way.select, fitness, parents, root, generation)
        elif isinstance(way.select, Tournament | NonDominated):
            size = way.select.size
            threads.each(count, lambda a, b: kernel.tournament(a, b, fitness, size, parents, seed, generation))
        else:
            chances = weights(fitness, way.select)
            cumulative = np.add.accumulate(chances)[: np.flatnonzero(chances)[-1] + 1]  # who has none is never met
            threads.each(count, lambda a, b: kernel.wheel(a, b, cumulative, parents, seed, generation))
        return parents

    def mate(genomes: Genes, parents: Parents, generation: int, spare: Genes | None = None) -> Genes:
        # A fresh matrix costs more than filling it: the system clears every page of it first.
        children, cross = np.empty_like(genomes) if spare is None else spare, way.cross

        def step(a: int, b: int) -> None:
            if isinstance(cross, Uniform):
                kernel.uniform(a, b, genomes, parents, cross.rate, children, seed, generation)
            elif isinstance(cross, OnePoint | TwoPoint):
                cuts = 1 if isinstance(cross, OnePoint) else 2
                kernel.points(a, b, genomes, parents, cross.rate, cuts, children, seed, generation)
            elif isinstance(cross, Asexual):
                kernel.clone(a, b, genomes, parents, children)

        if isinstance(cross, Borrowed):
            adapter.cross(cross, genome, genomes, parents, children, root, generation)
        else:
            threads.each(count, step)
        return children

    def mutate(genomes: Genes, generation: int) -> Genes:
        how = way.mutate
        settle(genomes, generation)
        each = carried(way, genomes)

        def step(a: int, b: int) -> None:
            if isinstance(how, Gaussian) and each is not None:
                brain = length - own
                kernel.gaussian_each(a, b, genomes, brain, *each, how.delete, rest, seed, generation)
            elif isinstance(how, Gaussian):
                scale = np.float32(how.scale)
                kernel.gaussian(a, b, genomes, how.rate, scale, how.delete, rest, seed, generation)
            elif isinstance(how, Letters):
                chances = np.array([how.duplicate, how.delete, how.invert])
                alphabet = int(genome.alphabet)
                kernel.rearrange(a, b, genomes, alphabet, chances, how.stretch, seed, generation)
                kernel.substitute(a, b, genomes, alphabet, how.rate, seed, generation)
            elif isinstance(how, Reset | Flip):
                letters, flip = int(genome.alphabet), isinstance(how, Flip)
                count = how.count if isinstance(how, Flip) else 0
                kernel.respell(a, b, genomes, letters, flip, count, how.rate, how.delete, seed, generation)

        if isinstance(how, Borrowed):
            adapter.mutate(how, genome, genomes, root, generation)
        else:
            threads.each(count, step)
        return genomes

    def elite(fitness: Fitness) -> NDArray[np.int64]:
        return best_first(fitness)[: min(way.elites, np.count_nonzero(~np.isnan(fitness)))]

    steps = Toolbox()
    steps.register("initial", initial)
    steps.register("select", select)
    steps.register("mate", mate)
    steps.register("mutate", mutate)
    steps.register("elite", elite)
    return steps


def best_first(fitness: Fitness) -> NDArray[np.int64]:
    """(P,) individuals by falling fitness, the lowest index first on ties, NaN last."""
    return np.argsort(-fitness, kind="stable")


def weights(fitness: Fitness, select: object) -> Fitness:
    """(P,) the chances, up to a factor, with which individuals become parents; NaN has none beside a number."""
    valid = ~np.isnan(fitness)
    if not valid.any():
        return np.ones(len(fitness))
    if isinstance(select, Roulette):
        found = np.where(valid, fitness, 0.0)
        # By a power of two, which loses nothing: sums of the largest numbers there are would be infinite.
        return np.ldexp(found, -np.frexp(found.max())[1]) if found.any() else valid.astype(np.float64)
    if isinstance(select, Rank):
        return np.where(valid, _ranked(fitness, valid, select.pressure), 0.0)
    share = getattr(select, "share", 1.0)
    kept = best_first(fitness)[: max(1, round(share * len(fitness)))]
    found = np.zeros(len(fitness))
    found[kept] = 1.0
    return found * valid


def _ranked(fitness: Fitness, valid: NDArray[np.bool_], pressure: float) -> Fitness:
    """(P,) linear in the rank among numbers, equals sharing the mean of theirs."""
    numbers = np.sort(fitness[valid])
    low, high = np.searchsorted(numbers, fitness, "left"), np.searchsorted(numbers, fitness, "right") - 1
    rank = (low + high) / 2 / (len(numbers) - 1) if len(numbers) > 1 else 0.5  # 0 of the worst, 1 of the best
    return np.maximum(0.0, 2 - pressure + 2 * (pressure - 1) * rank)
