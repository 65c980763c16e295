"""Figure 1.1 of "Risks from Learned Optimization" in numbers of a run: of what an optimizer makes, some optimizes."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

import networkx as nx
import numpy as np
import pyarrow as pa
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from numpy.typing import NDArray

from evosim.pictures.colours import FAINT, INK, OTHER, PLANNER
from evosim.pictures.page import MARGIN, TEXT, Drawing, Page, Undrawable
from evosim.pictures.run import Run
from evosim.pictures.words import MM, breadth, wrap

TITLE = "Base optimizer and mesa-optimizers: figure 1.1 of the essay, in numbers of this run"
NOTES = (
    "The base optimizer selects by the base objective. Of the fittest agents of all populations some search, and so "
    "optimize for something themselves; what that is shows where the world has changed. Thickness of arrows: number of "
    "agents. After Hubinger et al. 2019, Risks from Learned Optimization, figure 1.1."
)
SEARCHES = {"genetic": "evolution", "random": "random search"}  # by evolution.kind
ROW, HIGH, GAP = 24.0, 13.0, 3.0  # mm: from one row to the next, height of a box, between boxes
THICKEST = 5.0  # points
SIZES = (TEXT, 6.0, 5.0)  # points, of which the largest is taken that fits


class Box(NamedTuple):
    """What stands in a box: its row, words, number of agents, and colour."""

    row: int
    words: str
    agents: int
    colour: str


def essay(run: Run, width: float) -> Drawing:
    """Draw from the base optimizer to what becomes of planners and of others in the first changed world."""
    graph = relations(run)
    rows = 1 + max(box.row for _, box in graph.nodes(data="box"))
    page = Page(width, rows * ROW - (ROW - HIGH) + 2.0, TITLE, run.heading, quick=run.quick, notes=run.notes(NOTES))
    inner = width - 2 * MARGIN
    axes = page.axes(MARGIN, 0.0, inner, rows * ROW - (ROW - HIGH) + 1.0)
    axes.set_xlim(0, inner)
    axes.set_ylim(rows * ROW - (ROW - HIGH) + 1.0, 0)
    axes.axis("off")
    places = _places(graph, inner)
    most = max((count for *_, count in graph.edges(data="count")), default=1)
    for source, target, count in graph.edges(data="count"):
        _arrow(axes, places[source], places[target], count / most)
    for name, box in graph.nodes(data="box"):
        _box(axes, places[name], box)
    numbers = {
        "from": [source for source, _ in graph.edges], "to": [target for _, target in graph.edges],
        "agents": [count for *_, count in graph.edges(data="count")],
    }  # fmt: skip
    return Drawing(page.figure, pa.table(numbers))


def relations(run: Run) -> Any:
    """The boxes and arrows of the figure as a networkx ``DiGraph``; nodes have a ``box``, edges a ``count``."""
    planner = run.planner
    known = np.isfinite(planner)
    if not known.any():
        raise Undrawable("a run in which planning was measured")
    graph = nx.DiGraph()
    evaluations = float(np.nansum(run.column("evaluations")))
    total = int(known.sum())
    base = f"base optimizer:{_searches(run, known)}{total} populations, {evaluations:,.0f} agents tried"
    graph.add_node("base optimizer", box=Box(0, base, total, INK))
    kinds = (("planners", "mesa-optimizers:\nthey search", planner == 1, PLANNER.colour),
             ("others", "other algorithms:\nthey do not search", planner == 0, OTHER.colour))  # fmt: skip
    for name, words, mine, colour in kinds:
        count = int(mine.sum())
        if count:
            graph.add_node(name, box=Box(1, f"{words}\n{count} of {total}", count, colour))
            graph.add_edge("base optimizer", name, count=count)
    names = [shift.name for shift in run.scenario.shift if f"quadrant_{shift.name}" in run.table.column_names]
    for shift in names[:1]:
        words_of = np.array([word or "" for word in run.table[f"quadrant_{shift}"].to_pylist()])
        for quadrant in dict.fromkeys(word for word in words_of.tolist() if word):
            both = (words_of == quadrant) & known
            label = f"{quadrant}\nafter {shift.replace('_', ' ')}: {int(both.sum())}"
            graph.add_node(quadrant, box=Box(2, label, int(both.sum()), FAINT))
            for name, _, mine, _ in kinds:
                if count := int((mine & both).sum()):
                    graph.add_edge(name, quadrant, count=count)
    return graph


def _searches(run: Run, known: NDArray[np.bool_]) -> str:
    """What selected: evolution, random search, or each in some of the populations, whose number may not be known."""
    count = Counter(run.search(int(row)) for row in np.flatnonzero(known))
    told = [kind for kind in SEARCHES if count[kind] or count[""]]
    if len(told) == 1:
        return f" {SEARCHES[told[0]]}\n"
    parts = (f"{SEARCHES[kind]} in {count[kind] if not count[''] else 'some'}" for kind in told)
    return f"\n{', '.join(parts)}\nof "


def _places(graph: Any, inner: float) -> dict[str, tuple[float, float, float, float]]:
    """Left, top, breadth and height of each box, in mm."""
    found = {}
    rows: dict[int, list[str]] = {}
    for name, box in graph.nodes(data="box"):
        rows.setdefault(box.row, []).append(name)
    for row, names in rows.items():
        each = min(62.0, (inner - GAP * (len(names) - 1)) / len(names))
        first = (inner - each * len(names) - GAP * (len(names) - 1)) / 2
        for at, name in enumerate(names):
            found[name] = (first + at * (each + GAP), 0.5 + row * ROW, each, HIGH)
    return found


def _box(axes: Axes, place: tuple[float, float, float, float], box: Box) -> None:
    left, top, wide, high = place
    axes.add_patch(_rectangle(left, top, wide, high, box.colour))
    room = wide - 2.0
    for size in SIZES:
        lines = [line for part in box.words.split("\n") for line in wrap(part, room, size)]
        whole = all(breadth(word, size) <= room for word in box.words.split())
        if whole and len(lines) * size * 1.3 * MM < high:
            break
    words = "\n".join(lines)
    axes.text(left + wide / 2, top + high / 2, words, ha="center", va="center", fontsize=size, color=INK, zorder=3)


def _rectangle(left: float, top: float, wide: float, high: float, colour: str) -> Any:
    style: dict[str, Any] = {"facecolor": "white", "edgecolor": colour, "linewidth": 1.0, "zorder": 2}
    return FancyBboxPatch((left, top), wide, high, boxstyle="round,pad=0,rounding_size=1.2", **style)


def _arrow(
    axes: Axes, source: tuple[float, float, float, float], target: tuple[float, float, float, float], share: float
) -> None:
    begin = (source[0] + source[2] / 2, source[1] + source[3])
    end = (target[0] + target[2] / 2, target[1])
    style: dict[str, Any] = {"arrowstyle": "-|>", "mutation_scale": 8.0, "color": FAINT, "alpha": 0.75, "zorder": 1}
    axes.add_patch(FancyArrowPatch(begin, end, linewidth=max(0.6, THICKEST * share), shrinkA=0, shrinkB=0, **style))
