"""A law: what theory, or an independent program, says must come out, and what came out here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np


class Law(NamedTuple):
    """One number that is known, and its measurement.

    Attributes
    ----------
    name, case : what is measured, and where.
    source : where the expected value comes from.
    expected, measured : the two numbers.
    error : standard error of the measurement, 0 if it is exact.
    tolerance : how far apart they may be; if 0, three standard errors.
    """

    name: str
    case: str
    source: str
    expected: float
    measured: float
    error: float
    tolerance: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether the measurement is as close as it must be."""
        return abs(self.measured - self.expected) <= (self.tolerance or max(3 * self.error, 1e-9))


def measured(
    name: str, case: str, source: str, expected: float, values: Iterable[float], tolerance: float = 0.0
) -> Law:
    """A law whose measurement is the mean of independent values."""
    found = np.array(list(values), np.float64)
    error = float(found.std(ddof=1) / np.sqrt(len(found))) if len(found) > 1 else 0.0
    return Law(name, case, source, expected, float(found.mean()), error, tolerance)
