"""Learning curves: how well the fittest of each generation does in training, and its genes."""

from __future__ import annotations

import math
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from evosim.pictures.colours import GREEN, INK, VERMILION
from evosim.pictures.lifetime import has_several_goals
from evosim.pictures.multiples import Words, blank, multiples, numbered
from evosim.pictures.page import Drawing
from evosim.pictures.points import Point
from evosim.pictures.run import Run
from evosim.pictures.spread import Spread, few, key, lines_of
from evosim.pictures.words import power
from evosim.worlds import WORLDS

Style = dict[str, Any]
SHOWN = 200  # generations drawn at most: more than the paper has room for in a panel
KINDS = WORLDS


class Success(NamedTuple):
    """What counts as success in a kind of world, in words."""

    who: str
    does: str
    name: str
    share: str
    axis: str


SUCCESS = {  # kind of world → what the columns ``success`` and ``success_mean`` of its logs are
    "grid": Success(
        "agent",
        "how often the fittest agent reaches its goal in training",
        "Success",
        "the share of lives that reach the goal",
        "successful lives",
    ),
    "games": Success(
        "player",
        "how many games the fittest player wins in training",
        "Games won",
        "the share of the games evolved on; a draw is not won",
        "games won",
    ),
    "labels": Success(
        "classifier",
        "what the fittest classifier labels rightly in training",
        "Rightly labelled",
        "the share of the examples evolved on; guessing gives one half",
        "rightly labelled",
    ),
}
SEVERAL = SUCCESS["grid"]._replace(
    does="how often the fittest agent reaches what pays in training",
    share="the share of lives that touch something that pays",
)
ANY = Success(
    "agent", "success of the fittest agent in training", "Success", "what each kind of world counts as such", "success"
)
WORDS = Words(
    title="Learning: {does}, and on how many genes",
    subtitle="",
    notes="{name}: {share}. The median over replicates at each generation, with "
    "the band that holds the middle 80 % of them. A replicate is one population, evolved from its own random "
    "genomes. Genes: those of the fittest {who} that are not zero, on a logarithmic scale.",
    x="generation",
    y="{axis}",
    below="genes",
)
MEDIAN: Style = {"color": GREEN, "linewidth": 1.5}
CHANGE: Style = {"color": VERMILION, "linewidth": 0.8}
POPULATION: Style = {"color": INK, "linewidth": 0.8, "linestyle": (0, (3, 1.5)), "alpha": 0.75}


def learning(run: Run, width: float) -> Drawing:
    """Draw for each point a panel of success, of the fittest and of the average agent, and a thin one of genes."""
    success = SEVERAL if has_several_goals(run) and run.world else SUCCESS.get(run.world, ANY)
    lined = few(len(point.rows) for point in run.points)
    entries = [
        Line2D([], [], **MEDIAN, label=f"fittest {success.who}: median"),
        *key(lined=lined),
        Line2D([], [], **POPULATION, label=f"average {success.who} of the population: median"),
    ]
    if any(run.begins(int(point.rows[0])) for point in run.points):
        entries.append(Line2D([], [], **CHANGE, label="the world changes"))
    words = Words(*(text.format(**success._asdict()) for text in WORDS))._replace(subtitle=run.heading)
    page, panels, thin = multiples(run.points, width, words, quick=run.quick, key=entries)
    numbers = []
    for axes, below, point in zip(panels, thin, run.points, strict=True):
        numbers.append(_panel(axes, below, run, point, lined=lined))
    lengths = [max(1, table["generation"].to_pylist()[-1]) if len(table) else 1 for table in numbers]
    top = 1.5 * max((max(10.0, *table["genes"].to_pylist()) for table in numbers if len(table)), default=10.0)
    decades = [10**n for n in range(0, 9, 2 if top > 300 else 1) if 10**n <= top]
    for axes in thin:
        axes.set_yscale("symlog", linthresh=1.0, linscale=0.2)  # a genome may have no gene left
        axes.set_ylim(-0.2, top)
        axes.set_yticks(decades, [str(n) if top < 5000 else power(round(math.log10(n))) for n in decades])
        axes.minorticks_off()
    for axes, below, length in zip(panels, thin, lengths, strict=True):
        for one in (axes, below):
            one.set_xlim(-0.01 * length, length * 1.01)
            one.locator_params(axis="x", nbins=4, integer=True)
        below.tick_params(labelbottom=numbered(below) or len(set(lengths)) > 1)
    return Drawing(page.figure, pa.concat_tables(numbers, promote_options="default"))


def _panel(axes: Axes, below: Axes, run: Run, point: Point, *, lined: bool) -> pa.Table:
    """Draw a point, and return what is drawn: a row for each generation, a column for each replicate."""
    kept = {int(row): history for row in point.rows if (history := run.history(int(row))) is not None}
    names = run.names(point.rows)
    settings = names.select([name for name in names.column_names if name not in ("replicate", "cell")])
    if not kept:
        blank(axes, "history not kept")
        return settings.slice(0, 0).append_column("generation", pa.array([], pa.int64()))
    for one, begin in product((axes, below), run.begins(int(point.rows[0]))):
        one.axvline(begin - 0.5, **CHANGE, zorder=1)
    longest = max((history.generation for history in kept.values()), key=len)
    shown = np.unique(np.linspace(0, len(longest) - 1, min(len(longest), SHOWN)).round().astype(int))
    generation = longest[shown]
    best = np.array([_at(history.success, shown) for history in kept.values()])
    mean = np.array([_at(history.success_mean, shown) for history in kept.values()])
    genes = np.array([_at(history.genes, shown) for history in kept.values()])
    spread, population = Spread.of(best), Spread.of(mean).median
    if lined:
        lines_of(axes, generation, best)
        lines_of(below, generation, genes)
    spread.band(axes, generation)
    axes.plot(generation, population, **POPULATION)
    axes.plot(generation, spread.median, **MEDIAN)
    below.plot(generation, Spread.of(genes).median, **MEDIAN)
    columns: dict[str, Any] = {
        "generation": generation.astype(int),
        "median": spread.median,
        "p10": spread.low,
        "p90": spread.high,
        "average_agent": population,
        "genes": Spread.of(genes).median,
    }
    replicates = run.table["replicate"].to_pylist()
    columns |= {f"replicate_{replicates[row]}": line for row, line in zip(kept, best, strict=True)}
    repeated = settings.take(pa.array(np.zeros(len(shown), np.int64)))
    return pa.table({**{name: repeated[name] for name in repeated.column_names}, **columns})


def _at(values: NDArray[np.float64], shown: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the values shown, with NaN beyond the end of a shorter history."""
    return np.array([values[at] if at < len(values) else np.nan for at in shown])
