"""Options of the scent."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from evosim.organs.section import PER_WEIGHT, OrganSection, Shape
from evosim.worlds.cost import Place


class Scent(OrganSection):
    """A preference for directions by what is shown straight ahead, up to ``reach`` cells away."""

    reach: Annotated[int, Field(strict=True, ge=1, le=8)] = 2

    def shapes(self, place: Place) -> tuple[Shape, ...]:
        """Return a weight for each plane, and a preference for each action."""
        return Shape("", place.planes, 1), Shape("", 4, 1)

    def step(self, place: Place) -> float:
        """Return the seconds of a step: what it looks at in four directions."""
        return 4 * self.reach * PER_WEIGHT
