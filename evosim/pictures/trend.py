"""The probes against a swept number: a column of panels for each variant, or side by side if there is one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evosim.pictures.colours import FAINT, GREY, INK
from evosim.pictures.page import MARGIN, NOTE, TEXT, Page, height
from evosim.pictures.panel import PANELS, PLANNERS, Panel, Scale, baseline, planners, replicates
from evosim.pictures.points import Point, labels
from evosim.pictures.run import Run
from evosim.pictures.share import Share
from evosim.pictures.words import breadth, spoken, wrap

LEFT, RIGHT, ACROSS, DOWN, FOOT = 6.0, 5.0, 7.5, 5.5, 11.5  # mm: beside the panels, between them, and below
NARROWEST, HEAD = 22.0, 11.0
SMALL = 6.0  # points


class Axis(NamedTuple):
    """The swept number, its values, and the points in columns by what else varies."""

    name: str
    values: tuple[Any, ...]
    columns: dict[tuple[str, ...], list[tuple[int, Point]]]


def axis(run: Run, width: float) -> Axis | None:
    """Return the swept number with most values; None if there is none or its panels would be too narrow."""
    found: list[tuple[int, tuple[Any, ...]]] = []
    for at in range(len(run.varying)):
        values = {point.values[at] for point in run.points}
        if all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
            found.append((at, tuple(sorted(values))))
    if not found:
        return None
    at, numbers = max(found, key=lambda one: len(one[1]))
    heads = run.points[0].heads
    columns: dict[tuple[str, ...], list[tuple[int, Point]]] = {}
    for point in run.points:
        rest = labels(heads[:at] + heads[at + 1 :], point.parts[:at] + point.parts[at + 1 :])
        columns.setdefault(rest, []).append((numbers.index(point.values[at]), point))
    if len(columns) > 1 and len(columns) * (NARROWEST + ACROSS) > width - 2 * MARGIN - LEFT - RIGHT + ACROSS:
        return None
    return Axis(heads[at], numbers, {rest: sorted(own, key=lambda one: one[0]) for rest, own in columns.items()})


def trend(run: Run, width: float, title: str, notes: str, key: Sequence[Artist], swept: Axis) -> Figure:
    """Draw each probe against the swept number."""
    every = (*PANELS, PLANNERS)
    inner = width - 2 * MARGIN - LEFT - RIGHT
    alone = len(swept.columns) == 1
    if alone:
        fit = int((inner + ACROSS) // (max(30.0, 8.0 * len(swept.values)) + ACROSS))
        rows, tall, heads = -(-len(every) // max(1, fit)), 42.0, [HEAD] * len(every)
        across = -(-len(every) // rows)
    else:
        across, rows, tall, heads = len(swept.columns), len(every), 27.0, [5.5] * len(PANELS) + [7.5]
    wide = (inner + ACROSS) / across - ACROSS
    names = [[line for words in rest for line in wrap(words, wide, TEXT, "bold")] for rest in swept.columns]
    heading = 0.0 if alone else height(TEXT, max(map(len, names))) + 2.0
    tops = [heading + sum(heads[: row + 1]) + row * (tall + DOWN) for row in range(rows)]
    page = Page(width, tops[-1] + tall + FOOT, title, run.heading, quick=run.quick, key=key, notes=notes)
    lefts = [MARGIN + LEFT + column * (wide + ACROSS) for column in range(across)]
    for left, lines in zip(lefts, names, strict=False):
        page.text(left, 0, "\n".join(lines), weight="bold")
    for number, panel in enumerate(every):
        for at, points in enumerate(swept.columns.values()):
            row, column = divmod(number, across) if alone else (number, at)
            left, top = lefts[column], tops[row]
            if alone:
                page.text(left, top - HEAD, panel.title, weight="bold")
                page.text(left, top - HEAD + height(TEXT), panel.scale, NOTE, color=FAINT)
            elif at == 0:
                page.text(MARGIN, top - heads[row], panel.title, weight="bold")
                beside = MARGIN + breadth(panel.title, TEXT, "bold") + 2
                page.text(beside, top - heads[row] + 0.13, panel.scale, NOTE, color=FAINT)
            axes = page.axes(left, top, wide, tall)
            _frame(axes, swept, wide, lowest=number + (across if alone else 1) >= len(every), first=column == 0)
            _points(axes, run, points, panel, Scale(tall / 1.08, wide / len(swept.values)))
            if panel.threshold is not None and (alone or column == across - 1):
                level = top + (1.04 - panel.threshold) / 1.08 * tall
                page.text(left + wide + 0.4, level, f"≥ {panel.threshold:g}", SMALL, color=FAINT, va="center")
    page.text((lefts[0] + lefts[-1] + wide) / 2, tops[-1] + tall + 7.5, swept.name, ha="center")
    return page.figure


def _frame(axes: Axes, swept: Axis, wide: float, *, lowest: bool, first: bool) -> None:
    names = [spoken(value) for value in swept.values]
    turned = max(breadth(name, NOTE) for name in names) + 1.0 > wide / len(names)
    axes.set_ylim(-0.04, 1.04)
    axes.set_yticks((0, 0.5, 1), ("0", "0.5", "1") if first else ("", "", ""))
    axes.set_xlim(-0.5, len(names) - 0.5)
    axes.tick_params(axis="x", pad=9)  # counts stand between
    axes.set_xticks(range(len(names)), names if lowest else [""] * len(names), rotation=90 * turned)


def _points(axes: Axes, run: Run, points: Sequence[tuple[int, Point]], panel: Panel, scale: Scale) -> None:
    """Draw one probe, or the shares of planners, at the points of one column."""
    if panel.threshold is not None:
        axes.axhline(panel.threshold, color=GREY, linewidth=0.7, linestyle=(0, (3, 2)), zorder=1)
    if panel is not PLANNERS:
        for at, point in points:
            replicates(axes, at, run.column(panel.column)[point.rows], run.planner[point.rows], scale, upright=True)
            if panel.baseline is not None:
                baseline(axes, at, run.column(panel.baseline)[point.rows], upright=True)
        return
    shares = [(at, Share.of(run.planner[point.rows])) for at, point in points]
    axes.plot([at for at, _ in shares], [share.value for _, share in shares], color=GREY, linewidth=0.7, zorder=1)
    turned = max(breadth(f"{share.hits}/{share.total}", SMALL) for _, share in shares) + 0.8 > scale.slot
    for at, share in shares:
        planners(axes, at, share, upright=True)
        words, colour = (f"{share.hits}/{share.total}", INK) if share.total else ("–", FAINT)
        style: dict[str, Any] = {
            "fontsize": SMALL,
            "rotation": 90 * turned,
            "ha": "center",
            "va": "bottom",
            "color": colour,
        }
        axes.annotate(words, (at, 1.04), (0, 1.5), textcoords="offset points", **style)
