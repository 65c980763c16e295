"""What is reached after shifts that differ in how much agents may think there."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D

from evosim.pictures.colours import BLUE, GREEN, GREY, VERMILION
from evosim.pictures.multiples import Words, blank, multiples
from evosim.pictures.page import Drawing, Undrawable
from evosim.pictures.run import Numbers, Run
from evosim.scenario.schema import Shift
from evosim.scenario.shift import shifted
from evosim.worlds.grid.options import World

WORDS = Words(
    title="What do they reach with more and more thought in a changed world?",
    subtitle="",
    notes="The same evolved agents in the same changed world, where they may think for fewer or more ticks than in "
    "training. Share of lives: those that reach the object. Thin: "
    "the fittest agent of one population. Bold: the mean over populations.",
    x="ticks of thought before the first step (not an even scale)",
    y="share of lives",
)
PAYS, COSTS, OTHER = (GREEN, "o"), (VERMILION, "^"), ((BLUE, "s"), (GREY, "D"))
NEEDED = "a run with two or more [[shift]] that differ in shift.thought alone"


def thought(run: Run, width: float) -> Drawing:
    """Draw a panel for each point: shares of lives that reach each kind of object, by time for thought."""
    timed = [shift for shift in run.scenario.shift if shift.thought is not None]
    alike = {shift.thought: shift.name for shift in timed if _world(shift) == _world(timed[0])}
    ticks = sorted(count for count in alike if count is not None)
    shifts = [alike[count] for count in ticks]
    if len(ticks) < 2:
        raise Undrawable(NEEDED)
    starts, ends = "reached_", f"_{shifts[0]}"
    kinds = [name[len(starts) : -len(ends)] for name in run.table.column_names if name.startswith(starts)
             and name.endswith(ends)]  # fmt: skip
    curves = {kind: np.column_stack([run.column(f"{starts}{kind}_{shift}") for shift in shifts]) for kind in kinds}
    drawn = {kind: values for kind, values in curves.items() if np.isfinite(values).any()}
    if not drawn:
        raise Undrawable(NEEDED)
    looks = _looks(run, timed[0], list(drawn))
    key = [
        Line2D([], [], color=colour, marker=marker, markersize=3.6, linewidth=1.6, label=kind.replace("_", " "))
        for kind, (colour, marker) in looks.items()
    ]
    words = WORDS._replace(subtitle=run.heading, notes=run.notes(WORDS.notes))
    page, panels, _ = multiples(run.points, width, words, quick=run.quick, key=key)
    for axes, point in zip(panels, run.points, strict=True):
        for kind, values in drawn.items():
            _curves(axes, values[point.rows], *looks[kind])
        if not any(np.isfinite(values[point.rows]).any() for values in drawn.values()):
            blank(axes, "not measured")
        axes.set_xlim(-0.35, len(ticks) - 0.65)
        axes.set_xticks(range(len(ticks)), [str(count) for count in ticks])
    rows = np.concatenate([point.rows for point in run.points])
    numbers = run.names(rows)
    for kind in drawn:
        for shift in shifts:
            name = f"{starts}{kind}_{shift}"
            numbers = numbers.append_column(name, run.table[name].take(rows))
    return Drawing(page.figure, numbers)


def _world(shift: Shift) -> Shift:
    """What a shift is but for its name and the time for thought."""
    return shift.model_copy(update={"name": "", "thought": None})


def _looks(run: Run, shift: Shift, kinds: list[str]) -> dict[str, tuple[str, str]]:
    """Colour and marker of each kind of object after a shift: what pays, what costs, others."""
    world = run.scenario.world
    things = {thing.name: thing.pays for thing in shifted(world, shift).object} if isinstance(world, World) else {}
    others = iter(OTHER * len(kinds))
    return {
        kind: PAYS if things.get(kind, 0) > 0 else COSTS if things.get(kind, 0) < 0 else next(others) for kind in kinds
    }


def _curves(axes: Axes, values: Numbers, colour: str, marker: str) -> None:
    mine = values[~np.isnan(values).all(axis=1)]
    if not len(mine):
        return
    x = np.arange(values.shape[1], dtype=float)
    axes.add_collection(
        LineCollection([np.column_stack((x, line)) for line in mine], color=colour, alpha=0.3, linewidth=0.4)
    )
    axes.plot(x, mine.mean(axis=0), color=colour, linewidth=1.6, marker=marker, markersize=3.4, zorder=3)
