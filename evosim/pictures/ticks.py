"""Ticks: the ends of a scale that data decide, and the round numbers that are written at it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ends = tuple[float, float]
Ticks = tuple[float, ...]


def even(values: NDArray[np.float64], *, least: float = 0.0) -> tuple[Ends, Ticks]:
    """Return the ends and ticks of an even scale from 0 to the largest of the values, or further down if one is less.

    ``least`` is the smallest distance between ticks: 1 of what is counted.
    """
    low, high = _ends(values)
    step = max(_round((high - low) / 3), least)
    first, last = np.floor(low / step + 1e-9), np.ceil(high / step - 1e-9)
    ticks = tuple(float(f"{n * step:.6g}") for n in range(int(first), int(last) + 1))
    return (ticks[0], ticks[-1]), ticks


def decades(values: NDArray[np.float64]) -> tuple[Ends, Ticks]:
    """Return the ends and ticks of a logarithmic scale from 0 to the largest of the values: 0, 1, 10, 100, …

    Where there are few of them those of 3 stand between.
    """
    high = max(1.0, _ends(values)[1])
    powers = [10.0**n for n in range(int(np.floor(np.log10(high) + 1e-9)) + 1)]
    between = [3 * power for power in powers] if high < 100 else []
    return (0.0, high), (0.0, *(tick for tick in sorted(powers + between) if tick <= high))


def _ends(values: NDArray[np.float64]) -> Ends:
    """Return the least and the largest value and 0; 0 and 1 where there is nothing else."""
    known = values[np.isfinite(values)]
    low, high = min(0.0, known.min(initial=0.0)), max(0.0, known.max(initial=0.0))
    return (low, high) if high > low else (0.0, 1.0)


def _round(step: float) -> float:
    """Return 1, 2 or 5 times a power of ten: the least that is not below ``step``."""
    power = 10.0 ** np.floor(np.log10(step))
    return float(next(n * power for n in (1, 2, 5, 10) if n * power >= step * (1 - 1e-9)))
