"""A few rules, and an evolved linear map from an entry's coordinates to the one that it has."""

from __future__ import annotations

import numpy as np

from evosim.kernel import kernel

ZERO = np.float32(0)


@kernel
def develop(growth, genome, scratch, out):
    """Fill out (R, Q) from ``terms`` rules of R genes each, and after them a map of F × ``terms`` genes.

    The map gives each rule a score that is linear in basis (F, Q); an entry has the rule with the largest, the first on
    ties. A single rule has no map.
    """
    numbers = out.shape[0]
    map_at = growth.at + growth.terms * numbers
    for q in range(out.shape[1]):
        kind = 0
        best = ZERO
        for t in range(growth.terms if growth.terms > 1 else 0):
            score = ZERO
            for f in range(growth.basis.shape[0]):
                score += growth.basis[f, q] * genome[map_at + f * growth.terms + t]
            if t == 0 or score > best:
                best = score
                kind = t
        for r in range(numbers):
            out[r, q] = genome[growth.at + kind * numbers + r]
