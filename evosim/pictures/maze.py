"""A maze seen from above: its walls, what goes on in the agent's sheet, and the way it walks.

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
HALO = [patheffects.Stroke(linewidth=2.6, foreground="white"), patheffects.Normal()]
EDGE = [patheffects.Stroke(linewidth=1.8, foreground="white"), patheffects.Normal()]


def _mark(shape: str, size: float, order: int, **more: Any) -> dict[str, Any]:
    return {"marker": shape, "markersize": size, "color": "white", "markeredgecolor": INK, "zorder": order, **more}


STAR = _mark("*", 9.0, 6, markeredgewidth=0.8, linestyle="none")
RING = _mark("o", 5.5, 5, markeredgewidth=1.0)
CROSS = _mark("x", 5.0, 6, markeredgewidth=1.4, path_effects=HALO)
LINE: dict[str, Any] = {"color": INK, "linewidth": 1.4, "zorder": 4, "path_effects": HALO}
ARROW: dict[str, Any] = {
    "arrowstyle": "-|>,head_length=0.95,head_width=0.48",
    "color": INK,
    "linewidth": 0.8,
    "shrinkA": 0,
    "shrinkB": 0,
    "zorder": 5,
    "path_effects": EDGE,
}


class Strength(NamedTuple):
    """The ends of a scale of activity, logarithmic because activity falls by a factor with each step."""

    low: float
    high: float

    @classmethod
    def of(cls, activity: NDArray[np.float32], walls: NDArray[np.bool_]) -> Strength:
        """Return the scale for the activity (…, S, S) of the free cells."""
        free = activity[..., ~walls]
        found = free[free > 0].astype(float)
        if not found.size:
            return cls(0.1, 1.0)
        low, high = found.min(), found.max()
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
    edge: dict[str, Any] = (
        {"edgecolor": "white", "linewidth": 0.5} if lines else {"edgecolor": "face", "linewidth": 0.15}
    )
    corners = np.arange(size + 1) - 0.5
    axes.pcolormesh(corners, corners, colours, **edge)
    axes.set_xlim(-0.5, size - 0.5)
    axes.set_ylim(size - 0.5, -0.5)
    axes.set_aspect("equal")
    axes.set_xticks(())
    axes.set_yticks(())
    axes.grid(visible=False)
    axes.spines[:].set(visible=True, color=WALL, linewidth=1.2 if lines else 0.8)


def dots(axes: Axes, unknown: NDArray[np.bool_]) -> None:
    """Mark the cells (S, S) that are not known."""
    if unknown.any():
        row, column = np.nonzero(unknown)
        axes.plot(column, row, linestyle="none", marker=".", markersize=1.6, color=INK, alpha=0.5, zorder=3)


def things(axes: Axes, objects: NDArray[np.int8], names: list[str], path: NDArray[np.int16]) -> None:
    """Mark the objects (S, S), and write the name of each kind once, out of the way of the path (T + 1, 2)."""
    for number, name in enumerate(names, start=1):
        where = np.argwhere(objects == number)
        axes.plot(where[:, 1], where[:, 0], **STAR)
        if len(where):
            _name(axes, where[0], name, path)


def way(axes: Axes, path: NDArray[np.int16], arrived: bool) -> None:
    """Draw a path (T + 1, 2) from its start to its end: with an arrow if it arrives, else with a cross."""
    moved = np.append(True, (path[1:] != path[:-1]).any(axis=1))
    steps = path[moved].astype(float)[:, ::-1]
    axes.plot(*steps.T, **LINE)
    axes.plot(*steps[0], **RING)
    _name(axes, path[0], "start", path)
    if arrived and len(steps) > 1:
        tip = steps[-2] + 0.6 * (steps[-1] - steps[-2])
        axes.annotate("", tip, steps[-2], arrowprops=ARROW)
    elif not arrived:
        axes.plot(*steps[-1], **CROSS)
        if (path[-1] != path[0]).any():
            _name(axes, path[-1], "end", path)


def _name(axes: Axes, cell: NDArray[Any], words: str, path: NDArray[np.int16]) -> None:
    """Write below the cell, or above it where the path comes from below."""
    row, column = int(cell[0]), int(cell[1])
    above = bool((path == (row + 1, column)).all(axis=1).any() and not (path == (row - 1, column)).all(axis=1).any())
    style: dict[str, Any] = {"fontsize": 6.5, "ha": "center", "color": INK, "path_effects": EDGE, "zorder": 7}
    offset, side = (4.5, "bottom") if above else (-4.0, "top")
    axes.annotate(words, (column, row), (0, offset), textcoords="offset points", va=side, **style)
