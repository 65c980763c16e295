"""Thinking curves: success in new mazes when the mind may run for fewer or more ticks."""

from __future__ import annotations

import re

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from evosim.pictures.colours import AGENTS, FAINT, key
from evosim.pictures.lifetime import has_several_goals, thinks_again
from evosim.pictures.multiples import Words, blank, multiples
from evosim.pictures.page import Drawing
from evosim.pictures.run import Numbers, Run
from evosim.pictures.share import Share

WORDS = Words(
    title="Does more thinking help? Success in new mazes by time for thought",
    subtitle="",
    notes="Success: the share of lives that reach the goal. The same evolved agents, in mazes that they were not "
    "evolved on, with thought cut short or prolonged. Thin: one agent of each replicate. Bold: the mean of its kind. "
    "An agent that searches for its way rises with time for thought and then rises no more; a fixed list of "
    "moves stays flat.",
    x="ticks of thought before the first step (not an even scale: from 1 on they double)",
    y="successful lives",
)
PAYS = ("the share of lives that reach the goal", "the share of lives that touch something that pays")
ALL = "ticks of thought in the whole life (not an even scale: from 1 on they double)"
AGAIN = (
    " Agents that think before each step have spent these ticks after the first few, and walk on without a thought: "
    "with all their thoughts they may do better."
)


def thinking(run: Run, width: float) -> Drawing:
    """Draw a panel for each point: a thin line for each replicate and a bold one for each kind of agent."""
    ticks = sorted(int(name[12:]) for name in run.table.column_names if re.fullmatch(r"novel_ticks_\d+", name))
    names = [f"novel_ticks_{tick}" for tick in ticks]
    curves = np.column_stack([run.column(name) for name in names]) if names else np.full((len(run.cells), 1), np.nan)
    entries = key(run.planner, linestyle="-", linewidth=1.6)
    page, panels, _ = multiples(run.points, width, _words(run), quick=run.quick, key=entries)
    for axes, point in zip(panels, run.points, strict=True):
        if np.isnan(curves[point.rows]).all():
            blank(axes, "not measured" if np.isfinite(run.column("ticks")[point.rows]).any() else "no cortex")
        else:
            _panel(axes, curves[point.rows], run.planner[point.rows])
        axes.set_xlim(-0.35, max(1, len(ticks) - 1) + 0.35)
        axes.set_xticks(range(len(ticks)), [str(tick) for tick in ticks])
    rows = np.concatenate([point.rows for point in run.points])
    numbers = run.names(rows)
    for name in ("planner", *names):
        numbers = numbers.append_column(name, run.table[name].take(rows))
    return Drawing(page.figure, numbers)


def _words(run: Run) -> Words:
    """Say what is true of lives in which an agent thinks again, or has several goals."""
    words = WORDS._replace(subtitle=run.heading)
    if has_several_goals(run):
        words = words._replace(notes=words.notes.replace(*PAYS))
    return words._replace(x=ALL, notes=words.notes + AGAIN) if thinks_again(run) else words


def _panel(axes: Axes, curves: Numbers, planner: Numbers) -> None:
    x = np.arange(curves.shape[1], dtype=float)
    for kind in AGENTS:
        mine = curves[kind.of(planner)]
        mine = mine[~np.isnan(mine).all(axis=1)]
        if not len(mine):
            continue
        lines = [np.column_stack((x, line)) for line in mine]
        axes.add_collection(LineCollection(lines, color=kind.colour, alpha=0.35, linewidth=0.4))
        axes.plot(np.tile(x, len(mine)), mine.ravel(), **{**kind.mark(1.3), "alpha": 0.5})
        axes.plot(x, mine.mean(axis=0), linewidth=1.6, **{**kind.mark(3.2), "color": kind.colour, "linestyle": "-"})
    share = Share.of(planner)
    if share.total:
        # Upper left is free: without thought a cortex knows no way in a new maze.
        words = f"{share.hits} of {share.total} plan"
        axes.text(0.02, 0.95, words, transform=axes.transAxes, color=FAINT, fontsize=6, va="top")
