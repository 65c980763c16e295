"""A value with its confidence interval, and by which method it was found."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Estimate(NamedTuple):
    """A value and its confidence interval, lo ≤ value ≤ hi."""

    value: float
    lo: float
    hi: float


class Judged(NamedTuple):
    """An estimate and the name of its method."""

    estimate: Estimate
    method: str
