"""Diversity: what agents of each variant make of few instances and of many."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from evosim.pictures.colours import FAINT, GREEN, INK, key
from evosim.pictures.multiples import Words, multiples, numbered
from evosim.pictures.page import MARGIN, NOTE, Drawing, Undrawable
from evosim.pictures.panel import HEURISTIC, LIFE, MEAN, PLANNER, Scale, baseline, baseline_key, replicates
from evosim.pictures.points import Point
from evosim.pictures.run import Run
from evosim.pictures.share import Share
from evosim.pictures.trend import Axis, axis
from evosim.pictures.words import MM, breadth, spoken

COUNT = 5.5  # points
KNOWN: dict[str, Any] = {"color": GREEN, "marker": "_", "markersize": 7, "markeredgewidth": 1.6, "linestyle": "none"}
WORDS = Words(
    title="Known mazes and new ones: what agents learn from few and from many",
    subtitle="",
    notes="Each mark is the fittest agent of one population, in mazes that it was not evolved on; the green bar is the "
    f"mean in the mazes that it was evolved on. {LIFE}",
    x="",
    y="lives that reach the goal",
)
SLOT = 4.8  # mm for a value, at least, where panels stand side by side
PLANNERS = f"Above: how many of the populations have become planners. {PLANNER}"
UNEVEN = "The scale below is not an even one."


def diversity(run: Run, width: float) -> Drawing:
    """Draw a panel for each variant: success in known and in new instances, and planners, against the swept number."""
    swept = axis(run, 1e9)
    if swept is None or len(swept.columns) < 2:
        raise Undrawable("a run of several variants, or of two swept keys of which one is a number")
    panels = [_panel_of(rest, own) for rest, own in swept.columns.items()]
    entries = [
        *key(run.planner),
        Line2D([], [], color=INK, linewidth=MEAN, label="mean in new mazes"),
        Line2D([], [], **KNOWN, label="mean in the mazes evolved on"),
        *baseline_key(run),
    ]
    said = (WORDS.notes, PLANNERS, UNEVEN) if np.isfinite(run.planner).any() else (WORDS.notes, UNEVEN)
    words = WORDS._replace(subtitle=run.heading, x=swept.name, notes=run.notes(" ".join(said)))
    whole = sum(len(own) == len(swept.values) for own in swept.columns.values())
    side = _row(whole, len(panels), len(swept.values), width)
    page, axes, _ = multiples(panels, width, words, quick=run.quick, key=entries, row=side, head=3.0)
    for spot, own in zip(axes, swept.columns.values(), strict=True):
        _panel(spot, run, own, swept)
    rows = np.concatenate([point.rows for own in swept.columns.values() for _, point in own])
    numbers = run.names(rows)
    for name in ("planner", "success", "success_novel", *((HEURISTIC,) if HEURISTIC in run.table.column_names else ())):
        numbers = numbers.append_column(name, run.table[name].take(rows))
    return Drawing(page.figure, numbers)


def _panel_of(rest: tuple[str, ...], own: list[tuple[int, Point]]) -> Point:
    return Point(rest, ("",) * len(rest), np.concatenate([point.rows for _, point in own]))


def _row(whole: int, panels: int, values: int, width: float) -> int | None:
    """Return how many panels stand side by side, so that values have room and panels with all of them fill rows."""
    most = int((width - 2 * MARGIN) // max(27.0, SLOT * values + 8.0))
    if most < 2:
        return 1
    return next((row for row in range(most, 2, -1) if whole and whole % row == 0), min(most, panels))


def _panel(axes: Axes, run: Run, own: list[tuple[int, Point]], swept: Axis) -> None:
    box = axes.get_window_extent()
    wide, tall = (side / axes.figure.dpi * 25.4 for side in (box.width, box.height))
    names = [spoken(value) for value in swept.values]
    slot = wide / len(names)
    axes.set_xlim(-0.5, len(names) - 0.5)
    turned = max(breadth(name, NOTE) for name in names) + 1.0 > slot
    shown = numbered(axes)
    axes.set_xticks(range(len(names)), names if shown else [""] * len(names), rotation=90 * turned)
    known, new = run.column("success"), run.column("success_novel")
    for at, point in own:
        axes.plot(at, np.nanmean(known[point.rows]), **{**KNOWN, "markersize": 0.8 * slot / MM}, zorder=4)
        scale = Scale(tall / 1.06, slot)
        replicates(axes, at, new[point.rows], run.planner[point.rows], scale, upright=True, counted=False)
        baseline(axes, at, run.column(HEURISTIC)[point.rows], upright=True)
        share = Share.of(run.planner[point.rows])
        words = f"{share.hits}/{share.total}" if share.total else "–"
        if breadth(f"{share.total}/{share.total}", COUNT) + 0.8 > slot:
            words = str(share.hits)
        small: dict[str, Any] = {"fontsize": COUNT, "color": INK if share.hits else FAINT, "annotation_clip": False}
        axes.annotate(
            words, (at, 1.03), (0, 1.5), textcoords="offset points", ha="center", va="bottom", **small,
        )  # fmt: skip
