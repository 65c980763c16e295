"""A heuristic that does not plan, on the same instances."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evosim.column import Column

if TYPE_CHECKING:
    from evosim.life import Mind
    from evosim.probes.subject import Subject

COLUMNS = (
    Column(
        "success_heuristic",
        "success on the novel instances of a stored net that does not plan; it evolved in open 7 × 7 mazes, and is "
        "told which features pay",
        span=(0, 1),
        null="nothing pays, or things move",
    ),
)


def measure(subject: Subject[Mind]) -> dict[str, Any]:
    """Success of the stored net on the same instances, whatever the agent."""
    from evosim.probes.heuristic import baseline

    return {"success_heuristic": baseline(subject.novel)}
