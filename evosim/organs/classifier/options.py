"""Options of a classifier."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from evosim.organs.section import PER_WEIGHT, OrganSection, Shape
from evosim.worlds.cost import Place


class Classifier(OrganSection):
    """A table with a number for each example, or a net on the bits of a string, that says which label a string has."""

    worlds: ClassVar[tuple[str, ...]] = ("labels",)

    form: Literal["net", "table"] = "net"
    hidden: Annotated[int, Field(strict=True, ge=1, le=64)] = 8

    def shapes(self, place: Place) -> tuple[Shape, ...]:
        """Return the table, or the weights into the hidden units and those out of them."""
        if self.form == "table":
            return (Shape("", place.instances, 1),)
        return Shape("classifier", place.inputs + 1, self.hidden), Shape("classifier", self.hidden + 1, 1)

    def step(self, place: Place) -> float:
        """Return the seconds of an example: all weights once, several examples together."""
        return PER_WEIGHT * (place.inputs + 2) * self.hidden / 8 if self.form == "net" else PER_WEIGHT
