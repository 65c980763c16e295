"""Development inside the loop over individuals: one function for every encoding."""

from __future__ import annotations

from importlib import import_module

from evosim.encodings import kernels
from evosim.kernel import switch

develop = switch([import_module(f"{__package__}.{name}.kernel").develop for name in kernels()])
