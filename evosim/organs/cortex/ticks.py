"""Thinking time, given or a gene."""

from __future__ import annotations

import numpy as np

from evosim.organs.cortex.options import Cortex, TicksGene


def most_ticks(options: Cortex) -> int:
    """The ticks of thought, or the most there can be."""
    return options.ticks.max if isinstance(options.ticks, TicksGene) else options.ticks


def ticks_of(gene: np.float32, most: int) -> int:
    """Thinking time from its gene: ⌊most·min(|gene|, 1) + ½⌋, so that a deleted gene thinks not at all."""
    size = abs(float(gene))
    return int(most * (size if size < 1 else 1.0) + 0.5)
