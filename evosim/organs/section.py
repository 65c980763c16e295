"""The section of a scenario file that holds the options of one organ, and what the organ takes: genes and seconds."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from evosim.options import Section
from evosim.worlds.cost import Place

# Seconds on one core, of a two-core cloud machine; measured by `evosim bench`, and on stored cells.
PER_TICK = 2e-10  # one unit of one instance, one tick
PER_WEIGHT = 1e-9  # one weight of a net, one step


class Shape(NamedTuple):
    """A tensor of parameters, as far as the number of its genes goes."""

    dial: str  # of ``[encoding]``; empty if each parameter has a gene
    entries: int
    numbers: int  # of an entry
    coordinates: int = 2  # of an entry


class OrganSection(Section):
    """Options of one organ; the first line of what a subclass says of itself is what users read of the organ."""

    worlds: ClassVar[tuple[str, ...]] = ("grid",)  # the kinds of worlds that it is for
    stateful: ClassVar[bool] = False  # whether it keeps something of where it was: it needs the general walk

    def shapes(self, place: Place) -> tuple[Shape, ...]:
        """Return its tensors, in the order of their genes."""
        raise NotImplementedError

    def thought(self, place: Place) -> float:
        """Return the seconds that one thought takes in one instance; 0 if it only reacts."""
        return 0.0

    def thinks_again(self, place: Place) -> bool:
        """Return whether it thinks before each step, and not only at the start of a life."""
        return False

    def step(self, place: Place) -> float:
        """Return the seconds that one step of one life takes beside thought."""
        return 0.0
