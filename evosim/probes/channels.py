"""Lesions of single channels of a cortex."""

from __future__ import annotations

from evosim.life import Agent
from evosim.organs.cortex.channels.organ import muted
from evosim.worlds.grid.instances import Instances


def novel_without_channel(agent: Agent, novel: Instances) -> dict[int, float]:
    """For each channel success on novel instances, in [0, 1], with that channel held at 0 in all units.

    None of a brain that has fewer than two: without its only channel it is a brain without a cortex.
    """
    channels = agent.blueprint.brain.cortex.channels if "cortex" in agent.organs else 1
    plan = agent.blueprint.plan
    return {
        channel: agent.live_by(muted(plan, channel), novel).success
        for channel in range(channels if channels > 1 else 0)
    }
