"""Options of the memory."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from evosim.organs.section import PER_WEIGHT, OrganSection, Shape
from evosim.worlds.cost import Place


class Memory(OrganSection):
    """A recurrent net on the window around the agent, whose state lasts a step, a life or several (statefulness, RL²).

    It sees ``radius`` cells to each side and has ``hidden`` units. Its state is cleared before each step, kept for a
    life, or kept ``across`` all lives in an instance.
    """

    radius: Annotated[int, Field(strict=True, ge=0, le=8)] = 1
    hidden: Annotated[int, Field(strict=True, ge=1, le=128)] = 8
    state: Literal["cleared", "kept", "across"] = "kept"
    stateful: ClassVar[bool] = True

    def shapes(self, place: Place) -> tuple[Shape, ...]:
        """Return the weights into the hidden units, and those out of them."""
        inputs = (2 * self.radius + 1) ** 2 * place.planes + self.hidden + 1
        among = self.hidden + 1
        return Shape("memory", inputs, self.hidden, place.planes + 3), Shape("memory", among, 4, among)

    def step(self, place: Place) -> float:
        """Return the seconds of a step: all weights once."""
        return PER_WEIGHT * sum(shape.entries * shape.numbers for shape in self.shapes(place))
