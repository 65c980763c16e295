"""The same numbers for two entries that stand side by side."""

from __future__ import annotations

from evosim.kernel import kernel


@kernel
def develop(growth, genome, scratch, out):
    """Fill out (R, Q): number r of entry q is gene ``at`` + (q // 2)·R + r."""
    numbers = out.shape[0]
    for q in range(out.shape[1]):
        for r in range(numbers):
            out[r, q] = genome[growth.at + (q // 2) * numbers + r]
