"""Goals: what agents go for once what pays and what merely looked like it come apart; and whether that was foretold."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from matplotlib.axes import Axes

from evosim.pictures.colours import AGENTS, FAINT, GREY, key
from evosim.pictures.multiples import Words, in_rows, multiples, numbered
from evosim.pictures.page import MARGIN, NOTE, TEXT, Drawing, Page, Undrawable, height
from evosim.pictures.panel import PLANNER
from evosim.pictures.points import Point
from evosim.pictures.rivals import Rivals, rivals
from evosim.pictures.run import Numbers, Run
from evosim.pictures.swarm import swarm
from evosim.pictures.words import MM, wrap

TITLE = "After the {0} or the {1}? Each population’s fittest agent in a changed world"
NOTES = (
    "In the changed world ({2}) the {0} shows {3} and pays, the {1} shows {4} and does not; {5}"
    "a life, one walk from one start, ends at the first that is touched. Each mark is the fittest agent of one "
    "population: at 1 it always gets the {0}, at −1 always the {1}, near 0 either of them or neither."
)
MARK = 3.0  # points
HEAD = 2.6  # mm above a panel of wishes, for what is counted in it
FAINTEST, EDGE = 0.001, 1.4  # of wishes: up to which the scale is even, and where it ends
SLOT, NARROW, LEFT = 24.0, 15.0, 24.0  # mm: breadth of a point, its least, room for labels
TALL, LOW, DOWN = 62.0, 40.0, 3.0  # mm: height, that of several rows, between rows
COUNTED = height(NOTE) + 1.5  # mm above and below the marks, for counts
MESA = Words(
    title="Is what they want written inside them? Wish against deed",
    subtitle="",
    notes="The agent’s map is the sheet of activities with which it thinks. Wish: how much more active it is beside a "
    "lone {0} than beside a lone {1}, in an empty arena, before it has met the changed world ({2}); the scale is "
    "logarithmic to either side of 0. Deed: how much more often it then reaches the {0} than the {1}. Grey: where wish "
    "and deed have the same sign.",
    x="wish: {0} less {1}",
    y="deed: {0} less {1}",
)


def goals(run: Run, width: float) -> Drawing:
    """Draw for each point how much more often each replicate reaches what pays than its rival."""
    pair = rivals(run)
    named = [name.replace("_", " ") for name in (*pair.names, pair.shift)]
    inner = width - 2 * MARGIN - LEFT
    rows = in_rows(run.points, int(inner // NARROW))
    slot = min(SLOT, inner / len(rows[0]))
    tall = TALL if len(rows) == 1 else LOW
    alone = len(run.varying) == 1
    labels = [
        [wrap(" ".join(point.parts if alone else point.labels), slot - 1, TEXT) for point in row] for row in rows
    ]
    feet = [height(TEXT, max(map(len, words), default=1)) + 1.5 for words in labels]
    planners = f" {PLANNER}" if np.isfinite(run.planner).any() else ""
    away = "both are as far away, and " if pair.alike else ""
    notes = run.notes(f"{NOTES.format(*named, *pair.looks, away)}{planners}")
    words = TITLE.format(*named)
    head = 5.0 if alone and run.points[0].heads[0] else 0.0
    body = sum(feet) + len(rows) * (tall + 2 * COUNTED) + (len(rows) - 1) * DOWN + head
    page = Page(width, body, words, run.heading, quick=run.quick, key=key(run.planner), notes=notes)
    deed = pair.reached[0] - pair.reached[1]
    top = COUNTED
    for row, lines, foot in zip(rows, labels, feet, strict=True):
        axes = page.axes(MARGIN + LEFT, top, slot * len(row), tall)
        axes.set_xlim(-0.5, len(row) - 0.5)
        axes.set_ylim(-1.04, 1.04)
        axes.set_xticks(())
        axes.set_yticks((-1, 0, 1), (f"always the\n{named[1]}: −1", "0", f"always the\n{named[0]}: 1"))
        axes.axhline(0, color=GREY, linewidth=0.5, zorder=1)
        page.upward(MARGIN, top + tall / 2, f"{named[0]} less {named[1]}" if tall < TALL else
                    f"share of lives: {named[0]} less {named[1]}")  # fmt: skip
        for at, (point, label) in enumerate(zip(row, lines, strict=True)):
            mine = run.planner[point.rows]
            _swarm(axes, at, deed[point.rows], mine, slot, tall)
            middle = MARGIN + LEFT + (at + 0.5) * slot
            plans = deed[point.rows][mine == 1]
            for number, down in ((int((plans > 0).sum()), -COUNTED), (int((plans < 0).sum()), tall + 1.5)):
                counted = f"{number} planner{'s' * (number != 1)}" if number else ""
                page.text(middle, top + down, counted, NOTE, ha="center", color=FAINT)
            page.text(middle, top + tall + COUNTED + 1.0, "\n".join(label), ha="center")
        top += tall + foot + DOWN + 2 * COUNTED
    if head:
        page.text(MARGIN + LEFT + slot * len(rows[0]) / 2, body - head, run.points[0].heads[0], ha="center")
    return _with_numbers(run, page, pair, ("reached", pair.reached))


def _swarm(axes: Axes, at: int, deed: Numbers, planner: Numbers, slot: float, tall: float) -> None:
    apart = 1.12 * MARK * MM
    aside = swarm(deed * tall / 2.08, apart, 0.9 * slot - apart) / slot
    for kind in AGENTS:
        mine = kind.of(planner)
        axes.plot(at + aside[mine], deed[mine], **kind.mark(MARK), clip_on=False, zorder=3)


def mesa(run: Run, width: float) -> Drawing:
    """Draw for each point the mesa-objective of each replicate against what it does."""
    pair = rivals(run)
    wish, deed = pair.wish[0] - pair.wish[1], pair.reached[0] - pair.reached[1]
    if np.isnan(wish).all():
        raise Undrawable("a shift whose two rivals show one feature each")

    def panel(axes: Axes, point: Point) -> None:
        for side in (-1, 1):
            axes.fill_between((0, EDGE * side), 0, 1.06 * side, color="#F1F1F1", linewidth=0, zorder=0)
        axes.axhline(0, color=GREY, linewidth=0.5, zorder=1)
        axes.axvline(0, color=GREY, linewidth=0.5, zorder=1)
        axes.set_xscale("symlog", linthresh=FAINTEST, linscale=0.4)
        axes.set_xlim(-EDGE, EDGE)
        axes.minorticks_off()
        axes.set_ylim(-1.06, 1.06)
        _ticks(axes)
        _marks(axes, run, point, wish, deed)
        known = np.isfinite(run.planner[point.rows]).any()
        counted = run.planner[point.rows] == 1 if known else np.isfinite((wish * deed)[point.rows])
        both = (wish * deed)[point.rows][counted]
        who = "planners" if known else "agents"
        said = f"same sign: {int((both > 0).sum())} of {int(counted.sum())} {who}"
        axes.annotate(said, (0, 1), (0, 2.5), "axes fraction", "offset points", color=FAINT, fontsize=6, va="bottom")

    named = [name.replace("_", " ") for name in (*pair.names, pair.shift)]
    words = Words(*(text.format(*named) for text in MESA))._replace(subtitle=run.heading)
    page, panels, _ = multiples(run.points, width, words, quick=run.quick, key=key(run.planner), head=HEAD)
    for axes, point in zip(panels, run.points, strict=True):
        panel(axes, point)
    return _with_numbers(run, page, pair, ("reached", pair.reached), ("wish", pair.wish))


def _with_numbers(run: Run, page: Page, pair: Rivals, *columns: tuple[str, Numbers]) -> Drawing:
    rows = np.concatenate([point.rows for point in run.points])
    numbers = run.names(rows).append_column("planner", run.table["planner"].take(pa.array(rows)))
    for what, values in columns:
        for name, one in zip(pair.names, values, strict=True):
            numbers = numbers.append_column(f"{what}_{name}", pa.array(one[rows]))
    return Drawing(page.figure, numbers)


def _ticks(axes: Axes) -> None:
    """Label the axes at the left and at the bottom of the page alone."""
    left = any(label.get_text() for label in axes.get_yticklabels())
    bottom = numbered(axes)
    axes.set_yticks((-1, 0, 1), ("−1", "0", "1") if left else [""] * 3)
    axes.set_xticks((-1, -0.01, 0, 0.01, 1), ("−1", "−0.01", "0", "0.01", "1") if bottom else [""] * 5)


def _marks(axes: Axes, run: Run, point: Point, x: Numbers, y: Numbers) -> None:
    for kind in AGENTS:
        mine = point.rows[kind.of(run.planner[point.rows])]
        axes.plot(x[mine], y[mine], **{**kind.mark(3.4), "alpha": 0.65}, clip_on=False, zorder=3)
