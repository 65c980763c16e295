"""Numbers that are linear in the genes: a basis, which is given, times genes."""

from __future__ import annotations

import numpy as np

from evosim.kernel import kernel

ZERO = np.float32(0)


@kernel
def develop(growth, genome, scratch, out):
    """Fill out (R, Q): number r of entry q is the sum over f of basis (F, Q) times gene ``at`` + f·R + r."""
    numbers = out.shape[0]
    for r in range(numbers):
        row = out[r]
        row[:] = ZERO
        for f in range(growth.basis.shape[0]):
            gene = genome[growth.at + f * numbers + r]
            feature = growth.basis[f]
            for q in range(row.size):
                row[np.uintp(q)] += feature[np.uintp(q)] * gene
