"""Children that are copies: what a parent earned need not be found out again."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from evosim.evolution.genome import Genes
from evosim.evolution.toolbox import Parents

FEW = 8  # genes that are compared first: most children that differ do so among them


def copies(genomes: Genes, parents: Parents, before: Genes) -> NDArray[np.intp]:
    """Whose copy each individual is.

    Parameters
    ----------
    genomes : (P, G) of a generation.
    parents : (P, 2) its parents, −1 for none.
    before : (P, G) genomes of the generation before, to which parents are indices.

    Returns
    -------
    (P,) the parent that has the same genome, bit by bit, the first of two such parents; −1 if neither has.
    """
    own, theirs = _bits(genomes), _bits(before)
    found = np.full(len(genomes), -1, np.intp)
    for side in range(2):
        whose = parents[:, side]
        alike = np.flatnonzero((found < 0) & (whose >= 0))
        for genes in (slice(0, FEW), slice(FEW, None)):
            alike = alike[(own[alike, genes] == theirs[whose[alike], genes]).all(axis=1)]
        found[alike] = whose[alike]
    return found


def _bits(genomes: Genes) -> NDArray[np.int32]:
    """Genes as whole numbers, so that 0 and −0 differ and what is not a number equals itself."""
    return genomes.view(np.int32)
