"""What cannot be about the options of the cortex although each is valid by itself."""

from __future__ import annotations

from evosim.encodings.options import Encoding
from evosim.faults.expected import shown
from evosim.faults.fault import Fault
from evosim.organs.options import Brain
from evosim.worlds.grid.options import World


def check(brain: Brain, world: World, encoding: Encoding | None) -> list[Fault]:
    """Return what is wrong with the cortex of a brain that has one."""
    options = brain.cortex
    found = []
    if options.readout == "greedy" and options.channels > 1:
        expected = "1, which a greedy readout follows"
        cure = 'set brain.cortex.readout to "random" or "identity" to read several'
        also = (("brain", "cortex", "readout"),)
        found.append(Fault(("brain", "cortex", "channels"), expected, str(options.channels), cure, also=also))
    if brain.sight and options.think == "life":
        expected = '"step", because a map that grows is thought about before each step'
        found.append(Fault(("brain", "cortex", "think"), expected, shown("life"), also=(("brain", "sight"),)))
    if brain.signals and options.think == "life":
        expected, cure = '"step", because signals change from step to step', 'set brain.cortex.think to "step"'
        path = ("brain", "cortex", "think")
        found.append(Fault(path, expected, shown("life"), cure, also=(("brain", "signals"),)))
    return found
