"""Whether the agent seeks what it has not seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evosim.column import Column

if TYPE_CHECKING:
    from evosim.life import Agent
    from evosim.probes.subject import Subject

COLUMNS = (
    Column(
        "curiosity",
        "success_novel less the same where the plane of what was not seen shows nothing",
        span=(-1, 1),
        null="brains that see all",
    ),
    Column(
        "novel_without_unseen",
        "success_novel where the plane of what was not seen shows nothing",
        span=(0, 1),
        null="brains that see all",
    ),
)


def measure(subject: Subject[Agent]) -> dict[str, Any]:
    """What is lost when the drive to ``unseen`` is cut (handbook: probes, curiosity).

    The plane is left empty in the agent's lives, so that no number that looks at it has an effect.
    """
    if not subject.agent.blueprint.brain.sight:
        return {}
    without = subject.agent.live(subject.novel, curious=False).success
    return {"curiosity": subject.lives().success - without, "novel_without_unseen": without}
