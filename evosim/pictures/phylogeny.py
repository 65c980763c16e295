"""The family of a population: who descends from whom, where planning arose, and how the rule changed gene by gene."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from evosim.evolution.lineage import Lineage
from evosim.experiment.ancestry import Ancestry
from evosim.pictures.colours import BLUE, FAINT, GREY, VERMILION
from evosim.pictures.mind import choose
from evosim.pictures.page import MARGIN, NOTE, Drawing, Page, Undrawable
from evosim.pictures.run import Run

TITLE = "The family of a population: descent, the rise of planning, and the genes of its fittest"
NOTES = (
    "Above: first parents of all that live in the last generation; lines that died out are left out. Blue: the line of "
    "the fittest. Below: the genes of that line that ever change and are not zero in the end, a row for each; red: "
    "above zero, blue: below, white: zero. {rise}"
)
TREE, ROW, LEFT, DOWN, FOOT = 70.0, 3.2, 26.0, 6.0, 9.0  # mm
MOST = 40  # genes that are drawn
FAMILY: dict[str, Any] = {"color": GREY, "alpha": 0.5, "linewidth": 0.35}
LINE: dict[str, Any] = {"color": BLUE, "linewidth": 1.4}


class Tree(NamedTuple):
    """Segments (M, 2, 2) from parents to children, generation and height; ``line`` (T, 2) is that of the fittest."""

    segments: NDArray[np.float64]
    line: NDArray[np.float64]


def phylogeny(run: Run, width: float) -> Drawing:
    """Draw the descent of one population, which evolves once more for it."""
    shown = choose(run)
    if not shown:
        raise Undrawable("a run of which lives were recorded")
    row = shown[0].row
    cell = run.cell(row)
    if cell is None:
        raise Undrawable("a run whose cells are there")
    ancestry = run.results.ancestry(cell)
    with tempfile.TemporaryDirectory() as folder:
        tree = descent(ancestry.record(Path(folder) / "family.arrow"))
    genes, names = _genes(ancestry)
    arisen = ancestry.first_planner()
    rise = f"Planning arose in generation {arisen.generation}." if arisen else "No ancestor of the fittest plans."
    tall = ROW * max(1, len(names))
    key = [Line2D([], [], **LINE, label="line of the fittest"), Line2D([], [], **FAMILY, label="others that live")]
    marked: dict[str, Any] = {"color": VERMILION, "linewidth": 0.9}
    if arisen:
        key.append(Line2D([], [], **marked, label="planning arose"))
    label = ", ".join(next(point.labels for point in run.points if row in point.rows))
    heading = f"{run.heading} {label + ', ' if label else ''}replicate {run.table['replicate'][row].as_py()}."
    notes = run.notes(NOTES.format(rise=rise))
    page = Page(width, TREE + DOWN + tall + FOOT, TITLE, heading, quick=run.quick, key=key, notes=notes)
    across = width - 2 * MARGIN - LEFT
    last = float(tree.line[-1, 0])
    above = page.axes(MARGIN + LEFT, 0.0, across, TREE)
    above.add_collection(LineCollection(list(tree.segments), **FAMILY))
    above.plot(*tree.line.T, **LINE)
    above.set_ylim(-0.02, 1.02)
    above.set_yticks(())
    above.grid(visible=False)
    below = page.axes(MARGIN + LEFT, TREE + DOWN, across, tall)
    edges = np.append(ancestry.origin, last + 1)
    strongest = np.maximum(abs(genes).max(axis=0), 1e-9)
    below.pcolormesh(edges, np.arange(len(names) + 1), (genes / strongest).T, cmap="RdBu_r", vmin=-1, vmax=1)
    below.set_ylim(len(names), 0)
    below.set_yticks(np.arange(len(names)) + 0.5, names, fontsize=5.5)
    below.tick_params(axis="y", length=0)
    below.grid(visible=False)
    for axes in (above, below):
        axes.set_xlim(0, last + 1)
        if arisen:
            axes.axvline(arisen.generation, **marked)
    above.tick_params(labelbottom=False)
    page.text(MARGIN + LEFT + across / 2, TREE + DOWN + tall + 4.5, "generation", ha="center")
    page.upward(MARGIN, TREE / 2, "all that live in the end")
    if not names:
        page.text(MARGIN + LEFT, TREE + DOWN, "No gene of the line ever changes.", NOTE, color=FAINT)
    rows = {"generation": ancestry.origin, "fitness": ancestry.fitness}
    return Drawing(page.figure, pa.table({**rows, **dict(zip(names, genes.T.tolist(), strict=True))}))


def descent(lineage: Lineage) -> Tree:
    """The tree of first parents of all that live in the last generation, the fittest of which has a line of its own."""
    generations, count = len(lineage), lineage.population
    living = np.arange(count)
    chain = [living]  # (T, P) the ancestor of each that lives in the end, the last generation first
    for generation in range(generations - 1, 0, -1):
        before = lineage.parents(generation)[chain[-1], 0]
        if (before < 0).any():
            break
        chain.append(before)
    ancestors = np.array(chain[::-1])
    first = generations - len(ancestors)
    order = np.lexsort(ancestors[::-1])  # kin stand together
    place = np.empty(count)
    place[order] = np.arange(count) / max(1, count - 1)
    heights = []
    for at in range(len(ancestors)):
        sums = np.bincount(ancestors[at], weights=place, minlength=count)
        heights.append(sums / np.maximum(np.bincount(ancestors[at], minlength=count), 1))
    segments = []
    for at in range(1, len(ancestors)):
        ends = np.unique(np.stack((ancestors[at - 1], ancestors[at])), axis=1)
        for parent, child in ends.T:
            segments.append(((first + at - 1, heights[at - 1][parent]), (first + at, heights[at][child])))
    best = int(np.argsort(-lineage.fitness(generations - 1), kind="stable")[0])
    line = [(first + at, heights[at][ancestors[at][best]]) for at in range(len(ancestors))]
    return Tree(np.array(segments).reshape(-1, 2, 2), np.array(line))


def _genes(ancestry: Ancestry) -> tuple[NDArray[np.float64], list[str]]:
    """(L, n) the genes along the line that change and are not zero in the end, and their names."""
    every = np.array([agent.genome for agent in ancestry], np.float64)
    names = ancestry.setup.blueprint.names
    changing = np.flatnonzero((every != every[-1]).any(axis=0) & (every[-1] != 0))
    changing = changing[np.argsort(-abs(every[-1, changing]), kind="stable")][:MOST]
    changing = np.sort(changing)
    labels = [names[at] if at < len(names) else f"gene {at}" for at in changing]
    return every[:, changing], labels
