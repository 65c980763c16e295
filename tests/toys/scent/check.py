"""What cannot be about the options of the scent although each is valid by itself."""

from __future__ import annotations

from evosim.encodings.options import Encoding
from evosim.faults.fault import Fault
from evosim.organs.options import Brain
from evosim.worlds.grid.options import World


def check(brain: Brain, world: World, encoding: Encoding | None) -> list[Fault]:
    """Return a reach that no cell of the arena allows."""
    reach = brain.scent.reach
    if reach < world.size:
        return []
    expected = f"at most {world.size - 1} in this arena"
    return [Fault(("brain", "scent", "reach"), expected, str(reach), also=(("world", "size"),))]
