"""What cannot be about a reflex although each of its keys is valid by itself."""

from __future__ import annotations

from math import comb

from evosim.encodings.options import Encoding, chosen
from evosim.faults.fault import Fault
from evosim.organs.options import Brain
from evosim.worlds.grid.options import World
from evosim.worlds.grid.planes import planes


def check(brain: Brain, world: World, encoding: Encoding | None) -> list[Fault]:
    """Return a polynomial of more coefficients than there are weights: that is no encoding of fewer genes."""
    if encoding is None or chosen(encoding, "reflex") != "position":
        return []
    shown = len(planes(world, brain.all_senses))
    inputs = (2 * brain.reflex.radius + 1) ** 2 * shown + 1
    terms = {degree: comb(shown + 3 + degree, degree) for degree in range(encoding.degree + 1)}
    if terms[encoding.degree] <= inputs:
        return []
    most = max(degree for degree, count in terms.items() if count <= inputs)
    got = f"{encoding.degree}, which takes {terms[encoding.degree]} coefficients for {inputs} inputs"
    cure = "lower the degree, or enlarge brain.reflex.radius"
    also = (("encoding", "reflex"), ("brain", "reflex", "radius"))
    return [Fault(("encoding", "degree"), f"at most {most} for the reflex of this brain", got, cure, also=also)]
