"""Lesions: success of the same agent with an organ removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evosim.column import Column

if TYPE_CHECKING:
    from evosim.life import Mind
    from evosim.probes.subject import Subject

COLUMNS = (
    Column(
        "success_without_<organ>",
        "success with the organ <organ> removed",
        span=(0, 1),
        null="brains without the organ",
    ),
    Column(
        "novel_without_<organ>",
        "success_novel with the organ <organ> removed",
        span=(0, 1),
        null="brains without the organ",
    ),
)


def measure(subject: Subject[Mind]) -> dict[str, Any]:
    """Success without each organ, in training and in novel instances (handbook: probes, novel_without_<organ>)."""
    row: dict[str, Any] = {}
    for organ in subject.agent.organs:
        row[f"success_without_{organ}"] = subject.lives("training", without=(organ,)).success
        row[f"novel_without_{organ}"] = subject.lives(without=(organ,)).success
    return row
