"""Options of the cortex."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from evosim.options import Section
from evosim.organs.section import PER_TICK, OrganSection, Shape
from evosim.worlds.cost import Place


class TicksGene(Section):
    """Thinking time as a gene, from 0 to ``max`` ticks."""

    max: Annotated[int, Field(strict=True, ge=1, le=4096)]


class Cortex(OrganSection):
    """A sheet with one unit per cell whose activity may spread from goals around walls (learned planning).

    It thinks for ``ticks`` once, at the start of a life, or before each step; between steps its activity is cleared or
    kept, for a life or ``across`` all lives in an instance. While nothing in the world moves, thinking afresh before
    each step comes to the same as thinking once.
    ``bias`` is a number of the rule, or held at 0 and no gene at all: then nothing drives a unit but what it is shown.
    With any other than the default of ``channels``, ``weights``, ``update`` or ``reads`` less is given: see ``bare``.
    """

    ticks: Annotated[int, Field(strict=True, ge=0, le=4096)] | TicksGene = 24
    think: Literal["life", "step"] = "life"
    state: Literal["cleared", "kept", "across"] = "cleared"
    readout: Literal["greedy", "identity", "random"] = "greedy"
    bias: Literal["evolved", "none"] = "evolved"
    channels: Annotated[int, Field(strict=True, ge=1, le=4)] = 1
    weights: Literal["isotropic", "directional"] = "isotropic"
    update: Literal["linear", "net"] = "linear"
    hidden: Annotated[int, Field(strict=True, ge=1, le=16)] = 4
    reads: Literal["relative", "raw"] = "relative"

    @property
    def bare(self) -> bool:
        """Whether less is given than a rule of one channel, the same in all directions, read relative to the largest.

        Then the sheet is that of ``cortex/channels``, with kernels of its own.
        """
        given = (self.channels, self.weights, self.update, self.reads)
        return given != (1, "isotropic", "linear", "relative")

    def numbers(self, planes: int) -> int:
        """How many numbers a rule has, for so many planes."""
        biases = self.bias == "evolved"
        inputs = (5 if self.weights == "directional" else 2) * self.channels + biases + planes
        if self.update == "linear":
            return self.channels * inputs
        return self.hidden * inputs + self.channels * (self.hidden + biases)

    @property
    def reading(self) -> int:
        """How many genes turn activities into preferences: a gain, a readout, or both."""
        readout = 0 if self.readout == "greedy" else 20 * self.channels
        return readout + (not self.bare or not readout)

    def shapes(self, place: Place) -> tuple[Shape, ...]:
        """Return the rules, then what reads them and the ticks, where they are genes."""
        others = self.reading + isinstance(self.ticks, TicksGene)
        return Shape("rules", place.units, self.numbers(place.planes)), Shape("", others, 1)

    def thought(self, place: Place) -> float:
        """Return the seconds of all ticks, and of taking in what is shown; bare, sum by sum and channel by channel."""
        ticks = self.ticks.max if isinstance(self.ticks, TicksGene) else self.ticks
        each = 1.0
        if self.bare:
            net = self.update == "net"
            sums = self.hidden if net else self.channels
            each = self.channels + 1.5 * sums * self.channels + 1.5 * sums * net
        return each * (ticks + place.planes) * place.units * PER_TICK

    def thinks_again(self, place: Place) -> bool:
        """Return whether it thinks before each step: on, or anew where what it sees changes."""
        return self.think == "step" and (self.state != "cleared" or place.changes)
