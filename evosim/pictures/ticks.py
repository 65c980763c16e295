"""Ticks: the ends of a scale that data decide, and the round numbers that are written at it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ends = tuple[float, float]
Ticks = tuple[float, ...]
FEW = 5


def even(values: NDArray[np.float64], *, least: float = 0.0) -> tuple[Ends, Ticks]:
    """Return the ends and ticks of an even scale from 0 to the largest of the values, or further down if one is less.

    ``least`` is the smallest distance between ticks, 1 of what is counted, and is taken where they are few.
    """
    low, high = _ends(values)
    few = high - low <= FEW * least
    step = least if few else _round((high - low) / 3)
    first, last = np.floor(low / step + 1e-9), np.ceil(high / step - 1e-9)
    ticks = tuple(float(f"{n * step:.6g}") for n in range(int(first), int(last) + 1))
    return (ticks[0], ticks[-1]), ticks


def decades(values: NDArray[np.float64]) -> tuple[Ends, Ticks]:
    """Return the ends and ticks of a logarithmic scale from 0 to the largest of the values: 0, 1, 10, 100, …

    Up to 30 those of 3 stand between, and the scale ends at a tick.
    """
    high = max(1.0, _ends(values)[1])
    few = (0.0, 1.0, 3.0, 10.0, 30.0)
    if high <= few[-1]:
        last = next(at for at, tick in enumerate(few) if tick >= high)
        return (0.0, few[last]), few[: last + 1]
    powers = range(int(np.floor(np.log10(high) + 1e-9)) + 1)
    return (0.0, high), (0.0, *(10.0**n for n in powers))


def _ends(values: NDArray[np.float64]) -> Ends:
    """Return the least and the largest value and 0; 0 and 1 where there is nothing else."""
    known = values[np.isfinite(values)]
    low, high = min(0.0, known.min(initial=0.0)), max(0.0, known.max(initial=0.0))
    return (low, high) if high > low else (0.0, 1.0)


def _round(step: float) -> float:
    """Return 1, 2 or 5 times a power of ten: the least that is not below ``step``."""
    power = 10.0 ** np.floor(np.log10(step))
    return float(next(n * power for n in (1, 2, 5, 10) if n * power >= step * (1 - 1e-9)))
