"""How replicates spread along a line: a band that holds most of them, and a thin line for each where they are few."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import NDArray

from evosim.pictures.colours import GREEN

MOST_LINES = 60  # of replicates, in any panel of a page: more would hide the median
BAND: dict[str, Any] = {"color": GREEN, "alpha": 0.16, "linewidth": 0}
FAINTLY: dict[str, Any] = {"color": GREEN, "alpha": 0.3, "linewidth": 0.35}


class Spread(NamedTuple):
    """The tenth, the half and nine tenths of replicates at each place along the line: (T,) each, NaN where none is."""

    low: NDArray[np.float64]
    median: NDArray[np.float64]
    high: NDArray[np.float64]

    @classmethod
    def of(cls, lines: NDArray[np.float64]) -> Spread:
        """Return the spread of replicates (R, T), of which those that are NaN at a place are left out there."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # a place at which all are NaN has no median
            return cls(*np.nanpercentile(lines, (10, 50, 90), axis=0))

    def band(self, axes: Axes, along: NDArray[np.float64]) -> None:
        """Draw the band from the tenth to nine tenths."""
        axes.fill_between(along, self.low, self.high, **BAND)


def few(replicates: Iterable[int]) -> bool:
    """Whether each replicate of all points of a page can have its line, from how many each point has."""
    return max(replicates, default=0) <= MOST_LINES


def lines_of(axes: Axes, along: NDArray[np.float64], lines: NDArray[np.float64]) -> None:
    """Draw a thin line for each replicate of (R, T)."""
    axes.add_collection(LineCollection([np.column_stack((along, line)) for line in lines], **FAINTLY))


def key(*, lined: bool) -> list[Artist]:
    """Return what a key says of the band and, if there are any, of the lines."""
    lines = [Line2D([], [], **FAINTLY, label="one replicate")] if lined else []
    return [Patch(**BAND, label="10–90 % of replicates"), *lines]
