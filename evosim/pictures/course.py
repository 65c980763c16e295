"""Courses: what a file of each cell says step by step, drawn for all replicates of each point."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from evosim.pictures.colours import INK
from evosim.pictures.multiples import Words, multiples
from evosim.pictures.page import Drawing, Undrawable
from evosim.pictures.points import Point
from evosim.pictures.run import Numbers, Run
from evosim.pictures.spread import Spread, few, key, lines_of
from evosim.pictures.ticks import even

MEDIAN: dict[str, Any] = {"color": INK, "linewidth": 1.4}
STEPS = 101  # at which the ways of a point are read, from one end to the other


class Course(NamedTuple):
    """The file of a cell, and its columns that are drawn against its first one, the second in a thin panel."""

    file: str
    along: str
    upward: str
    below: str = ""


RIVALS = Course("rivals.arrow", "generation", "failures", "path")
WAY = Course("valley.arrow", "", "fitness")


def arenas(run: Run, width: float) -> Drawing:
    """Draw how many lives fail in arenas that evolve against a population, and how long their ways are."""
    words = Words(
        title="Arenas that evolve: how often agents fail in them, and how long their ways are",
        subtitle=run.heading,
        notes=run.notes(
            "Lives that fail: of a sample of each generation, in the arenas of that time. Below: steps of the shortest "
            "way from a start to what pays, mean over arenas. The line: the median over replicates, in the band that "
            "holds the middle 80 % of them. Points whose arenas do not evolve are left out."
        ),
        x="generation",
        y="lives that fail",
        below="way",
    )
    return _drawn(run, width, RIVALS, words)


def valley(run: Run, width: float) -> Drawing:
    """Draw the fitness along the best way that was found between what two stages of evolution made."""
    words = Words(
        title="The way to another algorithm: fitness of all that lies between two genomes",
        subtitle=run.heading,
        notes=run.notes(
            "From the fittest genome of the first stage of evolution, gene by gene, to that of the second, as the last "
            "stage judges them: the way on which the worst is best, among those that were looked at. Fitness is that "
            "beyond the first genome. The line: the median over replicates at each share of the way, in the band that "
            "holds the middle 80 % of them. Points of one stage are left out."
        ),
        x="share of the way, gene by gene",
        y="fitness beyond the first genome",
    )
    return _drawn(run, width, WAY, words)


def _drawn(run: Run, width: float, course: Course, words: Words) -> Drawing:
    kept = [(point, found) for point in run.points if (found := _read(run, point, course))]
    if not kept:
        raise Undrawable(f"a run whose cells keep {course.file}")
    lined = few(len(found) for _, found in kept)
    entries = [Line2D([], [], **MEDIAN, label="median"), *key(lined=lined)]
    page, panels, thin = multiples([point for point, _ in kept], width, words, quick=run.quick, key=entries)
    every = [line for _, found in kept for line in found.values()]
    numbers = [_panel(axes, run, *one, 1, lined=lined) for axes, one in zip(panels, kept, strict=True)]
    for axes, one in zip(thin, kept, strict=False):  # there are none, or as many
        _panel(axes, run, *one, 2, lined=lined)
    last = max(float(line[0, -1]) for line in every)
    for axes in (*panels, *thin):
        axes.set_xlim(-0.01 * last, 1.01 * last)
        axes.locator_params(axis="x", nbins=4)
    for axes in thin:
        axes.set_ylim(0, 1.1 * max(float(line[2].max()) for line in every))
        axes.locator_params(axis="y", nbins=2, integer=True)
    if not course.below:
        _scaled(panels, np.concatenate([line[1] for line in every]))
    return Drawing(page.figure, pa.concat_tables(numbers, promote_options="default"))


def _read(run: Run, point: Point, course: Course) -> dict[int, Numbers]:
    """By row, what its cell says: (2, T) or (3, T), along and upward and below."""
    found = {}
    for row in map(int, point.rows):
        table = run.file(row, course.file)
        if table is None or not len(table):
            continue
        upward = table[course.upward].to_numpy().astype(np.float64)
        if course.along:
            names = [name for name in (course.along, course.upward, course.below) if name]
            found[row] = np.array([table[name].to_numpy() for name in names], np.float64)
        else:
            found[row] = np.array([np.linspace(0, 1, len(upward)), upward - upward[0]])
    return found


def _panel(axes: Axes, run: Run, point: Point, found: dict[int, Numbers], which: int, *, lined: bool) -> pa.Table:
    """Draw the lines of a point, and return what is drawn: a row for each step, a column for each replicate."""
    longest = max((line[0] for line in found.values()), key=len)
    steps = longest if longest[-1] > 1 else np.linspace(0, 1, STEPS)
    lines = np.array([np.interp(steps, line[0], line[which], right=np.nan) for line in found.values()])
    spread = Spread.of(lines)
    if lined:
        lines_of(axes, steps, lines)
    spread.band(axes, steps)
    axes.plot(steps, spread.median, **MEDIAN)
    names = run.names(point.rows)
    settings = names.select([name for name in names.column_names if name not in ("replicate", "cell")])
    repeated = settings.take(pa.array(np.zeros(len(steps), np.int64)))
    replicates = run.table["replicate"].to_pylist()
    columns: dict[str, Any] = {"along": steps, "median": spread.median, "p10": spread.low, "p90": spread.high}
    columns |= {f"replicate_{replicates[row]}": line for row, line in zip(found, lines, strict=True)}
    return pa.table({**{name: repeated[name] for name in repeated.column_names}, **columns})


def _scaled(panels: list[Axes], values: Numbers) -> None:
    """Let all panels span the values; those that had words at their ticks have them again."""
    (low, high), ticks = even(values)
    room = 0.05 * (high - low)
    for axes in panels:
        worded = any(label.get_text() for label in axes.get_yticklabels())
        axes.set_ylim(low - room, high + room)
        axes.set_yticks(ticks, [f"{tick:g}" if worded else "" for tick in ticks])
        axes.axhline(0, color=INK, linewidth=0.4, zorder=1)
