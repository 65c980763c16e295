"""Panels against a swept number: a column of them for each variant, or side by side if there is one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evosim.pictures.colours import FAINT, GREY, INK, LINE
from evosim.pictures.page import MARGIN, NOTE, TEXT, Page, height
from evosim.pictures.panel import Panel, Panels, Scale, baseline, noted, replicates, shares
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


def trend(
    run: Run, width: float, title: str, notes: Sequence[str], key: Sequence[Artist], panels: Panels, swept: Axis
) -> Figure:
    """Draw each panel against the swept number."""
    every = panels.every
    inner = width - 2 * MARGIN - LEFT - RIGHT
    alone = len(swept.columns) == 1
    if alone:
        fit = int((inner + ACROSS) // (max(30.0, 8.0 * len(swept.values)) + ACROSS))
        rows, tall, heads = -(-len(every) // max(1, fit)), 42.0, [HEAD] * len(every)
        across = -(-len(every) // rows)
    else:
        across, rows, tall = len(swept.columns), len(every), 27.0
        heads = [7.5 if panel is panels.share else 5.5 for panel in every]
    wide = (inner + ACROSS) / across - ACROSS
    names = [[line for words in rest for line in wrap(words, wide, TEXT, "bold")] for rest in swept.columns]
    heading = 0.0 if alone else height(TEXT, max(map(len, names))) + 2.0
    tops = [heading + sum(heads[: row + 1]) + row * (tall + DOWN) for row in range(rows)]
    slot = wide / len(swept.values)
    below = noted(notes, run, panels, slot)
    page = Page(width, tops[-1] + tall + FOOT, title, run.heading, quick=run.quick, key=key, notes=below)
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
            first = column == 0 or (alone and panel.marked != every[number - 1].marked)
            _frame(axes, swept, wide, panel, lowest=number + (across if alone else 1) >= len(every), first=first)
            scale = Scale(tall / 1.08, slot)
            if panel is panels.share:
                _shares(axes, panels, points, scale)
            else:
                _points(axes, run, panels, points, panel, scale)
            if panel.line is not None and (alone or column == across - 1):
                level = top + (1.04 - panel.line[0]) / 1.08 * tall
                page.text(left + wide + 0.4, level, panel.line[1], SMALL, color=FAINT, va="center")
    page.text((lefts[0] + lefts[-1] + wide) / 2, tops[-1] + tall + 7.5, swept.name, ha="center")
    return page.figure


def _frame(axes: Axes, swept: Axis, wide: float, panel: Panel, *, lowest: bool, first: bool) -> None:
    names = [spoken(value) for value in swept.values]
    turned = max(breadth(name, NOTE) for name in names) + 1.0 > wide / len(names)
    axes.set_ylim(-0.04, 1.04)
    places, marks = panel.marked
    axes.set_yticks(places, marks if first else [""] * len(marks))
    axes.set_xlim(-0.5, len(names) - 0.5)
    axes.tick_params(axis="x", pad=9)  # counts stand between
    axes.set_xticks(range(len(names)), names if lowest else [""] * len(names), rotation=90 * turned)


def _points(
    axes: Axes, run: Run, panels: Panels, points: Sequence[tuple[int, Point]], panel: Panel, scale: Scale
) -> None:
    """Draw the replicates of one panel at the points of one column."""
    if panel.line is not None:
        axes.axhline(panel.line[0], **LINE)
    for at, point in points:
        mine, flags = run.column(panel.column)[point.rows], panels.flags[point.rows]
        replicates(axes, at, mine, flags, scale, upright=True, kinds=panels.kinds, panel=panel)
        if panel.baseline is not None:
            baseline(axes, at, run.column(panel.baseline)[point.rows], upright=True, panel=panel)


def _shares(axes: Axes, panels: Panels, points: Sequence[tuple[int, Point]], scale: Scale) -> None:
    """Draw the shares of replicates at the points of one column."""
    found = [(at, Share.of(panels.flags[point.rows])) for at, point in points]
    axes.plot([at for at, _ in found], [share.value for _, share in found], color=GREY, linewidth=0.7, zorder=1)
    turned = max(breadth(f"{share.hits}/{share.total}", SMALL) for _, share in found) + 0.8 > scale.slot
    for at, share in found:
        shares(axes, at, share, upright=True)
        words, colour = (f"{share.hits}/{share.total}", INK) if share.total else ("–", FAINT)
        style: dict[str, Any] = {
            "fontsize": SMALL,
            "rotation": 90 * turned,
            "ha": "center",
            "va": "bottom",
            "color": colour,
        }
        axes.annotate(words, (at, 1.04), (0, 1.5), textcoords="offset points", **style)
