"""All probes of one agent, as one row of the table."""

from __future__ import annotations

from typing import Any

from evosim.life import Agent
from evosim.probes import organ_probes, probes, shift_probes
from evosim.probes.subject import ShiftedSubject, Subject


def measure(subject: Subject[Agent]) -> dict[str, Any]:
    """Every probe that applies, by column; what does not apply is absent, and null in the table."""
    row: dict[str, Any] = {}
    for probe in probes(subject.agent.blueprint.world.kind):
        row |= probe.measure(subject)
    for organ, probe in organ_probes().items():
        if organ in subject.agent.organs:
            row |= probe.measure(subject)
    return row


def measure_shift(subject: ShiftedSubject) -> dict[str, Any]:
    """Every probe of what becomes of the agent after a shift, by column."""
    found = [probe.measure_shift(subject) for probe in shift_probes()]
    return {f"{name}_{subject.name}": value for row in found for name, value in row.items()}
