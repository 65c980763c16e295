"""What cannot be about a world of labels although each of its keys is valid by itself."""

from __future__ import annotations

from evosim.faults.expected import shown
from evosim.faults.fault import Fault
from evosim.worlds.labels.options import Labels, Parity, Threshold, Tree

BITS = ("world", "bits")


def check_world(world: Labels) -> list[Fault]:
    """Return what cannot be about a world of labels."""
    found: list[Fault] = []
    wanted, rule = world.instances + world.held_out, world.rule
    if wanted > 2**world.bits:
        expected = f"at most {2**world.bits:,} examples with those held out, as many as there are strings"
        cure = f"write bits = {(wanted - 1).bit_length()} or fewer examples"
        others = (BITS, ("world", "held_out"))
        found.append(
            Fault(("world", "instances"), expected, f"{wanted:,}", cure, what="too many examples", also=others)
        )
    if isinstance(rule, Tree) and rule.depth > world.bits:
        expected = f"at most {world.bits}, because no bit is asked for twice"
        found.append(Fault(("world", "rule", "depth"), expected, shown(rule.depth), also=(BITS,)))
    if isinstance(rule, Parity | Threshold) and rule.of > world.bits:
        expected = f"at most {world.bits}, the bits of a string"
        found.append(Fault(("world", "rule", "of"), expected, shown(rule.of), also=(BITS,)))
    if isinstance(rule, Threshold) and rule.of % 2 == 0:
        expected, cure = "an odd number, so that there are no ties", f"write {rule.of - 1}"
        kind = (("world", "rule", "kind"),)
        found.append(Fault(("world", "rule", "of"), expected, shown(rule.of), cure, what="even", also=kind))
    return found
