"""Options of the search."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from evosim.options import Section
from evosim.organs.section import PER_TICK, OrganSection, Shape
from evosim.worlds.cost import Place


class DepthGene(Section):
    """Depth as a gene, from 0 to ``max`` steps."""

    max: Annotated[int, Field(strict=True, ge=1, le=4096)]


class Search(OrganSection):
    """Exact planning by given rules; the genes are its objective and its depth (hard-coded optimization)."""

    depth: Annotated[int, Field(strict=True, ge=0, le=4096)] | DepthGene = 24

    def shapes(self, place: Place) -> tuple[Shape, ...]:
        """Return weights, discount, gain, and where it evolves the depth."""
        return Shape("", place.planes - 1, 1), Shape("", 2 + isinstance(self.depth, DepthGene), 1)

    def thought(self, place: Place) -> float:
        """Return the seconds of as many sweeps as it is deep."""
        depth = self.depth.max if isinstance(self.depth, DepthGene) else self.depth
        return depth * place.units * PER_TICK * 2

    def thinks_again(self, place: Place) -> bool:
        """Return whether it plans before each step: where what it sees changes."""
        return place.changes
