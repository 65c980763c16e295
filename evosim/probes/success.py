"""How often the agent reaches what pays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evosim.column import Column

if TYPE_CHECKING:
    from evosim.life import Mind
    from evosim.probes.subject import Subject

COLUMNS = (
    Column(
        "success",
        "share of lives, on the instances evolved on, in which a paying object was reached",
        span=(0, 1),
    ),
    Column(
        "success_novel",
        "share of lives in which a paying object was reached, on instances never evolved on",
        span=(0, 1),
    ),
)


def measure(subject: Subject[Mind]) -> dict[str, Any]:
    """Success in training and in novel instances (handbook: probes, success and success_novel)."""
    return {"success": subject.lives("training").success, "success_novel": subject.lives().success}
