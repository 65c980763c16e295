"""The thinking curve: success with more and more thought.

Published recurrent planners rise with extra thinking and saturate; a feed-forward net is exactly flat.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evosim.column import Column

if TYPE_CHECKING:
    from evosim.life import Agent, Mind
    from evosim.probes.subject import Subject

TICKS = (0, 1, 2, 4, 8, 16, 32)
COLUMNS = (
    Column("ticks", "thinking time in ticks", "count", null="brains without a cortex"),
    Column(
        "novel_ticks_<k>",
        "success_novel with <k> ticks",
        span=(0, 1),
        null="brains without a cortex",
        each=TICKS,
    ),
)


def measure(subject: Subject[Agent]) -> dict[str, Any]:
    """The ticks of a cortex, and its thinking curve (handbook: probes, novel_ticks_<k>)."""
    if "cortex" not in subject.agent.organs:
        return {}
    course = {f"novel_ticks_{ticks}": success for ticks, success in curve(subject).items()}
    return {"ticks": subject.agent.ticks, **course}


def curve(subject: Subject[Mind]) -> dict[int, float]:
    """Success on novel instances, in [0, 1], with 0, 1, 2, 4, 8, 16 and 32 units of thought."""
    return {units: subject.lives(thought=units).success for units in TICKS}
