"""A maze seen from above: its walls, what goes on in the sheet of the agent that is in it, and the way it walks.

Axes: S cells of an arena's side, rows downward; a cell (row, column) is drawn around (column, row).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from numpy.typing import NDArray

from evosim.pictures.colours import INK
from evosim.pictures.words import power

WALL, SILENT = "#4D4D4D", "#F1F1F1"
HEAT = LinearSegmentedColormap.from_list("heat", mpl.colormaps["YlOrRd"](np.linspace(0.06, 0.86, 256)))
DEPTH = 1e-12  # of the largest activity: fainter than this is not told apart
HALO = [patheffects.Stroke(linewidth=2.6, foreground="white"), patheffects.Normal()]
EDGE = [patheffects.Stroke(linewidth=1.8, foreground="white"), patheffects.Normal()]


class Strength(NamedTuple):
    """The faintest and the strongest activity of a scale. Activity falls by a factor with each step, so it is logarithmic."""

    low: float
    high: float

    @classmethod
    def of(cls, activity: NDArray[np.float32], walls: NDArray[np.bool_]) -> Strength:
        """Return the scale for the activity (S, S) of the free cells."""
        found = activity[~walls & (activity > 0)].astype(float)
        if not found.size:
            return cls(0.1, 1.0)
        low, high = max(found.min(), DEPTH * found.max()), found.max()
        return cls(float(low if low < 0.999 * high else high / 10), float(high))

    def colours(self, activity: NDArray[np.float32], walls: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return (S, S, 3) colours: of walls, of silent cells, and by logarithm of all others."""
        share = np.log(np.maximum(activity.astype(float), self.low) / self.low) / np.log(self.high / self.low)
        shown = HEAT(np.clip(share, 0, 1))[:, :, :3]
        shown[~(activity > 0)] = to_rgb(SILENT)
        shown[walls] = to_rgb(WALL)
        return shown

    def bar(self, axes: Axes) -> None:
        """Draw the scale."""
        axes.pcolormesh(HEAT(np.linspace(0, 1, 64))[:, None, :3], edgecolor="face", linewidth=0.2)
        decades = range(int(np.ceil(np.log10(self.low) - 1e-9)), int(np.floor(np.log10(self.high) + 1e-9)) + 1)
        marks = [(10.0**n, power(n)) for n in decades][:: -max(1, -(-len(decades) // 5))]
        if len(marks) < 2:
            marks = [(value, f"{value:.2g}") for value in (self.low, self.high)]
        at = [64 * np.log(value / self.low) / np.log(self.high / self.low) for value, _ in marks]
        axes.set_yticks(at, [words for _, words in marks])
        axes.set_xticks(())
        axes.tick_params(axis="y", length=1.5, right=True, left=False, labelright=True, labelleft=False, labelsize=6)
        axes.spines[:].set_visible(False)
        axes.grid(visible=False)


def ground(axes: Axes, colours: NDArray[np.float64], *, lines: bool) -> None:
    """Draw the cells of an arena in these colours (S, S, 3)."""
    size = len(colours)
    edge: dict[str, Any] = {"edgecolor": "white", "linewidth": 0.5} if lines else {"edgecolor": "face", "linewidth": 0.15}
    corners = np.arange(size + 1) - 0.5
    axes.pcolormesh(corners, corners, colours, **edge)
    axes.set_xlim(-0.5, size - 0.5)
    axes.set_ylim(size - 0.5, -0.5)
    axes.set_aspect("equal")
    axes.set_xticks(())
    axes.set_yticks(())
    axes.grid(visible=False)
    axes.spines[:].set(visible=True, color=WALL, linewidth=1.2 if lines else 0.8)


def things(axes: Axes, objects: NDArray[np.int8], names: list[str], path: NDArray[np.int16]) -> None:
    """Mark the objects (S, S), and write the name of each kind once, out of the way of the path (T + 1, 2)."""
    for number, name in enumerate(names, start=1):
        where = np.argwhere(objects == number)
        for row, column in where:
            axes.plot(column, row, marker="*", markersize=9, color="white", markeredgecolor=INK, markeredgewidth=0.8, zorder=6)
        if len(where):
            _name(axes, where[0], name, path)


def way(axes: Axes, path: NDArray[np.int16], arrived: bool) -> None:
    """Draw a path (T + 1, 2) from its start to where it ends: with an arrow if it arrives, else with a cross."""
    moved = np.append(True, (path[1:] != path[:-1]).any(axis=1))
    steps = path[moved].astype(float)
    y, x = steps.T
    axes.plot(x, y, color=INK, linewidth=1.4, zorder=4, path_effects=HALO, solid_joinstyle="round")
    axes.plot(x[0], y[0], marker="o", markersize=5.5, color="white", markeredgecolor=INK, markeredgewidth=1.0, zorder=5)
    _name(axes, path[0], "start", path)
    if not arrived:
        axes.plot(x[-1], y[-1], marker="x", markersize=5, color=INK, markeredgewidth=1.4, zorder=6, path_effects=HALO)
        if (path[-1] != path[0]).any():
            _name(axes, path[-1], "end", path)
    elif len(steps) > 1:
        back, end = steps[-2], steps[-1]
        arrow = {"arrowstyle": "-|>,head_length=0.8,head_width=0.4", "color": INK, "linewidth": 0.8, "shrinkA": 0, "shrinkB": 0}
        tip = back + 0.6 * (end - back)
        axes.annotate("", tip[::-1], back[::-1], arrowprops={**arrow, "zorder": 5, "path_effects": EDGE})


def _name(axes: Axes, cell: NDArray[Any], words: str, path: NDArray[np.int16]) -> None:
    """Write below the cell, or above it where the path comes from below."""
    row, column = int(cell[0]), int(cell[1])
    above = bool((path == (row + 1, column)).all(axis=1).any() and not (path == (row - 1, column)).all(axis=1).any())
    style: dict[str, Any] = {"fontsize": 6.5, "ha": "center", "color": INK, "path_effects": EDGE, "zorder": 7}
    offset, side = (4.5, "bottom") if above else (-4.0, "top")
    axes.annotate(words, (column, row), (0, offset), textcoords="offset points", va=side, **style)


