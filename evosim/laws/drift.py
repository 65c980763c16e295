"""Laws of drift and fixation in haploid Wright–Fisher populations."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from evosim.evolution.genome import Genome
from evosim.evolution.optimizer import Optimizer
from evosim.laws.law import Law, measured

ANYBODY = {"kind": "truncation", "share": 1.0}
FREE = {"kind": "uniform", "rate": 1.0}  # each gene from either parent: every locus drifts on its own
LOCI, COUNT = 1000, 100
FIXATION = ((100, 0.01, 0.02284), (100, 0.05, 0.09355), (100, 0.1, 0.17584), (200, 0.02, 0.03894))


def drift(effort: int) -> Iterator[Law]:
    """Laws of drift; ``effort`` is the number of populations."""
    source = "exact, haploid Wright–Fisher"
    runs = [_drift(0.5, seed) for seed in range(effort)]
    yield measured("heterozygosity", "N = 100, generation 50", source, 0.5 * 0.99**50, [run[0] for run in runs])
    yield measured("generations to absorption", "N = 100, from ½", source, 136.6, [run[1] for run in runs])
    for start in (0.5, 0.2):
        fixed = [run[2] for run in (runs if start == 0.5 else [_drift(start, seed) for seed in range(effort)])]
        yield measured("fixation of a neutral allele", f"from {start:g}", source, start, fixed)
    for count, advantage, expected in FIXATION:
        batches = [_fixed(count, advantage, 100, seed) for seed in range(10 * effort)]
        yield measured("fixation of one mutant", f"N = {count}, s = {advantage:g}", source, expected, batches)


def _drift(start: float, seed: int) -> tuple[float, float, float]:
    """Heterozygosity at generation 50, mean time to absorption, share of loci at which 1 is fixed."""
    first = (np.arange(COUNT)[:, None] < start * COUNT) * np.ones(LOCI, int)
    optimizer = Optimizer(Genome(LOCI, 2, initial=first), COUNT, seed, select=ANYBODY, cross=FREE)
    absorbed = np.zeros(LOCI)
    at_50 = 0.0
    generation = 0
    while True:
        share = optimizer.ask().mean(axis=0)
        optimizer.tell(np.zeros(COUNT))
        open_loci = (share > 0) & (share < 1)
        if generation == 50:
            at_50 = float((2 * share * (1 - share)).mean())
        if not open_loci.any():
            return at_50, float(absorbed.mean()), float(share.mean())
        absorbed += open_loci
        generation += 1


def _fixed(count: int, advantage: float, runs: int, seed: int) -> float:
    """Share of runs in which one mutant of fitness 1 + s takes the population over."""
    fixed = 0
    first = np.zeros((count, 1), int)
    first[0] = 1
    genome = Genome(1, 2, initial=first)
    for run in range(runs):
        optimizer = Optimizer(genome, count, runs * seed + run, select="roulette")
        while True:
            mutants = optimizer.ask()[:, 0]
            if (total := int(mutants.sum())) in (0, count):
                fixed += total == count
                break
            optimizer.tell(1 + advantage * mutants)
    return fixed / runs
