"""How a population fares in each phase of its evolution after the first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evosim.column import Column

if TYPE_CHECKING:
    from evosim.life import Agent
    from evosim.probes.subject import Subject

ENOUGH = 0.9  # of the lives of the fittest
ONE_PHASE = "evolution has no such phase"
COLUMNS = (
    Column(
        "before_<phase>",
        "success of the fittest in the last generation before phase <phase>",
        span=(0, 1),
        null=ONE_PHASE,
    ),
    Column("begin_<phase>", "success of the fittest in the first generation of <phase>", span=(0, 1), null=ONE_PHASE),
    Column("end_<phase>", "success of the fittest in the last generation of <phase>", span=(0, 1), null=ONE_PHASE),
    Column("mean_before_<phase>", "before_<phase> of all individuals, their mean", span=(0, 1), null=ONE_PHASE),
    Column("mean_begin_<phase>", "begin_<phase> of all individuals, their mean", span=(0, 1), null=ONE_PHASE),
    Column("mean_end_<phase>", "end_<phase> of all individuals, their mean", span=(0, 1), null=ONE_PHASE),
    Column(
        "evaluations_<phase>",
        "evaluations in <phase> until the fittest succeeds in at least 0.9 of its lives",
        "count",
        null=f"it never does, or {ONE_PHASE}",
    ),
)


def measure(subject: Subject[Agent]) -> dict[str, Any]:
    """Success before, at the begin and at the end of each phase after the first, which are counted from 1."""
    import numpy as np

    if subject.selection is None or subject.selection.log is None:
        return {}
    way, log = subject.selection.setup.way, subject.selection.log
    row: dict[str, Any] = {}
    best, mean = (np.asarray(log.select(name), np.float64) for name in ("success", "success_mean"))
    first = way.generations
    for number, phase in enumerate(way.phase, start=1):
        last = first + phase.all_generations - 1
        for name, values in (("", best), ("mean_", mean)):
            row[f"{name}before_{number}"] = float(values[first - 1])
            row[f"{name}begin_{number}"] = float(values[first])
            row[f"{name}end_{number}"] = float(values[last])
        enough = np.flatnonzero(best[first : last + 1] >= ENOUGH)
        row[f"evaluations_{number}"] = int(enough[0]) * way.population if enough.size else None
        first = last + 1
    return row
