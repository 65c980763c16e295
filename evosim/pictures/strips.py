"""The probes in strips: a row for each point, a column for each probe. For variants, whose names are long."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evosim.pictures.colours import FAINT, GREY, INK, PALE
from evosim.pictures.page import MARGIN, NOTE, TEXT, Page, height
from evosim.pictures.panel import PANELS, PLANNERS, Panel, Scale, baseline, planners, replicates
from evosim.pictures.run import Run
from evosim.pictures.share import Share
from evosim.pictures.words import breadth, wrap

GAP, FOOT, LIMIT = 7.2, 4.5, 3.2  # mm: between panels, below them, for the words at thresholds
SMALL = 6.0  # points


def strips(run: Run, width: float, title: str, notes: str, key: Sequence[Artist]) -> Figure:
    """Draw all points, one below the other."""
    points = run.points
    inner = width - 2 * MARGIN
    labels = _labels([point.parts for point in points])
    columns = _columns([(head, *cells) for head, *cells in zip(points[0].heads, *labels, strict=True)], 0.3 * inner)
    shares = [Share.of(run.planner[point.rows]) for point in points]
    words = [f"{share.hits} of {share.total}" if share.total else "not measured" for share in shares]
    naming, wording = sum(wide + 3.0 for wide, _, _ in columns), max(breadth(text, TEXT) for text in words)
    short = 0.1 * width  # the panel of shares
    along = (inner - naming - len(PANELS) * GAP - short - 2.5 - wording) / len(PANELS)
    heads = [_head(panel, along) for panel in PANELS] + [_head(PLANNERS, short + wording)]
    top = max(height(TEXT, len(name)) + height(NOTE, len(scale)) for name, scale in heads) + LIMIT
    lines = max((cell.count("\n") + 1 for _, _, cells in columns for cell in cells), default=1)
    row = max(8.0 if len(points) <= 14 else 6.0 if len(points) <= 30 else 4.5, height(TEXT, lines) + 0.4)
    tall = row * len(points)
    page = Page(width, top + tall + FOOT, title, run.heading, quick=run.quick, key=key, notes=notes)

    left = MARGIN
    for wide, name, cells in columns:
        page.text(left, top - 1.0, name, NOTE, color=FAINT, va="bottom")
        for at, cell in enumerate(cells):
            page.text(left, top + (at + 0.5) * row, cell, va="center")
        left += wide + 3.0
    for panel, head in zip((*PANELS, PLANNERS), heads, strict=True):
        wide = short if panel is PLANNERS else along
        page.text(left, 0.0, "\n".join(head[0]), weight="bold")
        page.text(left, height(TEXT, len(head[0])), "\n".join(head[1]), NOTE, color=FAINT)
        axes = page.axes(left, top, wide, tall)
        _frame(axes, labels)
        if panel.threshold is not None:
            axes.axvline(panel.threshold, color=GREY, linewidth=0.7, linestyle=(0, (3, 2)), zorder=1)
            at_limit = left + (panel.threshold + 0.04) / 1.08 * wide
            page.text(at_limit, top - 0.4, f"≥ {panel.threshold:g}", SMALL, color=FAINT, ha="center", va="bottom")
        for at, (point, share) in enumerate(zip(points, shares, strict=True)):
            if panel is PLANNERS:
                planners(axes, at + 0.5, share, upright=False)
            else:
                mine, scale = run.column(panel.column)[point.rows], Scale(wide / 1.08, row)
                replicates(axes, at + 0.5, mine, run.planner[point.rows], scale, upright=False)
                if panel.baseline is not None:
                    baseline(axes, at + 0.5, run.column(panel.baseline)[point.rows], upright=False)
        left += wide + GAP
    for at, (share, text) in enumerate(zip(shares, words, strict=True)):
        colour = INK if share.total else FAINT
        page.text(width - MARGIN - wording, top + (at + 0.5) * row, text, va="center", color=colour)
    return page.figure


def _frame(axes: Axes, labels: list[tuple[str, ...]]) -> None:
    """Set up axes for all rows, with lines between them and a darker one where the first label changes."""
    axes.set_xlim(-0.04, 1.04)
    axes.set_xticks((0, 0.5, 1), ("0", "0.5", "1"))
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
    broken = [["\n".join(wrap(cell, max(fair, rest), TEXT)) for cell in column] for column in columns]
    widths = [max(breadth(line, TEXT) for cell in cells for line in cell.split("\n")) for cells in broken]
    return [(wide, head, cells) for wide, (head, *cells) in zip(widths, broken, strict=True)]
