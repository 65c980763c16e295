"""A share of replicates with its interval."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.claims.shares import clopper_pearson

LEVEL = 0.95


class Share(NamedTuple):
    """``hits`` of ``total``."""

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
        """Lower and upper end, by Clopper and Pearson; NaN of nothing."""
        return clopper_pearson(self.hits, self.total, LEVEL)[1:] if self.total else (float("nan"), float("nan"))
