"""The panels of the picture of the probes, and how replicates are drawn in them, along either axis."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from evosim.pictures.colours import FAINT, INK, KINDS
from evosim.pictures.run import Run
from evosim.pictures.share import Share
from evosim.pictures.swarm import swarm
from evosim.pictures.words import MM

DOT, MEAN, COUNT = 2.5, 1.1, 5.5  # points: size of a mark, thickness of the bar at the mean, size of a count
CROWD = 0.04  # how close to an end of the scale marks are counted if they crowd


class Panel(NamedTuple):
    """One probe: its column, what it is called, what its scale means, the threshold of planners, and what a heuristic
    scores."""

    column: str
    title: str
    scale: str
    threshold: float | None
    baseline: str | None = None


HEURISTIC = "success_heuristic"
DOTTED: dict[str, Any] = {"color": INK, "linewidth": 1.1, "linestyle": (0, (1, 1))}
PANELS = (
    Panel("success", "Known mazes", "lives that reach the goal", None),
    Panel("success_novel", "New mazes", "lives that reach the goal", 0.8, HEURISTIC),
    Panel("retarget", "Imaginary goal", "lives that go to it in time", 0.5),
    Panel("deliberation", "Thought cut short", "success lost in new mazes", 0.5),
)
PLANNER = (
    "A planner solves new mazes (at least 0.8), goes to imaginary goals (at least 0.5), and loses at least 0.5 of its "
    "success in new mazes if it may think for one tick only."
)
LIFE = "A life is one walk from one start."
PLANNERS = Panel("planner", "Planners", "share of replicates", None)


class Scale(NamedTuple):
    """The axes' size in mm: along the scale of the probe, and of the slot that a point has across it."""

    along: float
    slot: float


def replicates(
    axes: Axes,
    at: float,
    values: NDArray[np.float64],
    planner: NDArray[np.float64],
    scale: Scale,
    *,
    upright: bool,
    counted: bool = True,
) -> None:
    """Draw a point's replicates around ``at``, one mark each, and behind them a bar at their mean.

    ``counted`` is whether marks that crowd at an end of the scale are counted there.
    """
    if np.isnan(values).all():
        x, y = (at, 0.5) if upright else (0.5, at)
        blank = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
        axes.text(
            x,
            y,
            "not measured",
            color=FAINT,
            fontsize=6,
            ha="center",
            va="center",
            rotation=90 * upright,
            bbox=blank,
        )
        return
    mean = np.full(2, max(0.0, np.nanmean(values)))
    values = np.maximum(values, 0)  # a loss may be a gain; beyond the end it would stand in the next panel
    apart = 1.12 * DOT * MM
    room = 0.8 * scale.slot - apart
    aside = swarm(values * scale.along, apart, room) / scale.slot
    for kind in KINDS:
        mine = kind.of(planner)
        _plot(axes, at + aside[mine], values[mine], upright, **kind.mark(DOT), clip_on=False, zorder=3)
    for end, crowd in ((0, values <= CROWD), (1, values >= 1 - CROWD)):
        if counted and crowd.sum() * apart > room + apart:
            _count(axes, at, end, int(crowd.sum()), upright)
    bar = at + np.array((-0.44, 0.44))
    _plot(axes, bar, mean, upright, color=INK, linewidth=MEAN, zorder=2, solid_capstyle="butt")


def baseline(axes: Axes, at: float, values: NDArray[np.float64], *, upright: bool) -> None:
    """Draw the mean of what a heuristic scores where a point's replicates were measured, if that is known."""
    if np.isfinite(values).any():
        _plot(axes, at + np.array((-0.44, 0.44)), np.full(2, np.nanmean(values)), upright, **DOTTED, zorder=2)


def baseline_key(run: Run) -> list[Line2D]:
    """Return the entry of a key for the heuristic, if its scores are known."""
    known = np.isfinite(run.column(HEURISTIC)).any()
    return [Line2D([], [], **DOTTED, label="a net that does not plan (mean)")] if known else []


def planners(axes: Axes, at: float, share: Share, *, upright: bool) -> None:
    """Draw a point's share of planners with its interval."""
    if share.total:
        _plot(axes, np.full(2, at), np.array(share.interval), upright, color=INK, linewidth=0.8, clip_on=False)
        mark = {"marker": "D", "markersize": 3.0, "color": INK, "clip_on": False}
        _plot(axes, np.full(1, at), np.full(1, share.value), upright, **mark)


def _count(axes: Axes, at: float, end: int, number: int, upright: bool) -> None:
    """Write beyond an end of the scale how many marks crowd there."""
    edge = (-0.04, 1.04)[end]
    style: dict[str, Any] = {"fontsize": COUNT, "color": FAINT, "textcoords": "offset points", "annotation_clip": False}
    if upright:
        axes.annotate(str(number), (at, edge), (0, (-3.0, 1.0)[end]), ha="center", va=("top", "bottom")[end], **style)
    else:
        axes.annotate(str(number), (edge, at), ((-0.8, 0.8)[end], 0), ha=("right", "left")[end], va="center", **style)


def _plot(axes: Axes, across: NDArray[np.float64], along: NDArray[np.float64], upright: bool, **style: Any) -> None:
    axes.plot(*((across, along) if upright else (along, across)), **style)
