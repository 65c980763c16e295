"""One gene for each number."""

from __future__ import annotations

from evosim.kernel import kernel


@kernel
def develop(growth, genome, scratch, out):
    """Fill out (R, Q): gene ``at`` + q·R + r is number r of entry q."""
    numbers = out.shape[0]
    for q in range(out.shape[1]):
        for r in range(numbers):
            out[r, q] = genome[growth.at + q * numbers + r]
