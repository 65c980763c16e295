"""Options of a brain: which organs it has, and how the cortex thinks."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field

from evosim.options import Name, Section


class TicksGene(Section):
    """Thinking time as a gene, from 0 to ``max`` ticks."""

    max: Annotated[int, Field(strict=True, ge=1, le=4096)]


class Cortex(Section):
    """The sheet with one unit per cell: how long it thinks and how it is read.

    It thinks for ``ticks`` once, at the start of a life, or before each step; between steps its activity is cleared or
    kept. While nothing in the world moves, thinking afresh before each step comes to the same as thinking once.
    ``bias`` is a number of the rule, or held at 0 and no gene at all: then nothing drives a unit but what it is shown.
    """

    ticks: Annotated[int, Field(strict=True, ge=0, le=4096)] | TicksGene = 24
    think: Literal["life", "step"] = "life"
    state: Literal["cleared", "kept"] = "cleared"
    readout: Literal["greedy", "identity", "random"] = "greedy"
    bias: Literal["evolved", "none"] = "evolved"


Organ = Literal["habits", "cortex"]
ORGANS: tuple[Organ, ...] = get_args(Organ)


def _as_a_set(organs: tuple[Organ, ...]) -> tuple[Organ, ...]:
    """Each once, in the order of ``ORGANS``: a brain is a set, so how it was written must not matter."""
    return tuple(organ for organ in ORGANS if organ in organs)


class Brain(Section):
    """The set of organs; its size is the essays' algorithmic range.

    ``senses`` are features that it is shown although no object of ``[world]`` shows them.
    """

    organs: Annotated[tuple[Organ, ...], Field(min_length=1), AfterValidator(_as_a_set)] = (
        "habits",
        "cortex",
    )
    cortex: Cortex = Cortex()
    senses: tuple[Name, ...] = ()
