"""What cannot be about a world, of whichever kind, although each of its keys is valid by itself."""

from __future__ import annotations

from importlib import import_module

from evosim.faults.fault import Fault
from evosim.worlds.options import World


def check_world(world: World) -> list[Fault]:
    """Return what cannot be about one world, as far as that is known without drawing it."""
    found: list[Fault] = import_module(f"evosim.worlds.{world.kind}.check").check_world(world)
    return found
