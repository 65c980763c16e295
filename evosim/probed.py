"""Every probe of one agent, evolved or built by hand, with what each of them means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from inspect import get_annotations
from typing import Any

from pydantic import ValidationError

from evosim.faults.arguments import brief
from evosim.faults.problem import Problem, ScenarioError
from evosim.life import Agent, Mind
from evosim.probes import organ_probes, probes
from evosim.probes.options import Measure
from evosim.probes.subject import Subject
from evosim.scenario.columns import declared
from evosim.shown import Shown
from evosim.worlds.grid.instances import Instances

WIDEST = 28  # columns of names and values, beside which there is room for meanings


class Probed(dict[str, Any], Shown):
    """What was measured, by the name of its column: numbers, truth values, words; None where nothing can be known."""

    @property
    def meanings(self) -> dict[str, str]:
        """What each of them is."""
        return {name: _meaning(name) for name in self}

    def __repr__(self) -> str:
        return f"Probed({len(self)} columns)"

    def __str__(self) -> str:
        lines = []
        for name, meaning in self.meanings.items():
            value = self[name]
            told = f"{value:.3g}" if isinstance(value, float) else str(value)
            lines.append(f"{name:<{WIDEST}} {told:>8}  {meaning}")
        return "\n".join(lines)


def _meaning(name: str) -> str:
    """The meaning of a column, with its own words where the pattern of its name has placeholders."""
    column = declared(name)
    if column is None:
        return ""
    pattern = re.sub(r"<(\w+)>", r"(?P<\1>.+)", column.name)
    words = found.groupdict() if (found := re.fullmatch(pattern, name)) else {}
    return re.sub(r"<(\w+)>", lambda part: words.get(part[1], part[0]), column.meaning)


def probe(
    agent: Mind,
    novel: Instances,
    training: Instances | None = None,
    *,
    seed: int = 1,
    asked: Mapping[str, Any] | None = None,
) -> Probed:
    """Measure an agent in instances that it was never evolved on; it changes nothing.

    Parameters
    ----------
    agent : a champion, or anything else that can ``live`` (``evosim.life.Mind``). What a probe asks of genes or of a
        cortex is asked of evolved agents alone, and so is nothing about how they were selected.
    novel : instances of a grid, 128 in tables of runs; ``run.worlds(cell)`` gives both kinds.
    training : those that it evolved on; without them the novel ones stand for them, so that success equals
        success_novel and no goal stands anywhere new.
    seed : of what the probes draw.
    asked : what is to be measured beside what always is, by the keys of a scenario's ``[measure]``; where that is how
        an agent was selected, only tables of runs have it.

    Returns
    -------
    Probed
        By the names of the table's columns (handbook: probes).

    Raises
    ------
    ScenarioError
        If something that was given is none of these.
    """
    problems = []
    if not (hasattr(agent, "live") and hasattr(agent, "organs") and hasattr(agent, "budgets")):
        expected = "an agent: a champion of a run, or an object with live, organs and budgets"
        problems.append(Problem("evosim.probe", None, "agent", expected, brief(agent)))
    for name, instances in (("novel", novel), ("training", training)):
        if not isinstance(instances, Instances) and not (name == "training" and instances is None):
            expected = "instances of a grid: training, novel = run.worlds(cell)"
            problems.append(Problem("evosim.probe", None, name, expected, brief(instances)))
    try:
        measured = Measure.model_validate(dict(asked or {}))
    except (ValidationError, TypeError, ValueError):
        expected = f"a mapping of {', '.join(Measure.model_fields)} to what a scenario may say of them"
        problems.append(Problem("evosim.probe", None, "asked", expected, brief(asked)))
    if problems:
        raise ScenarioError(problems)
    evolved = isinstance(agent, Agent)
    subject: Subject[Any] = Subject(agent, novel if training is None else training, novel, seed, asked=measured)
    found: dict[str, Any] = {}
    for one in probes():
        # Types are checked: what says that it takes any mind asks for nothing that evolved agents alone have.
        if evolved or get_annotations(one.measure)["subject"] == "Subject[Mind]":
            found |= one.measure(subject)
    for organ, one in organ_probes().items():
        if evolved and organ in agent.organs:
            found |= one.measure(subject)
    return Probed(found)
