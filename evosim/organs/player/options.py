"""Options of a player of games."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from evosim.options import Section
from evosim.organs.section import PER_WEIGHT, OrganSection, Shape
from evosim.worlds.cost import Place


class DepthGene(Section):
    """Depth as a gene, from 0 to ``max`` plies."""

    max: Annotated[int, Field(strict=True, ge=1, le=9)]


class WidthGene(Section):
    """Width as a gene, from 1 to ``max`` moves."""

    max: Annotated[int, Field(strict=True, ge=1, le=64)]


class Player(OrganSection):
    """A net that prefers moves and values positions, and a search by the true rules as deep and wide as genes say.

    At depth 0 it takes the move that the net prefers: it reacts. Beyond, it searches so many plies, in each position
    the ``width`` moves that the net prefers.
    """

    worlds: ClassVar[tuple[str, ...]] = ("games",)

    hidden: Annotated[int, Field(strict=True, ge=1, le=64)] = 16
    depth: Annotated[int, Field(strict=True, ge=0, le=9)] | DepthGene = DepthGene(max=4)
    width: Annotated[int, Field(strict=True, ge=1, le=64)] | WidthGene = WidthGene(max=9)

    def shapes(self, place: Place) -> tuple[Shape, ...]:
        """Return the weights into the hidden units, those out of them, depth and width."""
        own = isinstance(self.depth, DepthGene) + isinstance(self.width, WidthGene)
        nets = Shape("player", place.inputs + 1, self.hidden, 4), Shape("player", self.hidden + 1, 1 + place.choices)
        return (*nets, Shape("", own, 1)) if own else nets

    def step(self, place: Place) -> float:
        """Return the seconds of a move: the net once for each position that a search of half its size reaches."""
        depth = self.depth.max / 2 if isinstance(self.depth, DepthGene) else self.depth
        width = self.width.max / 2 if isinstance(self.width, WidthGene) else self.width
        nets = min(place.choices, max(width, 1)) ** depth
        return PER_WEIGHT * nets * (place.inputs + 1 + place.choices) * self.hidden
