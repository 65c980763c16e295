"""What notebooks show of runs, verdicts, agents, histories and measurements: small tables, with nothing to load."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import singledispatch
from typing import Any

import numpy as np
from markupsafe import Markup, escape

from evosim.claims.words import level, measured
from evosim.evolution.history import History
from evosim.experiment.run import Run, Verdicts
from evosim.faults.problem import ScenarioError
from evosim.life import Agent
from evosim.probed import Probed
from evosim.report.interval import SIGNS

SHOWN = 12  # generations of a history


@singledispatch
def html(thing: Any) -> Markup:
    """A thing as HTML."""
    return escape(repr(thing))


@html.register
def _verdicts(verdicts: Verdicts) -> Markup:
    rows = []
    for one in verdicts:
        word, told = str(one["verdict"]), measured(one, verdicts.claims)
        rows.append((f"{SIGNS[word]} {word}", f"{one['says']}{' (primary)' * one['primary']}", told))
    why = level(verdicts)
    return _table(("verdict", "claim", "measured"), rows) + Markup("<p>{}.</p>").format(why) * bool(why)


@html.register
def _run(run: Run) -> Markup:
    scenario, cells = run.scenario, run.cells
    left = len(run.unfinished)
    quick = Markup("<p><strong>Quick run: few replicates, no basis for a conclusion.</strong></p>") if run.quick else ""
    head = Markup("<p><strong>{}</strong><br>{} of {} cells in {}</p>").format(
        scenario.title, len(cells) - left, len(cells), run.path
    )
    try:
        return head + quick + html(run.verdicts)
    except ScenarioError:
        return head + Markup("<p>not finished</p>")


@html.register
def _agent(agent: Agent) -> Markup:
    tensors = ", ".join(f"{name} {'×'.join(map(str, tensor.shape))}" for name, tensor in agent.parameters.items())
    genes = "letters" if agent.blueprint.letters else f"genes, of which {np.count_nonzero(agent.genome)} are not zero"
    rows = [
        ("organs", ", ".join(agent.organs)),
        ("genome", f"{agent.genome.size} {genes}"),
        ("parameters", tensors or "none"),
        *((f"thought of {organ}", f"{budget.full} units") for organ, budget in agent.budgets.items()),
    ]
    return _table(("agent", ""), rows)


@html.register
def _history(history: History) -> Markup:
    shown = sorted({round(at) for at in np.linspace(0, len(history.log) - 1, min(len(history.log), SHOWN))})
    heads = ("generation", "best", "mean", "sd", "min")
    rows = [[_short(history.log[at][name]) for name in heads] for at in shown]
    return Markup("<p>{}</p>").format(repr(history)) + _table(heads, rows)


@html.register
def _probed(probed: Probed) -> Markup:
    rows = [(name, _short(probed[name]), meaning) for name, meaning in probed.meanings.items()]
    return _table(("column", "value", "meaning"), rows)


def _short(value: Any) -> str:
    return "" if value is None else f"{value:.4g}" if isinstance(value, float) else str(value)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Markup:
    cell = Markup('<td style="text-align: left">{}</td>')
    head = Markup("").join(Markup('<th style="text-align: left">{}</th>').format(name) for name in heads)
    lines = Markup("").join(
        Markup("<tr>{}</tr>").format(Markup("").join(cell.format(value) for value in row)) for row in rows
    )
    return Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(head, lines)
