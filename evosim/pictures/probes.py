"""The probes: what each evolved agent can do, and how many of them plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from matplotlib.artist import Artist
from matplotlib.lines import Line2D

from evosim.claims.words import estimate
from evosim.pictures.colours import INK, key
from evosim.pictures.page import Drawing
from evosim.pictures.panel import HEURISTIC, MEAN, PANELS, baseline_key
from evosim.pictures.run import Run
from evosim.pictures.share import Share
from evosim.pictures.strips import strips
from evosim.pictures.trend import axis, trend

TITLE = "Did they learn to plan? Each mark is one population’s fittest agent"
NOTES = (
    "Known mazes: those that it evolved on. Imaginary goal: we change only what the agent is shown, so that the goal "
    "seems to stand elsewhere. Thought cut short: it may think for one tick only; a gain is drawn as 0. A planner "
    "solves new mazes (at least 0.8), goes to imaginary goals (at least 0.5), and loses at least 0.5 if its thought is "
    "cut short. Small numbers count the marks that crowd at 0 or 1. Diamonds: share of planners with its 95 % interval."
)


def probes(run: Run, width: float) -> Drawing:
    """Draw success in training, in new mazes and at imaginary goals, what thought adds, and the share of planners."""
    swept = axis(run, width)
    notes = " ".join((NOTES, *_sentence(run.verdict())))
    mean = Line2D([], [], color=INK, linewidth=MEAN, label="mean of the replicates")
    entries: Sequence[Artist] = [*key(run.planner), mean, *baseline_key(run)]
    if swept is None:
        figure = strips(run, width, TITLE, notes, entries)
    else:
        figure = trend(run, width, TITLE, notes, entries, swept)
    return Drawing(figure, _numbers(run))


def _sentence(verdict: dict[str, Any] | None) -> list[str]:
    """Return the verdict on the primary claim in words, if there is one."""
    if verdict is None:
        return []
    known = ""
    if verdict["interval"] is not None:
        found, low, high = (f"{value:.2f}".replace("-", "−") for value in (verdict["difference"], *verdict["interval"]))
        known = f" ({estimate(verdict)} {found}, {100 * verdict['level']:.3g} % interval {low} to {high})"
    late = "" if verdict["before_data"] else "; written after data were seen"
    return [f"Primary claim: “{verdict['says'].rstrip('.')}”: {verdict['verdict']}{known}{late}."]


def _numbers(run: Run) -> pa.Table:
    """A row for each mark, with its point's share of planners and the interval of that."""
    rows = np.concatenate([point.rows for point in run.points])
    numbers = run.names(rows)
    for name in ("planner", *(panel.column for panel in PANELS), HEURISTIC):
        if name in run.table.column_names:
            numbers = numbers.append_column(name, run.table[name].take(pa.array(rows)))
    shares = [share for point in run.points for share in [Share.of(run.planner[point.rows])] * len(point.rows)]
    columns = {
        "planners_of_point": [share.hits for share in shares],
        "measured_of_point": [share.total for share in shares],
        "share_low": [share.interval[0] for share in shares],
        "share_high": [share.interval[1] for share in shares],
    }
    for name, values in columns.items():
        numbers = numbers.append_column(name, pa.array(values))
    return numbers
