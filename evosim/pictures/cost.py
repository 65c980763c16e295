"""What a generation costs: seconds and memory against whatever makes it dear."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from evosim.files import write
from evosim.pictures.colours import BLUE, FAINT, GREY, INK, VERMILION
from evosim.pictures.draw import METADATA
from evosim.pictures.page import MARGIN, Page
from evosim.pictures.styled import styled

Course = Mapping[str, Mapping[str, float | None]]
PANELS = {
    "instances": "instances N",
    "population": "individuals",
    "ticks": "ticks of thought (thought alone)",
    "units": "units of the sheet (cells of the arena)",
    "generations": "generations (a whole evolution)",
    "rules": "kind of rules",
}
ACROSS, TALL, LOW, LEFT, GAP = 3, 27.0, 13.0, 12.0, 18.0  # panels in a row; mm
NOTES = (
    "A generation is bred, lives three lives in each of N mazes of 7 × 7, and is judged: 1,024 individuals through the "
    "funnel, N = 64 and 24 ticks of thought, but for what the panel varies (generations: N = 16). Median of 7 after a "
    "first, on all processors; each point in a process of its own. Dashed: in proportion. Memory: the most that the "
    "process took, of which about 200 MB are its libraries."
)


def write_cost(measured: Mapping[str, Any], file: Path, width: float = 180.0) -> None:
    """Draw what ``evosim bench slopes --json`` measured, as svg, png or pdf by the name of the file."""
    buffer, kind = BytesIO(), file.suffix[1:]
    with styled():
        cost(measured, width).savefig(buffer, format=kind, metadata=METADATA[kind])
    write(file, buffer.getvalue())


def cost(measured: Mapping[str, Any], width: float) -> Figure:
    """Draw a pair of panels, seconds above memory, for each course."""
    courses: Mapping[str, Course] = measured["courses"]
    rows = -(-len(courses) // ACROSS)
    each = TALL + LOW + 3.0 + GAP
    title, subtitle = "What a generation costs", "Seconds (blue) and memory (red) against what makes it dear."
    page = Page(width, rows * each, title, subtitle, notes=NOTES)
    wide = (width - 2 * MARGIN) / ACROSS - LEFT - 3.0
    most = max(point["memory"] or 0 for course in courses.values() for point in course.values()) * 1.1
    for at, (name, course) in enumerate(courses.items()):
        left, top = MARGIN + LEFT + at % ACROSS * (wide + LEFT + 3.0), at // ACROSS * each + 6.0
        page.text(left - LEFT, top - 5.5, PANELS.get(name, name))
        above, below = page.axes(left, top, wide, TALL), page.axes(left, top + TALL + 3.0, wide, LOW)
        _panel(above, below, course, measured.get(f"slope_{name}"))
        below.set_ylim(0, most)
    return page.figure


def _panel(above: Axes, below: Axes, course: Course, slope: float | None) -> None:
    numbers = all(at.isdigit() for at in course)
    seconds = np.array([point["seconds"] for point in course.values()], dtype=float)  # None, lost in noise, is NaN
    memory = np.array([point["memory"] for point in course.values()], dtype=float)
    if not numbers:
        x = np.arange(len(course), dtype=float)
        above.plot(x, seconds, "o", color=BLUE, markersize=3)
        above.set_ylim(0, seconds.max() * 1.2)
        below.set_xticks(x, list(course), rotation=25, ha="right", fontsize=5.5)
        above.set_xlim(-0.5, len(course) - 0.5)
    else:
        x = np.array([float(number) for number in course])
        for first in np.flatnonzero(np.isfinite(seconds))[:1]:
            above.plot(x, seconds[first] * x / x[first], "--", color=GREY, linewidth=0.6)
            above.plot(x, seconds, "o-", color=BLUE, markersize=3, linewidth=0.9)
            above.set_yscale("log")
            above.yaxis.set_major_locator(LogLocator())
        above.set_xscale("log")
        below.set_xscale("log")
        below.set_xticks(x, [f"{number:,.0f}" for number in x], fontsize=5.5)
        told = "lost in noise" if slope is None else f"slope {slope:.2f}"
        above.text(0.05, 0.93, told, transform=above.transAxes, va="top", color=INK, fontsize=6.5)
    below.plot(x, memory, "s-" if numbers else "s", color=VERMILION, markersize=2.4, linewidth=0.8)
    above.set_xticks(x, [""] * len(x))
    above.yaxis.set_major_formatter(FuncFormatter(lambda much, _: f"{much:g} s" if much >= 1 else f"{1e3 * much:g} ms"))
    below.yaxis.set_major_formatter(FuncFormatter(lambda much, _: f"{much:g} MB"))
    for axes in (above, below):
        axes.xaxis.set_minor_locator(NullLocator())
        axes.yaxis.set_minor_locator(NullLocator())
        axes.tick_params(colors=FAINT, labelcolor=INK)
    below.set_xlim(above.get_xlim())
