"""Options of the reflex."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from evosim.organs.section import PER_WEIGHT, OrganSection, Shape
from evosim.worlds.cost import Place


class Reflex(OrganSection):
    """A feed-forward net on the window around the agent: it reacts to what is near (DQN-like heuristics).

    The window has 2 · ``radius`` + 1 cells along a side, and the net ``hidden`` units in one layer.
    """

    radius: Annotated[int, Field(strict=True, ge=1, le=4)] = 1
    hidden: Annotated[int, Field(strict=True, ge=1, le=64)] = 8

    def shapes(self, place: Place) -> tuple[Shape, ...]:
        """Return the weights into the hidden units, and those out of them."""
        inputs = (2 * self.radius + 1) ** 2 * place.planes + 1
        return Shape("reflex", inputs, self.hidden, place.planes + 3), Shape("reflex", self.hidden + 1, 4)

    def step(self, place: Place) -> float:
        """Return the seconds of a step: all weights once."""
        return PER_WEIGHT * sum(shape.entries * shape.numbers for shape in self.shapes(place))
