"""A figure of a thing, whatever it is: what ``show()`` of agents, lives, runs and histories draws."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

import numpy as np
import pyarrow as pa
from matplotlib.lines import Line2D

from evosim.evolution.history import History
from evosim.experiment.run import Run as Results
from evosim.faults.arguments import brief
from evosim.faults.problem import Problem, ScenarioError, did_you_mean, one_of
from evosim.life import Agent, Lives
from evosim.life.grid.replay import Replay, record
from evosim.life.grid.replay.recording import arenas, course
from evosim.pictures.colours import GREEN, INK
from evosim.pictures.draw import FIGURES, ON_REQUEST, of_run
from evosim.pictures.film import LINED, SIDE, ending
from evosim.pictures.maze import Strength, ground, things, way
from evosim.pictures.page import MARGIN, Drawing, Page, Undrawable
from evosim.pictures.styled import styled
from evosim.worlds.grid.instances import Instances

WIDE, HIGH = 120.0, 60.0  # mm of a history
WIDTHS = 60, 1000  # mm that a figure of a run may be wide


@singledispatch
def show(thing: Any, *of: Any) -> Drawing:
    """The figure of a thing."""
    raise TypeError(f"there is no picture of a {type(thing).__name__}")


@show.register
def _agent(agent: Agent, instances: Instances, maze: int = 1, start: int = 1) -> Drawing:
    if not isinstance(instances, Instances):
        raise ScenarioError([_wrong("instances", "instances of a grid, as run.worlds(cell) gives", repr(instances))])
    n, j = _where(instances, maze, start)
    replay = Replay(record(agent, instances.take([n])))
    life = replay.life(0, j)
    about = f"{agent!r}. Colour: activity after its last thought, on a logarithmic scale. Stars mark objects."
    with styled():
        page = ending(replay, 0, j, "A life, and the thought behind it", about)
    rows = {"step": range(len(life.places)), "row": life.places[:, 0], "column": life.places[:, 1]}
    return Drawing(page.figure, pa.table({name: pa.array(list(values)) for name, values in rows.items()}))


@show.register
def _lives(lives: Lives, maze: int = 1, start: int = 1) -> Drawing:
    if lives.instances is None:
        raise ScenarioError([_wrong("show", "lives of which it is known where they were lived", "others")])
    n, j = _where(lives.instances, maze, start)
    own = lives.instances.take([n])
    found = arenas(own)
    walls = found["walls"][0].astype(bool)
    first = (n, j, 0) if lives.won.ndim == 3 else (n, j)
    steps = int(lives.lengths[first])
    trail = own.units[lives.trails[first][: steps + 1]]
    path = np.stack(np.divmod(trail, own.size), axis=1).astype(np.int16)
    stood = course(lives.instances, lives, first)[0]
    objects = np.zeros(walls.shape, np.int8)
    for kind, cell in zip(found["kinds"].tolist(), stood.tolist(), strict=True):
        if cell >= 0:
            objects[divmod(int(own.units[cell]), own.size)] = 1 + kind
    with styled():
        ended = "it reaches something that ends it" if lives.reached[first] >= 0 else "nothing ends it"
        page = Page(SIDE + 2 * MARGIN, SIDE + 1.0, "A life", f"Maze {maze}, start {start}: {steps} steps; {ended}.")
        axes = page.axes(MARGIN, 0.0, SIDE, SIDE)
        nothing = np.zeros(walls.shape, np.float32)
        ground(axes, Strength(0.1, 1.0).colours(nothing, walls), lines=own.size <= LINED)
        way(axes, path, bool(lives.reached[first] >= 0 or lives.won[first]))
        things(axes, objects, [str(name).replace("_", " ") for name in found["names"]], path)
    rows = {"step": list(range(len(path))), "row": path[:, 0].tolist(), "column": path[:, 1].tolist()}
    return Drawing(page.figure, pa.table(rows))


@show.register
def _run(run: Results, figure: str | None = None, width: float = 180.0) -> Drawing:
    wrong = []
    if figure is not None and not (isinstance(figure, str) and figure in FIGURES):
        wrong.append(_wrong("figure", one_of(FIGURES), brief(figure), did_you_mean(figure, FIGURES)))
    least, most = WIDTHS
    if isinstance(width, bool) or not isinstance(width, int | float | np.number) or not least <= width <= most:
        wrong.append(_wrong("width", f"a number from {least} to {most}, in mm", brief(width)))
    if wrong:
        raise ScenarioError(wrong)
    reasons = []
    for name in [figure] if figure else telling(run):
        try:
            return of_run(name, run.path, run.scenario, quick=run.quick, width=width)
        except Undrawable as error:
            reasons.append(f"{name} needs {error}")
    raise ScenarioError([_wrong("figure", "a run that has what a figure needs", "; ".join(reasons))])


@show.register
def _history(history: History, width: float = WIDE) -> Drawing:
    log = history.log
    columns = {name: [float(value) for value in log.select(name)] for name in ("best", "mean", "min")}
    generations = [float(value) for value in log.select("generation")]
    with styled():
        strokes: dict[str, dict[str, Any]] = {
            "best": {"color": GREEN, "linewidth": 1.5},
            "mean": {"color": INK, "linewidth": 0.9, "linestyle": (0, (3, 1.5))},
            "min": {"color": INK, "linewidth": 0.5, "alpha": 0.5},
        }
        key = [Line2D([], [], **stroke, label=name) for name, stroke in strokes.items()]
        page = Page(width, HIGH, "Fitness by generation", repr(history), key=key)
        axes = page.axes(14.0, 0.0, width - 18.0, HIGH - 12.0)
        for name, stroke in strokes.items():
            axes.plot(generations, columns[name], **stroke)
        axes.set_xlabel("generation")
        axes.set_ylabel("fitness")
    return Drawing(page.figure, pa.table({"generation": list(map(int, generations)), **columns}))


def telling(run: Results) -> list[str]:
    """Names of figures, the one first that says most about the primary claim of a run."""
    claim = next((claim for claim in run.scenario.claim if claim.primary), None)
    asked = claim.statistic.split(" - ")[0] if claim else ""
    first = [name for begins, name in BEST.items() if asked.startswith(begins)]
    if any(asked.endswith(f"_{shift.name}") for shift in run.scenario.shift):
        first = ["goals", "thought", "shifted"]
    if claim and claim.trend and claim.trend.key == "world.instances":
        first = ["diversity", *first]
    others = [name for name in FIGURES if name not in ("learning", "thinking", *ON_REQUEST)]
    return list(dict.fromkeys([*first, "probes", *others, "learning", "thinking"]))


BEST = {  # how statistics begin → the figure that shows them
    "mesa_": "mesa", "player_": "matches", "score": "matches", "accuracy": "accuracy", "rivals_": "arenas",
    "valley": "valley", "thought": "thought",
}  # fmt: skip


def _where(instances: Instances, maze: int, start: int) -> tuple[int, int]:
    found = []
    for name, number, most in (("maze", maze, len(instances)), ("start", start, instances.starts.shape[1])):
        if not (isinstance(number, int) and 1 <= number <= most):
            found.append(_wrong(name, f"a whole number from 1 to {most}", repr(number)))
    if found:
        raise ScenarioError(found)
    return maze - 1, start - 1


def _wrong(key: str, expected: str, got: str, cure: str = "") -> Problem:
    return Problem("show", None, key, expected, got, cure)
