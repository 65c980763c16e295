"""Grows populations of brains that have one organ, as worlds other than grids need them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from evosim.life.kernel import grow_population
from evosim.organs.plan import Plan, Space, space
from evosim.threads import Threads


class Grower:
    """Grows populations by one plan; its workspaces are made once, as many as there are threads.

    Parameters
    ----------
    plan : of the brain.
    threads : to spread individuals over.
    """

    def __init__(self, plan: Plan, threads: Threads) -> None:
        self.plan, self.threads = plan, threads
        self._spare: list[Space] = []  # appending and popping are atomic

    def __call__(self, genomes: NDArray[Any], grown: Any) -> NDArray[np.int64]:
        """Write the individuals of genomes (P, G) into the rows of grown, a named tuple of arrays.

        Returns
        -------
        genes : (P,) how many genes of each deletion would change.
        """
        genomes = np.ascontiguousarray(genomes, np.float32)
        genes = np.empty(len(genomes), np.int64)

        def run(first: int, last: int) -> None:
            try:
                own = self._spare.pop()
            except IndexError:
                own = space(self.plan, None)
            grow_population(first, last, genomes, self.plan, own, grown, genes)
            self._spare.append(own)

        self.threads.each(len(genomes), run)
        return genes
