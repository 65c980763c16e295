"""Panels in strips: a row for each point, a column for each panel. For variants, whose names are long."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evosim.pictures.colours import FAINT, GREY, INK, LINE, PALE
from evosim.pictures.page import MARGIN, NOTE, TEXT, Page, height
from evosim.pictures.panel import Panel, Panels, Scale, baseline, counts, noted, replicates, shares
from evosim.pictures.run import Run
from evosim.pictures.share import Share
from evosim.pictures.words import breadth, wrap

GAP, FOOT, LIMIT = 7.2, 4.5, 3.2  # mm: between panels, below them, for the words at thresholds
SMALL = 6.0  # points
COUNTED = 2.8  # mm: more room between panels where marks are counted
NARROWEST, BETWEEN = 14.0, 4.0  # mm of a panel, and between blocks of panels


def strips(
    run: Run, width: float, title: str, notes: Sequence[str], key: Sequence[Artist], panels: Panels
) -> Figure:
    """Draw all points, one below the other; where the page is narrow, block after block of panels."""
    points = run.points
    inner = width - 2 * MARGIN
    labels = _labels([point.parts for point in points])
    columns = _columns([(head, *cells) for head, *cells in zip(points[0].heads, *labels, strict=True)], 0.3 * inner)
    if sum(wide for wide, _, _ in columns) > 0.45 * inner:  # a narrow page: all in one column
        whole = [", ".join(point.parts) for point in points]
        columns = _columns([(", ".join(filter(None, points[0].heads)), *whole)], 0.4 * inner)
    found = [Share.of(panels.flags[point.rows]) for point in points] if panels.share else []
    words = [f"{share.hits} of {share.total}" if share.total else "not measured" for share in found]
    lines = max((cell.count("\n") + 1 for _, _, cells in columns for cell in cells), default=1)
    row = max(8.0 if len(points) <= 14 else 6.0 if len(points) <= 30 else 4.5, height(TEXT, lines) + 0.4)
    more = COUNTED * counts(run, panels, row)  # room for counts beyond both ends
    gap = GAP + more
    naming = sum(wide + 3.0 for wide, _, _ in columns) + more
    wording = max((breadth(text, TEXT) for text in words), default=0.0)
    for count in range(1, len(panels.every) + 1):
        each = -(-len(panels.every) // count)
        blocks = [panels.every[at : at + each] for at in range(0, len(panels.every), each)]
        sizes = [_sizes(block, panels, inner - naming, 0.1 * width, wording, gap) for block in blocks]
        if min(along for along, _ in sizes) >= NARROWEST:
            break
    tall = row * len(points)
    heads = [
        [_head(panel, short + wording if panel is panels.share else along) for panel in block]
        for block, (along, short) in zip(blocks, sizes, strict=True)
    ]
    named = height(NOTE, max((name.count("\n") + 1 for _, name, _ in columns), default=1))
    tops = [
        max(named, *(height(TEXT, len(name)) + height(NOTE, len(scale)) for name, scale in own)) + LIMIT
        for own in heads
    ]
    body = sum(top + tall + FOOT + BETWEEN for top in tops) - BETWEEN
    below = noted(notes, run, panels, row)
    page = Page(width, body, title, run.heading, quick=run.quick, key=key, notes=below)

    begin = 0.0
    for block, (along, short), own, top in zip(blocks, sizes, heads, tops, strict=True):
        left = MARGIN
        for wide, name, cells in columns:
            page.text(left, begin + top - 1.0, name, NOTE, color=FAINT, va="bottom")
            for at, cell in enumerate(cells):
                page.text(left, begin + top + (at + 0.5) * row, cell, va="center")
            left += wide + 3.0
        left += more
        for panel, head in zip(block, own, strict=True):
            wide = short if panel is panels.share else along
            page.text(left, begin, "\n".join(head[0]), weight="bold")
            page.text(left, begin + height(TEXT, len(head[0])), "\n".join(head[1]), NOTE, color=FAINT)
            axes = page.axes(left, begin + top, wide, tall)
            _frame(axes, labels, panel)
            if panel.line is not None:
                level, told = panel.line
                axes.axvline(level, **LINE)
                at_limit = left + (level + 0.04) / 1.08 * wide
                page.text(at_limit, begin + top - 0.4, told, SMALL, color=FAINT, ha="center", va="bottom")
            if panel is panels.share:
                for at, share in enumerate(found):
                    shares(axes, at + 0.5, share, upright=False)
            else:
                _replicates(axes, run, panels, panel, Scale(wide / 1.08, row))
            left += wide + gap
        if panels.share in block:
            for at, (share, text) in enumerate(zip(found, words, strict=True)):
                colour = INK if share.total else FAINT
                page.text(width - MARGIN - wording, begin + top + (at + 0.5) * row, text, va="center", color=colour)
        begin += top + tall + FOOT + BETWEEN
    return page.figure


def _sizes(
    block: Sequence[Panel], panels: Panels, room: float, short: float, wording: float, gap: float
) -> tuple[float, float]:
    """The breadth in mm of each panel of a block, and of the panel of shares, which is shorter beside others."""
    shared = panels.share in block
    left = room - (len(block) - 1) * gap - 2.5 - wording * shared
    if shared and len(block) == 1:
        return left, left
    return (left - short * shared) / (len(block) - shared), short


def _replicates(axes: Axes, run: Run, panels: Panels, panel: Panel, scale: Scale) -> None:
    """Draw the replicates of all points in a panel."""
    values = run.column(panel.column)
    for at, point in enumerate(run.points):
        mine, flags = values[point.rows], panels.flags[point.rows]
        replicates(axes, at + 0.5, mine, flags, scale, upright=False, kinds=panels.kinds, panel=panel)
        if panel.baseline is not None:
            baseline(axes, at + 0.5, run.column(panel.baseline)[point.rows], upright=False, panel=panel)


def _frame(axes: Axes, labels: list[tuple[str, ...]], panel: Panel) -> None:
    """Set up axes for all rows, with lines between them and a darker one where the first label changes."""
    axes.set_xlim(-0.04, 1.04)
    axes.set_xticks(*panel.marked)
    axes.set_ylim(len(labels), 0)
    axes.set_yticks(())
    axes.spines["left"].set_visible(False)
    axes.grid(visible=True, axis="x")
    for at, row in enumerate(labels):
        grouped = len(row) > 1 and row[0] != ""
        axes.axhline(at, color=GREY if grouped or at == 0 else PALE, linewidth=0.5, zorder=1)


def _head(panel: Panel, wide: float) -> tuple[list[str], list[str]]:
    return wrap(panel.title, wide + 2, TEXT, "bold"), wrap(panel.scale, wide + 2, NOTE)


def _labels(parts: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Leave out what is the same as in the row above."""
    rows: list[tuple[str, ...]] = []
    for at, own in enumerate(parts):
        above = parts[at - 1] if at else ()
        same = next((n for n in range(len(own)) if own[: n + 1] != above[: n + 1]), len(own))
        rows.append(("",) * same + own[same:])
    return rows


def _columns(columns: Sequence[tuple[str, ...]], most: float) -> list[tuple[float, str, list[str]]]:
    """Return each column's width in mm, its head and its cells, with lines broken so that all fit into ``most`` mm."""
    natural = [max(breadth(cell, TEXT) for cell in column) for column in columns]
    fair = most / max(1, len(columns))
    slim = [wide for wide in natural if wide <= fair]
    rest = (most - sum(slim)) / max(1, len(columns) - len(slim))  # what slim columns leave goes to the others
    rooms = [max(fair, rest, min(_longest(column), 0.75 * most)) for column in columns]  # no word is cut without need
    each = zip(rooms, columns, strict=True)
    broken = [["\n".join(wrap(cell, room, TEXT)) for cell in column] for room, column in each]
    widths = [max(breadth(line, TEXT) for cell in cells for line in cell.split("\n")) for cells in broken]
    return [(wide, head, cells) for wide, (head, *cells) in zip(widths, broken, strict=True)]


def _longest(cells: Sequence[str]) -> float:
    """Return the width in mm of the longest word."""
    return max((breadth(word, TEXT) for cell in cells for word in cell.split()), default=0.0)
