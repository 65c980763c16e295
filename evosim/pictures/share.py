"""A share of replicates with its interval."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Z = 1.959964  # 95 %


class Share(NamedTuple):
    """``hits`` of ``total``, with the Wilson interval at 95 % (Wilson 1927), which stays inside 0 and 1."""

    hits: int
    total: int

    @classmethod
    def of(cls, flags: NDArray[np.float64]) -> Share:
        """Count the ones among ones and zeros; NaN is left out."""
        return cls(int(np.nansum(flags)), int(np.count_nonzero(~np.isnan(flags))))

    @property
    def value(self) -> float:
        """The share itself; NaN of nothing."""
        return self.hits / self.total if self.total else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper end; NaN of nothing."""
        if not self.total:
            return float("nan"), float("nan")
        n, p = self.total, self.value
        centre, half = p + Z * Z / (2 * n), Z * float(np.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)))
        return max(0.0, (centre - half) / (1 + Z * Z / n)), min(1.0, (centre + half) / (1 + Z * Z / n))
