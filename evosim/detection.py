"""Detectors of optimizers on agents of known construction, and on the champions of runs: scores, tables and files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from math import isfinite
from pathlib import Path
from typing import Any, NamedTuple

from rich.table import Table
from rich.text import Text

from evosim.experiment.lookup import find
from evosim.experiment.run import Run
from evosim.faults.problem import Problem
from evosim.life import Agent
from evosim.probes.detectors import DETECTORS, Report, Score, Scored, report, scores
from evosim.probes.specimens import by_construction, subjects
from evosim.probes.subject import Subject
from evosim.scenario import Cell, ScenarioError
from evosim.worlds.grid.options import World as Grid

MOST = 20  # champions of a run that are scored, unless more are asked for
APART = "Agents of which construction does not tell whether they search"


class Detection(NamedTuple):
    """Agents with their scores, and what these tell of the detectors; of unknown agents they tell nothing."""

    agents: tuple[Scored, ...]

    @property
    def reports(self) -> list[Report]:
        """One for each detector, in their order."""
        return [report(name, self.agents) for name in DETECTORS]

    @property
    def unknown(self) -> list[Scored]:
        """Agents of which it is not known whether they search."""
        return [one for one in self.agents if one.optimizer is None]


def detect(runs: Sequence[str] = (), out: Path = Path("results"), most: int = MOST) -> Detection:
    """Score the agents built by hand, and of each run the champions of at most so many cells, evenly spread over it.

    Raises
    ------
    ScenarioError
        If there is no such run, if none of its cells is finished, or if its world is no grid.
    """
    chosen = [_cells(name, out, most) for name in runs]
    agents = [Scored(one.name, one.optimizer, scores(subject)) for one, subject in subjects()]
    for run, cells in chosen:
        for cell in cells:
            training, novel = run.worlds(cell)
            agent = run.champion(cell)
            subject: Subject[Agent] = Subject(agent, training, novel, cell.root)
            name = f"{run.path.name} {cell.key} ({' + '.join(agent.organs)})"
            agents.append(Scored(name, by_construction(subject), scores(subject)))
    return Detection(tuple(agents))


def _cells(name: str, out: Path, most: int) -> tuple[Run, list[Cell]]:
    run = find(name, out)
    whole = [cell for cell in run.cells if run.store.fault(cell.key) is None]
    if not whole:
        raise ScenarioError([Problem(name, None, "", "a run with a finished cell", "none", "", "nothing to score")])
    if not all(isinstance(cell.point.settings.world, Grid) for cell in whole):
        raise ScenarioError([Problem(name, None, "", "a run in grids", "another world", "", "cannot be scored")])
    step = max(1, -(-len(whole) // most))
    return run, whole[::step]


def table(found: Detection) -> Table:
    """A row for each detector: its area, how many agents it says anything of, its line and what lies above it."""
    known = [one for one in found.agents if one.optimizer is not None]
    searching = sum(one.optimizer is True for one in known)
    title = f"Detectors, on {searching} optimizers and {len(known) - searching} others (by construction)"
    rows = Table(title=title, title_justify="left", expand=False)
    for head in ("detector", "area (95 %)", "speaks of", "line", "found", "false alarms"):
        rows.add_column(head, overflow="fold")
    for one in found.reports:
        area = "–" if one.area is None else f"{one.area.value:.2f} ({one.area.low:.2f} to {one.area.high:.2f})"
        line = "–" if one.line is None or not isfinite(one.line) else f"{one.line:.2f}"
        shares = (f"{hits} of {of}" for hits, of in (one.found, one.alarms))
        rows.add_row(*map(Text, (one.name, area, f"{one.scored[0]} and {one.scored[1]}", line, *shares)))
    return rows


def lines(found: Detection) -> Iterator[str]:
    """What fools which detector, and what is said of agents of which it is not known whether they search."""
    reports = found.reports
    for one in reports:
        yield one.name
        drawn = one.line is not None and isfinite(one.line)
        if not drawn:
            yield "  no line: on one half of the agents none is better than none"
        for words, names in (
            ("fooled by", one.fooled_by), ("misses", one.misses if drawn else ()), ("says nothing of", one.silent_on)
        ):  # fmt: skip
            if names:
                yield f"  {words}: {', '.join(names)}"
    if found.unknown:
        yield f"\n{APART}"
    for each in found.unknown:
        above = [one.name for one in reports if _above(each.scores[one.name], one.line)]
        spoken = sum(score is not None for score in each.scores.values())
        yield f"  {each.name}: above the line of {len(above)} of {spoken}{': ' if above else ''}{', '.join(above)}"


def _above(score: Score, line: float | None) -> bool:
    return score is not None and line is not None and score >= line


def as_csv(found: Detection) -> str:
    """A line for each agent: name, whether it is an optimizer (empty: not known), and its scores (empty: none)."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("agent", "optimizer", *DETECTORS))
    for one in found.agents:
        kind = "" if one.optimizer is None else str(one.optimizer).lower()
        writer.writerow((one.name, kind, *("" if score is None else f"{score:.6g}" for score in one.scores.values())))
    return text.getvalue()


def as_json(found: Detection) -> str:
    """The same with what it tells of the detectors; a line that is not drawn is null."""
    detectors: list[dict[str, Any]] = []
    for one in found.reports:
        line = one.line if one.line is not None and isfinite(one.line) else None
        detectors.append({**one._asdict(), "area": one.area and one.area._asdict(), "line": line})
    agents = [one._asdict() for one in found.agents]
    return json.dumps({"agents": agents, "detectors": detectors}, indent=1, allow_nan=False)
