"""The information funnel: how much there is of a genome, of the brain that grows from it, and of what that does."""

from __future__ import annotations

from math import log10
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from matplotlib.axes import Axes

from evosim.pictures.colours import FAINT, GREEN, INK
from evosim.pictures.multiples import Words, multiples
from evosim.pictures.page import Drawing, Undrawable
from evosim.pictures.points import Point
from evosim.pictures.run import Numbers, Run

WORDS = Words(
    title="The information funnel: from the genome to what the brain does, in bits",
    subtitle="",
    notes="Genome: bits that say which genes are not zero and what they are: genes × (32 + log₂ of their number), or 2 "
    "for each letter. Expressed: of letters, 32 for each gene that they spell. Brain: 32 for each number in it. Deed: "
    "by how many bits its lives are less likely than those of a walker by chance, in all novel mazes. Medians over "
    "replicates; breadth on a logarithmic scale. Where the genome is narrower than the brain, the brain is made of "
    "little information.",
    x="bits, on a logarithmic scale, to either side of the middle",
    y="",
)
LIVES = 128  # novel instances


class Stage(NamedTuple):
    """What there are bits of, and how many in each row of the table."""

    name: str
    bits: Numbers


def funnel(run: Run, width: float) -> Drawing:
    """Draw for each point how many bits there are of genome, brain and deed."""
    starts = np.array([_starts(run)] * len(run.cells), float)
    stages = (
        Stage("genome", run.column("bits")),
        Stage("expressed", 32.0 * run.column("genes_expressed")),
        Stage("brain", 32.0 * run.column("parameters")),
        Stage("deed", run.column("bits_performance") * LIVES * starts),
    )
    known = [stage for stage in stages if np.isfinite(stage.bits).any()]
    if len(known) < 2:
        raise Undrawable("a run of brains whose genes and numbers are counted")
    words = WORDS._replace(subtitle=run.heading, notes=run.notes(WORDS.notes))
    page, panels, _ = multiples(run.points, width, words, quick=run.quick, key=())
    most = max(float(np.nanmax(stage.bits)) for stage in known)
    for axes, point in zip(panels, run.points, strict=True):
        _panel(axes, point, known, max(1.0, log10(most)))
    rows = np.concatenate([point.rows for point in run.points])
    numbers = run.names(rows)
    for stage in known:
        numbers = numbers.append_column(f"bits_of_{stage.name}", pa.array(stage.bits[rows], from_pandas=True))
    return Drawing(page.figure, numbers)


def _starts(run: Run) -> float:
    """Starts in each instance."""
    return float(getattr(run.scenario.world, "starts", 1))


def _panel(axes: Axes, point: Point, stages: list[Stage], most: float) -> None:
    middles = [float(np.nanmedian(stage.bits[point.rows])) if np.isfinite(stage.bits[point.rows]).any() else np.nan
               for stage in stages]  # fmt: skip
    half = np.array([max(0.0, log10(max(1.0, bits))) / most if np.isfinite(bits) else 0.0 for bits in middles])
    heights = 1.0 - (np.arange(len(stages)) + 0.5) / len(stages)
    fine = np.linspace(heights[0], heights[-1], 60)
    shape = np.interp(fine, heights[::-1], half[::-1])
    axes.fill_betweenx(fine, -shape, shape, color=GREEN, alpha=0.18, linewidth=0)
    for name, bits, wide, high in zip([stage.name for stage in stages], middles, half, heights, strict=True):
        axes.plot((-wide, wide), (high, high), color=GREEN, linewidth=2.0, solid_capstyle="butt")
        told = "not measured" if not np.isfinite(bits) else f"{bits:,.0f}"
        colour = INK if np.isfinite(bits) else FAINT
        axes.text(0, high + 0.045, f"{name}: {told}", ha="center", va="bottom", fontsize=6.5, color=colour)
    axes.set_xlim(-1.05, 1.05)
    axes.set_yticks(())
    axes.set_xticks(())
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
