"""What cannot be about a brain although each of its options is valid by itself."""

from __future__ import annotations

from evosim.faults.expected import shown
from evosim.faults.fault import Fault
from evosim.organs.cortex.check import check_cortex
from evosim.organs.options import UNSEEN, Brain
from evosim.worlds.grid.options import World


def check_brain(brain: Brain, world: World) -> list[Fault]:
    """Return what makes no sense about the organs of a brain in a world."""
    found = check_cortex(brain)
    if "cortex" in brain.organs and brain.sight and brain.cortex.think == "life":
        expected = '"step", because a map that grows is thought about before each step'
        found.append(Fault(("brain", "cortex", "think"), expected, shown("life"), also=(("brain", "sight"),)))
    if brain.sight and not {"cortex", "memory"} & set(brain.organs):
        expected = "a brain with cortex or memory, which look at what is seen"
        cure = "add an organ, or leave sight out"
        also = (("brain", "organs"),)
        got = ", ".join(brain.organs)
        found.append(Fault(("brain", "sight"), expected, got, cure, what="a window without a cortex", also=also))
    for organ in ("cortex", "memory", "learner"):
        if organ in brain.organs and getattr(brain, organ).state == "across" and world.lives == 1:
            expected, cure = "several lives, or state kept for one", "set world.lives to 2 or more"
            found.append(Fault(("brain", organ, "state"), expected, shown("across"), cure, also=(("world", "lives"),)))
    if brain.sight:
        for index, thing in enumerate(world.object):
            if UNSEEN in thing.shows:
                what = "what was not seen shows this"
                path = ("world", "object", index, "shows", UNSEEN)
                found.append(Fault(path, "a feature of its own", UNSEEN, what=what, also=(("brain", "sight"),)))
    return found
