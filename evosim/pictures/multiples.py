"""Small multiples: a page with one panel for each point, all on the same axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.artist import Artist
from matplotlib.axes import Axes

from evosim.pictures.colours import FAINT
from evosim.pictures.page import MARGIN, TEXT, Page, height
from evosim.pictures.points import Point
from evosim.pictures.words import MM, wrap

LEFT, RIGHT, BOTTOM, ACROSS, DOWN = 8.5, 2.0, 8.5, 4.5, 3.5  # mm: room for labels, and between panels
THIN, NEAR = 9.0, 2.5  # mm: height of a thin panel, and from the panel above it
ROWS, NUMBERS = 6, 3.5  # rows above which each has its numbers, as the lowest may be out of sight; their room in mm


class Words(NamedTuple):
    """What a page of panels says."""

    title: str
    subtitle: str
    notes: str
    x: str
    y: str
    below: str = ""  # what thin panels below the panels show, if there are any


def multiples(
    points: Sequence[Point],
    width: float,
    words: Words,
    *,
    quick: bool,
    key: Sequence[Artist],
    row: int | None = None,
    head: float = 0.0,
) -> tuple[Page, list[Axes], list[Axes]]:
    """Lay out the panels and return them in the order of the points, and then the thin ones below, if any.

    Each panel spans 0 to 1 upwards; what the thin ones span is for others to say. ``row`` is the number of panels side
    by side, if it matters, and ``head`` the room in mm between a panel and its title.
    """
    inner = width - 2 * MARGIN - LEFT - RIGHT
    columns = row or _columns(points, inner)
    rows = -(-len(points) // columns)
    across = (inner + ACROSS) / columns - ACROSS
    tall = min(55.0, max(17.0 if rows > 5 else 22.0, 0.62 * across))
    titles = ["\n".join(line for words in p.labels for line in wrap(words, across, TEXT, "bold")) for p in points]
    heads = [
        height(
            TEXT,
            max(title.count("\n") + 1 if title else 0 for title in titles[row * columns : (row + 1) * columns]),
        )
        + head
        for row in range(rows)
    ]
    low = NEAR + THIN if words.below else 0.0
    every = rows > ROWS
    down = DOWN + NUMBERS * every
    tops = [sum(heads[: row + 1]) + row * (tall + low + down) + 1.0 for row in range(rows)]
    bottom = tops[-1] + tall + low
    under = wrap(words.x, width - 2 * MARGIN, TEXT)
    body = bottom + BOTTOM + height(TEXT, len(under) - 1)
    page = Page(width, body, words.title, words.subtitle, quick=quick, key=key, notes=words.notes)
    panels, thin = [], []
    for at, title in enumerate(titles):
        row, column = divmod(at, columns)
        left, lowest = MARGIN + LEFT + column * (across + ACROSS), every or at + columns >= len(points)
        axes = page.axes(left, tops[row], across, tall)
        axes.set_ylim(-0.03, 1.03)
        axes.set_yticks((0, 0.5, 1), ("0", "0.5", "1") if column == 0 else ("", "", ""))
        axes.set_title(title, fontweight="bold", pad=3 + head / MM)
        axes.tick_params(labelbottom=lowest and not low)
        panels.append(axes)
        if low:
            thin.append(page.axes(left, tops[row] + tall + NEAR, across, THIN))
            thin[-1].tick_params(labelbottom=lowest, labelleft=column == 0)
    middle = MARGIN + LEFT + (columns * (across + ACROSS) - ACROSS) / 2 if len(under) == 1 else width / 2
    page.text(middle, bottom + 5.0, "\n".join(under), ha="center")
    if low or every:
        for top in tops:
            page.upward(MARGIN, top + tall / 2, words.y)
            page.upward(MARGIN, top + tall + NEAR + THIN / 2, words.below)
    else:
        page.upward(MARGIN, (tops[0] + bottom) / 2, words.y)
    return page, panels, thin


def numbered(axes: Axes) -> bool:
    """Whether numbers stand below a panel; ``get_tick_params`` does not say it in all versions of matplotlib."""
    return bool(axes.xaxis.get_major_ticks(1)[0].label1.get_visible())


def blank(axes: Axes, words: str) -> None:
    """Say in a panel why it is empty."""
    axes.grid(visible=False)
    axes.text(0.5, 0.5, words, transform=axes.transAxes, ha="center", va="bottom", color=FAINT)


def in_rows(points: Sequence[Point], most: int) -> list[Sequence[Point]]:
    """Rows of at most so many points: one for each value of the first key where that fits, else of equal length."""
    row = len(points) if len(points) <= most else _fitting(points, most)
    return [points[at : at + row] for at in range(0, len(points), row)]


def _columns(points: Sequence[Point], inner: float) -> int:
    """A row for each value of the first key where that fits; else rows of nearly equal length."""
    return _fitting(points, max(1, int((inner + ACROSS) // (26.0 if len(points) > 16 else 36.0))))


def _fitting(points: Sequence[Point], most: int) -> int:
    first = [point.parts[:-1] for point in points]
    row = first.count(first[0])
    if len(points[0].parts) > 1 and row <= most and len(points) == row * len(set(first)):
        return row
    return -(-len(points) // -(-len(points) // most))
