"""Two swept numbers: a map of the share of planners, with success in training in each field."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Patch

from evosim.pictures.colours import BLUE, INK
from evosim.pictures.page import MARGIN, NOTE, TEXT, Drawing, Page, Undrawable, height
from evosim.pictures.panel import PLANNER
from evosim.pictures.points import Point
from evosim.pictures.run import Run
from evosim.pictures.words import breadth, spoken

LEFT, ACROSS, HEAD, FOOT, MOST = 17.0, 8.0, 8.0, 13.0, 9.0  # mm: beside and between the maps, around them, of a field
SHADES = LinearSegmentedColormap.from_list("share", ["white", BLUE])
TITLE = "Two things varied at once: how many populations become planners"
NOTES = (
    "Each field is one point of the design. Its colour and the upper number are the share of populations whose fittest "
    "agent is a planner; the lower number is the mean share of lives that reach the goal in training. "
    f"{PLANNER} Scales are not even ones."
)


def two_keys(run: Run, width: float) -> Drawing:
    """Draw a map for each variant that takes several values of two swept numbers."""
    maps = _maps(run)
    if not maps or np.isnan(run.planner).all():
        raise Undrawable("a run with two swept numbers, in which planning is measured")
    inner = width - 2 * MARGIN
    across = min(len(maps), max(1, int((inner + ACROSS) // (LEFT + 6 * MOST + ACROSS))))
    (rows_of, columns_of), _ = maps[0][1]
    wide = min(len(columns_of) * 16.0, (inner + ACROSS) / across - ACROSS - LEFT)
    tall = len(rows_of) * MOST
    rows = -(-len(maps) // across)
    body = rows * (HEAD + tall + FOOT)
    key = [Patch(color=BLUE, label="all are planners"), Patch(facecolor="white", edgecolor=INK, label="none is")]
    page = Page(width, body, TITLE, run.heading, quick=run.quick, key=key, notes=run.notes(NOTES))
    for number, (name, ((down, along), fields)) in enumerate(maps):
        row, column = divmod(number, across)
        left, top = MARGIN + LEFT + column * (wide + LEFT + ACROSS), row * (HEAD + tall + FOOT) + HEAD
        page.text(left, top - HEAD + 1.0, name, weight="bold")
        axes = page.axes(left, top, wide, tall)
        _map(axes, run, down, along, fields)
        heads = run.points[0].heads[-2:]
        page.text(left + wide / 2, top + tall + 2 * height(NOTE) + 2.0, heads[1], TEXT, ha="center")
        page.upward(left - LEFT + 2.0, top + tall / 2, heads[0])
    every = np.concatenate([point.rows for _, (_, fields) in maps for point in fields.values()])
    numbers = run.names(every)
    for column_name in ("planner", "success", "success_novel"):
        numbers = numbers.append_column(column_name, run.table[column_name].take(every))
    return Drawing(page.figure, numbers)


Fields = dict[tuple[Any, Any], Point]
Maps = list[tuple[str, tuple[tuple[list[Any], list[Any]], Fields]]]


def _maps(run: Run) -> Maps:
    """The variants in which two swept numbers vary: the values of both, and the point of each pair."""
    swept = [key for key in run.varying if key != "variant"]
    if len(swept) != 2:
        return []
    groups: dict[str, Fields] = {}
    for point in run.points:
        pair = point.values[-2:]
        if not all(isinstance(value, int | float) and not isinstance(value, bool) for value in pair):
            return []
        groups.setdefault(" ".join(point.parts[:-2]), {})[pair[0], pair[1]] = point
    found: Maps = []
    for name, fields in groups.items():
        down, along = ([*dict.fromkeys(pair[at] for pair in sorted(fields))] for at in (0, 1))
        if len(down) > 1 and len(along) > 1:
            found.append((name, ((down, sorted(along)), fields)))
    return found


def _map(axes: Axes, run: Run, down: list[Any], along: list[Any], fields: Fields) -> None:
    shares = np.full((len(down), len(along)), np.nan)
    slot = axes.get_window_extent().width / axes.figure.dpi * 25.4 / len(along)
    narrow = bool(breadth("0.50", TEXT, "bold") + 1.0 > slot)
    success = run.column("success")
    for (one, other), point in fields.items():
        at = down.index(one), along.index(other)
        shares[at] = np.nanmean(run.planner[point.rows])
        style: dict[str, Any] = {"ha": "center", "color": "white" if shares[at] > 0.55 else INK}
        axes.text(at[1], at[0] - 0.06, _number(shares[at], narrow), fontsize=TEXT, va="bottom", weight="bold", **style)
        below = _number(float(np.nanmean(success[point.rows])), narrow)
        axes.text(at[1], at[0] + 0.1, below, fontsize=NOTE - 0.5, va="top", **style)
    axes.imshow(shares, cmap=SHADES, vmin=0, vmax=1, aspect="auto")
    axes.grid(visible=False)
    names = [spoken(value) for value in along]
    touching = bool(max(breadth(name, NOTE) for name in names) + 0.8 > slot)
    lower = [f"{chr(10) * (touching and at % 2)}{name}" for at, name in enumerate(names)]  # every second one
    axes.set_xticks(range(len(along)), lower)
    axes.set_yticks(range(len(down)), [spoken(value) for value in down])
    axes.tick_params(length=0)


def _number(value: float, narrow: bool) -> str:
    """A share with two digits, without its leading zero where there is little room."""
    said = f"{value:.2f}"
    return "1" if narrow and said == "1.00" else said.removeprefix("0") if narrow else said
