"""Options of the answer."""

from __future__ import annotations

from typing import ClassVar

from evosim.organs.section import OrganSection, Shape
from evosim.worlds.cost import Place


class Answer(OrganSection):
    """A number, which is its gene."""

    worlds: ClassVar[tuple[str, ...]] = ("targets",)

    def shapes(self, place: Place) -> tuple[Shape, ...]:
        """Return that number."""
        return (Shape("", 1, 1),)
