"""Options of the cortex."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from evosim.options import Section
from evosim.organs.section import OrganSection


class TicksGene(Section):
    """Thinking time as a gene, from 0 to ``max`` ticks."""

    max: Annotated[int, Field(strict=True, ge=1, le=4096)]


class Cortex(OrganSection):
    """A sheet with one unit per cell whose activity may spread from goals around walls (learned planning).

    It thinks for ``ticks`` once, at the start of a life, or before each step; between steps its activity is cleared or
    kept, for a life or ``across`` all lives in an instance. While nothing in the world moves, thinking afresh before
    each step comes to the same as thinking once.
    ``bias`` is a number of the rule, or held at 0 and no gene at all: then nothing drives a unit but what it is shown.
    """

    ticks: Annotated[int, Field(strict=True, ge=0, le=4096)] | TicksGene = 24
    think: Literal["life", "step"] = "life"
    state: Literal["cleared", "kept", "across"] = "cleared"
    readout: Literal["greedy", "identity", "random"] = "greedy"
    bias: Literal["evolved", "none"] = "evolved"
