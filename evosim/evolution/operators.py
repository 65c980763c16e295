"""Operators of DEAP by name, and the arguments that each takes. No compiler is needed."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from deap import tools

from evosim.evolution.options import Borrowed
from evosim.faults.problem import did_you_mean, one_of

PREFIXES = {"select": "sel", "cross": "cx", "mutate": "mut"}
GIVEN = {"select": 2, "cross": 2, "mutate": 1}  # arguments that the adapter gives: individuals and how many; two; one
OBJECTIVES, TWICE = 'it sorts by several objectives: select="nsga2" does', "it takes nobody twice: truncation does this"
STRATEGY, LENGTHS = "it needs individuals with a strategy", "it needs individuals of changing length"
UNFIT = {
    "selNSGA2": OBJECTIVES, "selNSGA3": OBJECTIVES, "selSPEA2": OBJECTIVES, "selTournamentDCD": OBJECTIVES,
    "selBest": TWICE, "selWorst": TWICE, "selDoubleTournament": LENGTHS, "cxMessyOnePoint": LENGTHS,
    "cxESBlend": STRATEGY, "cxESTwoPoint": STRATEGY, "cxESTwoPoints": STRATEGY, "mutESLogNormal": STRATEGY,
    "cxTwoPoints": "it is called cxTwoPoint now",
}  # fmt: skip


def operators(step: str) -> dict[str, Callable[..., Any]]:
    """The operators of DEAP that can work on rows, for a step: ``select``, ``cross`` or ``mutate``."""
    found = inspect.getmembers(tools, inspect.isfunction)
    return {name: function for name, function in found if name.startswith(PREFIXES[step]) and name not in UNFIT}


def check_operator(step: str, chosen: Borrowed) -> tuple[str, str, str]:
    """What was expected, found, and the cure, if an operator is unknown or takes other arguments; else empty texts."""
    known, name = operators(step), chosen.operator
    if name not in known:
        cure = UNFIT[name] if name in UNFIT else did_you_mean(name, known).replace('"', '"deap:', 1)
        return one_of(f"deap:{other}" for other in known), chosen.kind, cure
    takes = list(inspect.signature(known[name]).parameters.values())[GIVEN[step] :]
    names = [parameter.name for parameter in takes]
    given = [*chosen.options, *(["rate"] if step != "cross" and "rate" in chosen.model_fields_set else [])]
    missing = [p.name for p in takes if p.default is inspect.Parameter.empty and p.name not in given]
    foreign = sorted(set(given) - set(names))
    if not missing and not foreign:
        return "", "", ""
    expected = f"the arguments of {name}: {', '.join(map(str, takes)) or 'none'}"
    cure = (did_you_mean(foreign[0], names) or f"leave out {foreign[0]}") if foreign else f"give {', '.join(missing)}"
    return expected, ", ".join(given) or "none", cure
