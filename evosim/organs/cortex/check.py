"""What cannot be about the options of the cortex although each is valid by itself."""

from __future__ import annotations

from evosim.faults.fault import Fault
from evosim.organs.options import Brain


def check_cortex(brain: Brain) -> list[Fault]:
    """Return what is wrong with the cortex of a brain that has one."""
    options = brain.cortex
    if "cortex" not in brain.organs or options.readout != "greedy" or options.channels == 1:
        return []
    expected = f"random or identity, which read {options.channels} channels"
    cure = "or one channel, whose activity says where to go"
    also = (("brain", "cortex", "channels"),)
    return [Fault(("brain", "cortex", "readout"), expected, options.readout, cure, also=also)]
