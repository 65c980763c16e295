"""Lesions of single channels of a cortex."""

from __future__ import annotations

from typing import Any

from evosim.column import Column

COLUMNS = (
    Column(
        "novel_without_channel_<channel>",
        "success_novel with channel <channel> of the cortex held at 0 in all units",
        span=(0, 1),
        null="brains whose cortex has one channel, or not so many",
    ),
)


def measure(subject: Any) -> dict[str, Any]:
    """What success on novel instances is left without each channel."""
    found = novel_without_channel(subject.agent, subject.novel)
    return {f"novel_without_channel_{channel}": success for channel, success in found.items()}


def novel_without_channel(agent: Any, novel: Any) -> dict[int, float]:
    """For each channel success on novel instances, in [0, 1], with that channel held at 0 in all units.

    None of a brain that has but one: without it, it is a brain without a cortex.
    """
    from evosim.organs.cortex.channels.organ import muted

    channels = agent.blueprint.brain.cortex.channels
    plan = agent.blueprint.plan
    return {
        channel: agent.live_by(muted(plan, channel), novel).success
        for channel in range(channels if channels > 1 else 0)
    }
