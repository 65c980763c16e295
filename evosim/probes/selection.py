"""Bits of selection: what the base optimizer did."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from evosim.evolution.loop import Setup, genome, plan_of, priced
from evosim.evolution.splitting import Bits, bits_of_selection
from evosim.life import Evaluator
from evosim.threads import Threads
from evosim.worlds.grid.instances import Instances


def bits_selection(
    setup: Setup,
    training: Instances,
    fitness: float,
    root: int,
    *,
    population: int = 1000,
    runs: int = 8,
) -> Bits:
    """−log2 of the probability that a random genome does as well in ``training``, with its standard error.

    Random: from the distribution of the first generation. By adaptive multilevel splitting. It is what the base
    optimizer did, in the essays' bits of selection (Conditions, 2.1).

    Parameters
    ----------
    root : of the evolution that it is asked of (64 bits); its draws go by the lower half.
    """
    evaluate = Evaluator(plan_of(setup, root), training, Threads())

    def objective(genomes: NDArray[np.float32]) -> NDArray[np.float64]:
        return priced(evaluate(genomes), setup.prices)

    form = genome(setup, root)
    return bits_of_selection(objective, form, fitness, seed=root % 2**32, population=population, runs=runs)
