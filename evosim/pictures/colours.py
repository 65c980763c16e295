"""Colours and marks, safe for the colour-blind (Okabe and Ito 2008), and the kinds of agents they show."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from matplotlib.lines import Line2D
from numpy.typing import NDArray

INK, FAINT, PALE = "#222222", "#666666", "#DDDDDD"
BLUE, VERMILION, GREEN, GREY = "#0072B2", "#D55E00", "#009E73", "#8A8A8A"
WARNING = VERMILION


class Kind(NamedTuple):
    """A kind of agent and how its replicates are drawn: shape and filling differ as well as colour."""

    value: float
    words: str
    colour: str
    marker: str
    face: str

    def mark(self, size: float) -> dict[str, Any]:
        """Options for a line of marks without a line."""
        edge = {"markeredgecolor": self.colour, "markerfacecolor": self.face, "markeredgewidth": 0.6}
        return {"linestyle": "none", "marker": self.marker, "markersize": size, **edge}

    def of(self, planner: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which of the replicates are of this kind."""
        return np.isnan(planner) if np.isnan(self.value) else planner == self.value


PLANNER = Kind(1.0, "planner", BLUE, "o", BLUE)
OTHER = Kind(0.0, "not a planner", VERMILION, "^", "white")
UNKNOWN = Kind(float("nan"), "planning not measured", GREY, "s", GREY)
KINDS = (UNKNOWN, OTHER, PLANNER)


def present(planner: NDArray[np.float64]) -> list[Kind]:
    """Return the kinds that occur, planners first."""
    return [kind for kind in reversed(KINDS) if kind.of(planner).any()]


def key(planner: NDArray[np.float64], **options: Any) -> list[Line2D]:
    """Return entries of a key for the kinds that occur."""
    return [
        Line2D([], [], **{**kind.mark(3.6), **options, "color": kind.colour, "label": kind.words})
        for kind in present(planner)
    ]
