"""What cannot be about a world of targets although each of its keys is valid by itself."""

from __future__ import annotations

from evosim.faults.fault import Fault
from evosim.worlds.targets.options import Targets


def check_world(world: Targets) -> list[Fault]:
    """Return bounds that leave no room."""
    if world.low <= world.high:
        return []
    expected, also = f"at most {world.high:g}, which is high", (("world", "high"),)
    return [Fault(("world", "low"), expected, f"{world.low:g}", also=also)]
