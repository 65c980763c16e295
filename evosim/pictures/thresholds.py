"""Thresholds: how many count as searchers, wherever the line is drawn, and which of the three scores draws it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from evosim.pictures.colours import BLUE, FAINT, GREEN, PALE, VERMILION
from evosim.pictures.multiples import Words, blank, multiples
from evosim.pictures.page import Drawing, Undrawable
from evosim.pictures.run import Numbers, Run
from evosim.pictures.share import Share

THRESHOLDS = np.arange(30, 91) / 100
SCORES = (
    ("success_novel", "new mazes", VERMILION, (0, (1, 1.2))),
    ("retarget_within", "imaginary goal", GREEN, (0, (4, 1.5))),
    ("deliberation", "thought cut short", FAINT, (0, (4, 1.5, 1, 1.5))),
)
WORDS = Words(
    title="Where is the line drawn? Share of populations that search, by threshold",
    subtitle="",
    notes="Three scores of each population’s fittest agent: success in new mazes; the share of lives that go, in time, "
    "to a goal that only seems to stand elsewhere, on cells where goals stood in training; and the success lost in new "
    "mazes if it may think one unit only. Thin: share of populations of which that score reaches the threshold. Bold: "
    "all three do, with the 95 % interval. Where bold lines are flat, the threshold does not matter.",
    x="threshold, the same for all three scores",
    y="share of populations",
)


def thresholds(run: Run, width: float) -> Drawing:
    """Draw a panel for each point: the share of replicates whose scores reach each threshold from .3 to .9."""
    if np.isnan(run.column("retarget_within")).all():
        raise Undrawable("a run that measured retarget_within")
    entries = [
        Line2D([], [], color=BLUE, linewidth=1.8, label="all three"),
        Patch(facecolor=PALE, label="95 % interval"),
        *(Line2D([], [], color=colour, linestyle=dash, linewidth=0.9, label=name) for _, name, colour, dash in SCORES),
    ]
    page, panels, _ = multiples(run.points, width, WORDS._replace(subtitle=run.heading), quick=run.quick, key=entries)
    for axes, point in zip(panels, run.points, strict=True):
        _panel(axes, run, point.rows)
    return Drawing(page.figure, _numbers(run))


def reached(*scores: Numbers) -> list[Share]:
    """The share of replicates of which all scores (R,) reach each threshold.

    One of which some score is not known (NaN) does not reach a threshold if another score does not, and is left out if
    the others do.
    """
    shares = []
    for threshold in THRESHOLDS:
        below = np.logical_or.reduce([score < threshold for score in scores])
        above = np.logical_and.reduce([score >= threshold for score in scores])
        shares.append(Share(int(above.sum()), int((below | above).sum())))
    return shares


def _panel(axes: Axes, run: Run, rows: np.ndarray) -> None:
    axes.set_xlim(0.28, 0.92)
    axes.set_xticks((0.3, 0.5, 0.7, 0.9))
    every = [run.column(name)[rows] for name, *_ in SCORES]
    shares = reached(*every)
    if np.isnan(every[1]).all():
        blank(axes, "not measured")
        return
    low, high = np.array([share.interval for share in shares]).T
    axes.fill_between(THRESHOLDS, low, high, color=PALE, linewidth=0, zorder=1)
    for scores, (_, _, colour, dash) in zip(every, SCORES, strict=True):
        values = [share.value for share in reached(scores)]
        axes.plot(THRESHOLDS, values, color=colour, linestyle=dash, linewidth=0.9, clip_on=False, zorder=2)
    axes.plot(THRESHOLDS, [share.value for share in shares], color=BLUE, linewidth=1.8, clip_on=False, zorder=3)


def _numbers(run: Run) -> pa.Table:
    """A row for each replicate: its three scores, and the least of them."""
    rows = np.concatenate([point.rows for point in run.points])
    numbers = run.names(rows)
    for name in ("planner", "searcher", *(score for score, *_ in SCORES), "search_score"):
        if name in run.table.column_names:
            numbers = numbers.append_column(name, run.table[name].take(pa.array(rows)))
    return numbers
