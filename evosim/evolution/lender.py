"""What DEAP lends: its operators by name, and the arguments that each takes. No compiler needed."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from deap import tools

from evosim.scenario.problem import did_you_mean, one_of
from evosim.scenario.schema import Borrowed

PREFIXES = {"select": "sel", "cross": "cx", "mutate": "mut"}
GIVEN = {"select": 2, "cross": 2, "mutate": 1}  # arguments that the adapter gives: individuals and how many; two; one


def operators(step: str) -> dict[str, Callable[..., Any]]:
    """The operators of DEAP for a step: ``select``, ``cross`` or ``mutate``."""
    found = inspect.getmembers(tools, inspect.isfunction)
    return {name: function for name, function in found if name.startswith(PREFIXES[step])}


def fault(step: str, chosen: Borrowed) -> tuple[str, str, str]:
    """What is wanted, got and the cure, if an operator is not there or not given what it takes; else nothing."""
    known, name = operators(step), chosen.operator
    if name not in known:
        cure = did_you_mean(name, known)
        return one_of(f"deap:{other}" for other in known), chosen.kind, cure.replace('"', '"deap:', 1)
    takes = list(inspect.signature(known[name]).parameters.values())[GIVEN[step] :]
    names = [parameter.name for parameter in takes]
    missing = [p.name for p in takes if p.default is inspect.Parameter.empty and p.name not in chosen.options]
    foreign = sorted(chosen.options.keys() - set(names))
    if not missing and not foreign:
        return "", "", ""
    wanted = f"the arguments of {name}: {', '.join(map(str, takes)) or 'none'}"
    got = ", ".join(chosen.options) or "none"
    cure = did_you_mean(foreign[0], names) if foreign else f"give {', '.join(missing)}"
    return wanted, got, cure
