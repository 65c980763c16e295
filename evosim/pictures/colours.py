"""Colours and marks, safe for the colour-blind (Okabe and Ito 2008), and the kinds of agents they show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.lines import Line2D
from numpy.typing import NDArray

INK, FAINT, PALE = "#222222", "#666666", "#DDDDDD"
BLUE, VERMILION, GREEN, GREY = "#0072B2", "#D55E00", "#009E73", "#8A8A8A"
WARNING = VERMILION
LINE: dict[str, Any] = {"color": GREY, "linewidth": 0.7, "linestyle": (0, (3, 2)), "zorder": 1}  # at a threshold


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

    def of(self, flags: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which of the replicates are of this kind, by a number for each."""
        return np.isnan(flags) if np.isnan(self.value) else flags == self.value


PLANNER = Kind(1.0, "planner", BLUE, "o", BLUE)
OTHER = Kind(0.0, "not a planner", VERMILION, "^", "white")
UNKNOWN = Kind(float("nan"), "planning not measured", GREY, "s", GREY)
AGENTS = (UNKNOWN, OTHER, PLANNER)


def present(flags: NDArray[np.float64], kinds: Sequence[Kind] = AGENTS) -> list[Kind]:
    """Return the kinds that occur, the last first: planners."""
    return [kind for kind in reversed(kinds) if kind.of(flags).any()]


def key(flags: NDArray[np.float64], kinds: Sequence[Kind] = AGENTS, **options: Any) -> list[Line2D]:
    """Return entries of a key for the kinds that occur."""
    return [
        Line2D([], [], **{**kind.mark(3.6), **options, "color": kind.colour, "label": kind.words})
        for kind in present(flags, kinds)
    ]
