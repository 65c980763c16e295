"""Development inside the loop over individuals: one function for every encoding."""

from __future__ import annotations

from importlib import import_module

from evosim.encodings import kernels
from evosim.kernel import beside, kernel, switch

of_kind = switch([import_module(f"{__package__}.{name}.kernel").develop for name in kernels()])
by_class = beside("develop", "genome, scratch, out", of_kind)


@kernel
def develop(growth, genome, scratch, out):
    """Grow a tensor (R, Q) from a genome (G,)."""
    by_class(growth, genome, scratch, out)
