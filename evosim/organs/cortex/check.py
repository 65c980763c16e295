"""What cannot be about the options of the cortex although each is valid by itself."""

from __future__ import annotations

from evosim.faults.fault import Fault
from evosim.organs.options import Brain


def check_cortex(brain: Brain) -> list[Fault]:
    """Return what is wrong with the cortex of a brain that has one."""
    options = brain.cortex
    if "cortex" not in brain.organs or options.readout != "greedy" or options.channels == 1:
        return []
    expected = "1, which a greedy readout follows"
    cure = 'set brain.cortex.readout to "random" or "identity" to read several'
    also = (("brain", "cortex", "readout"),)
    return [Fault(("brain", "cortex", "channels"), expected, str(options.channels), cure, also=also)]
