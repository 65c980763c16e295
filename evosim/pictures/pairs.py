"""From anywhere to anywhere: which goals an agent reaches from which starts in one maze, all pairs at one look."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from evosim.life import Agent
from evosim.pictures.colours import BLUE, FAINT, INK
from evosim.pictures.maze import SILENT, WALL
from evosim.pictures.mind import choose
from evosim.pictures.page import MARGIN, NOTE, TEXT, Drawing, Page, Undrawable, height
from evosim.pictures.run import Run
from evosim.pictures.words import wrap
from evosim.probes.retarget import seem
from evosim.worlds.grid.distances import from_starts
from evosim.worlds.grid.instances import Instances

TITLE = "From anywhere to anywhere: which goals are reached, from which starts"
NOTES = (
    "One maze that was never evolved on. Each small map stands for the start at its place in the maze; in it each cell "
    "shows what becomes of a life if the goal seems to stand there: only what the agent is shown is changed. A planner "
    "gets nearly everywhere from nearly everywhere; habits lead to the same few places."
)
SHORTEST, DETOUR, MISSED = BLUE, "#7FB8D8", "#F3C6A5"
LOOKS = {"the shortest way": SHORTEST, "a longer way": DETOUR, "not reached": MISSED, "no way in time": SILENT}
GAP, NARROWEST = 9.0, 45.0  # mm: between two agents, and the least that each needs to stand beside the other


class Pairs(NamedTuple):
    """Steps between all pairs of cells: (Q, Q) as they are walked, and at least; −1 where there is no way in time.

    Rows are starts, columns goals, by the number of the unit; ``free`` (Q,) says which units are no walls.
    """

    walked: NDArray[np.int64]
    least: NDArray[np.int64]
    free: NDArray[np.bool_]


def pairs(run: Run, width: float) -> Drawing:
    """Draw all pairs of start and goal for a planner and for another agent, those that ``minds`` shows."""
    rows = list(dict.fromkeys(mind.row for mind in choose(run)))
    found = []
    for row in rows:
        cell = run.cell(row)
        if cell is None:
            continue
        agent, (_, novel) = run.results.champion(cell), run.results.worlds(cell)
        if novel.goals_stay and novel.paying:
            found.append((row, novel.size, every_pair(agent, novel)))
    if not found:
        raise Undrawable("a run whose cells are there, and whose goals stay where they are")
    key = [Line2D([], [], linestyle="none", marker="s", markersize=5, color=colour, label=name)
           for name, colour in LOOKS.items()]  # fmt: skip
    half = (width - 2 * MARGIN - GAP) / 2
    beside = half >= NARROWEST
    half = half if beside else width - 2 * MARGIN
    heads = [wrap(_name(run, row, one), half, NOTE) for row, _, one in found]
    head = height(TEXT + 1) + height(NOTE, max(map(len, heads))) + 2.0
    each = head + half
    body = each if beside else each * len(found) + GAP * (len(found) - 1)
    page = Page(width, body + 1.0, TITLE, run.heading, quick=run.quick, key=key, notes=run.notes(NOTES))
    for at, ((row, size, one), lines) in enumerate(zip(found, heads, strict=True)):
        left, top = (MARGIN + at * (half + GAP), 0.0) if beside else (MARGIN, at * (each + GAP))
        plans = run.planner[row]
        words = "An agent" if np.isnan(plans) else "A planner" if plans == 1 else "Not a planner"
        page.text(left, top, words, TEXT + 1, weight="bold", color=INK)
        page.text(left, top + height(TEXT + 1) + 0.3, "\n".join(lines), NOTE, color=FAINT)
        axes = page.axes(left, top + head, half, half)
        axes.imshow(mosaic(one, size), interpolation="nearest")
        axes.set_axis_off()
    return Drawing(page.figure, pa.concat_tables([_numbers(run, row, one) for row, _, one in found]))


def every_pair(agent: Agent, novel: Instances, maze: int = 0) -> Pairs:
    """Let an agent live from every free cell of a maze, with the goal seeming to stand on every other."""
    cells = novel.cells
    free = ~novel.walls[maze, cells]
    starts = np.repeat(cells[free], int(free.sum()))
    goals = np.tile(cells[free], int(free.sum()))
    size = len(cells)
    walked, least = np.full((size, size), -1), np.full((size, size), -1)
    instances = novel.take(np.full(len(starts), maze), starts[:, None])
    distance = from_starts(instances)[np.arange(len(goals)), 0, goals]
    asked = (distance > 0) & (distance <= novel.steps)
    own, targets = instances.take(np.flatnonzero(asked)), goals[asked].astype(np.int32)
    lives = agent.live(seem(own, targets), inert=True)
    arrival = lives.visits(targets[:, None])[:, 0]
    at = novel.units[starts[asked]], novel.units[targets]
    least[at] = distance[asked]
    walked[at] = np.where(arrival <= novel.steps, arrival, -1)
    return Pairs(walked, least, free)


def mosaic(one: Pairs, size: int) -> NDArray[np.float64]:
    """(S · (S + 1) − 1, …, 4) colours: a map of goals at the place of each start, with nothing in the lines between."""
    edge = size * (size + 1) - 1
    picture = np.zeros((edge, edge, 4))
    for start in range(size * size):
        maps = np.empty((size * size, 3))
        maps[:] = to_rgb(SILENT)
        if one.free[start]:
            known = one.least[start] >= 0
            reached = one.walked[start] >= 0
            maps[known & ~reached] = to_rgb(MISSED)
            maps[known & reached] = to_rgb(DETOUR)
            maps[known & (one.walked[start] == one.least[start])] = to_rgb(SHORTEST)
            maps[start] = to_rgb(INK)
        maps[~one.free] = to_rgb(WALL)
        if not one.free[start]:
            maps[:] = to_rgb(WALL)
        row, column = divmod(start, size)
        at = row * (size + 1), column * (size + 1)
        place = picture[at[0] : at[0] + size, at[1] : at[1] + size]
        place[:, :, :3], place[:, :, 3] = maps.reshape(size, size, 3), 1.0
    return picture


def _name(run: Run, row: int, one: Pairs) -> str:
    label = ", ".join(next(point.labels for point in run.points if row in point.rows))
    asked = one.least >= 0
    reached, shortest = one.walked[asked] >= 0, one.walked[asked] == one.least[asked]
    share = f"{reached.mean():.0%} of {asked.sum():,} pairs are reached, {shortest.mean():.0%} by a shortest way."
    return f"{label + ', ' if label else ''}replicate {run.table['replicate'][row].as_py()}: {share}"


def _numbers(run: Run, row: int, one: Pairs) -> pa.Table:
    start, goal = np.nonzero(one.least >= 0)
    named = run.names(np.full(len(start), row))
    own = {"start": start, "goal": goal, "shortest": one.least[start, goal], "walked": one.walked[start, goal]}
    return pa.table({**{name: named[name] for name in named.column_names}, **own})
