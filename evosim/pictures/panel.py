"""Panels of which each shows a column of the table, and how replicates are drawn in them, along either axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from evosim.pictures.colours import AGENTS, FAINT, INK, Kind
from evosim.pictures.run import Run
from evosim.pictures.share import Share
from evosim.pictures.swarm import swarm
from evosim.pictures.words import MM, power, signed

DOT, MEAN, COUNT = 2.5, 1.1, 5.5  # points: size of a mark, thickness of the bar at the mean, size of a count
APART = 1.12 * DOT * MM  # mm between the centres of two marks
LARGE = 1000.0  # from which on ticks of a logarithmic scale are written as powers of ten
CROWD = 0.04  # how close to an end of the scale marks are counted if they crowd


class Panel(NamedTuple):
    """A column of the table, and how it is drawn.

    Attributes
    ----------
    column : its name
    title, scale : what it is called, and what its scale means
    threshold : of planners, or another value at which there is a line
    baseline : the column of what another player or agent scores there
    ends, ticks : of the scale
    logarithmic : whether the scale is even in the logarithm of 1 + value
    at_line : what is written at the line; "≥" and its value if None
    """

    column: str
    title: str
    scale: str
    threshold: float | None = None
    baseline: str | None = None
    ends: tuple[float, float] = (0.0, 1.0)
    ticks: tuple[float, ...] = (0.0, 0.5, 1.0)
    logarithmic: bool = False
    at_line: str | None = None

    def place(self, values: Any) -> Any:
        """Where values stand on the scale, from 0 at one end to 1 at the other."""
        low, high = self.ends
        if self.logarithmic:
            return (np.log1p(values) - np.log1p(low)) / (np.log1p(high) - np.log1p(low))
        return (values - low) / (high - low)

    def stand(self, values: Any) -> Any:
        """Where marks stand: at 0 those below it, such as a gain for a loss, which would stand in the next panel."""
        return np.maximum(self.place(values), 0)

    @property
    def marked(self) -> tuple[list[float], list[str]]:
        """Where ticks stand on the scale, and what is written there."""
        large = LARGE if self.logarithmic else np.inf
        written = [signed(tick) if tick < large else power(round(np.log10(tick))) for tick in self.ticks]
        return [float(self.place(tick)) for tick in self.ticks], written

    @property
    def line(self) -> tuple[float, str] | None:
        """Where the line stands on the scale, if there is one, and what is written there."""
        if self.threshold is None:
            return None
        words = f"≥ {self.threshold:g}" if self.at_line is None else self.at_line
        return float(self.place(self.threshold)), words


class Panels(NamedTuple):
    """What a figure shows of each point.

    Attributes
    ----------
    each : the panels, in their order
    flags, kinds : (rows,) of which kind each replicate is, and how these are drawn
    share : the last panel, of the share of replicates whose flag is 1; None if there is none
    """

    each: tuple[Panel, ...]
    flags: NDArray[np.float64]
    kinds: Sequence[Kind] = AGENTS
    share: Panel | None = None

    @property
    def every(self) -> tuple[Panel, ...]:
        """All of them."""
        return self.each if self.share is None else (*self.each, self.share)


EVEN = Panel("", "", "")  # from 0 to 1
HEURISTIC = "success_heuristic"
DOTTED: dict[str, Any] = {"color": INK, "linewidth": 1.1, "linestyle": (0, (1, 1))}
PLANNER = (
    "A planner solves new mazes (at least 0.8), goes to imaginary goals (at least 0.5), and loses at least 0.5 of its "
    "success in new mazes if it may think for one tick only."
)
LIFE = "A life is one walk from one start."
COUNTS = "Small numbers count the marks that crowd at an end of a scale."


class Scale(NamedTuple):
    """The axes' size in mm: along the scale of the probe, and of the slot that a point has across it."""

    along: float
    slot: float


def replicates(
    axes: Axes,
    at: float,
    values: NDArray[np.float64],
    flags: NDArray[np.float64],
    scale: Scale,
    *,
    upright: bool,
    counted: bool = True,
    kinds: Sequence[Kind] = AGENTS,
    panel: Panel = EVEN,
) -> None:
    """Draw a point's replicates around ``at``, one mark each, and behind them a bar at their mean.

    ``flags`` says of which of the ``kinds`` each is, ``counted`` whether marks that crowd at an end of the scale are
    counted there.
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
    mean = np.full(2, max(0.0, panel.place(np.nanmean(values))))
    values = panel.stand(values)
    aside = swarm(values * scale.along, APART, 0.8 * scale.slot - APART) / scale.slot
    for kind in kinds:
        mine = kind.of(flags)
        _plot(axes, at + aside[mine], values[mine], upright, **kind.mark(DOT), clip_on=False, zorder=3)
    for end, number in _crowds(values, scale.slot) if counted else ():
        _count(axes, at, end, number, upright)
    bar = at + np.array((-0.44, 0.44))
    _plot(axes, bar, mean, upright, color=INK, linewidth=MEAN, zorder=2, solid_capstyle="butt")


def counts(run: Run, panels: Panels, slot: float) -> bool:
    """Whether marks are counted anywhere, in slots of that breadth in mm."""
    stands = [panel.stand(run.column(panel.column)) for panel in panels.each]
    return any(_crowds(places[point.rows], slot) for places in stands for point in run.points)


def noted(notes: Sequence[str], run: Run, panels: Panels, slot: float) -> str:
    """Join notes, after the first of them what counts are, if any are drawn in slots of that breadth in mm."""
    own, *others = notes
    return " ".join(filter(None, (own, COUNTS * counts(run, panels, slot), *others)))


def baseline(axes: Axes, at: float, values: NDArray[np.float64], *, upright: bool, panel: Panel = EVEN) -> None:
    """Draw the mean of what a heuristic scores where a point's replicates were measured, if that is known."""
    if np.isfinite(values).any():
        level = np.full(2, panel.place(np.nanmean(values)))
        _plot(axes, at + np.array((-0.44, 0.44)), level, upright, **DOTTED, zorder=2)


def baseline_key(run: Run) -> list[Line2D]:
    """Return the entry of a key for the heuristic, if its scores are known."""
    known = np.isfinite(run.column(HEURISTIC)).any()
    return [Line2D([], [], **DOTTED, label="a net that does not plan (mean)")] if known else []


def shares(axes: Axes, at: float, share: Share, *, upright: bool) -> None:
    """Draw a point's share of replicates with its interval."""
    if share.total:
        _plot(axes, np.full(2, at), np.array(share.interval), upright, color=INK, linewidth=0.8, clip_on=False)
        mark = {"marker": "D", "markersize": 3.0, "color": INK, "clip_on": False}
        _plot(axes, np.full(1, at), np.full(1, share.value), upright, **mark)


def _crowds(places: NDArray[np.float64], slot: float) -> list[tuple[int, int]]:
    """The ends of the scale, 0 and 1, where more marks crowd than a slot of that breadth has room for, with numbers."""
    found = ((0, int((places <= CROWD).sum())), (1, int((places >= 1 - CROWD).sum())))
    return [(end, number) for end, number in found if number * APART > 0.8 * slot]


def _count(axes: Axes, at: float, end: int, number: int, upright: bool) -> None:
    """Write beyond an end of the scale how many marks crowd there."""
    edge = (-0.04, 1.04)[end]
    style: dict[str, Any] = {"fontsize": COUNT, "color": FAINT, "textcoords": "offset points", "annotation_clip": False}
    if upright:
        axes.annotate(str(number), (at, edge), (0, (-3.0, 1.0)[end]), ha="center", va=("top", "bottom")[end], **style)
    else:
        axes.annotate(str(number), (edge, at), ((-1.8, 1.8)[end], 0), ha=("right", "left")[end], va="center", **style)


def _plot(axes: Axes, across: NDArray[np.float64], along: NDArray[np.float64], upright: bool, **style: Any) -> None:
    axes.plot(*((across, along) if upright else (along, across)), **style)
