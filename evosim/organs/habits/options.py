"""Habits have no options."""

from __future__ import annotations

from evosim.organs.section import OrganSection, Shape
from evosim.worlds.cost import Place


class Habits(OrganSection):
    """A table of preferences: instance × cell × action (tabular policy, plants)."""

    def shapes(self, place: Place) -> tuple[Shape, ...]:
        """Return the table; a net grows the four numbers of a cell from six of its instance and two of its place."""
        return (Shape("habits", place.instances * place.units, 4, 8),)

    def step(self, place: Place) -> float:
        """Return the seconds of a step: a net in the cell where it is."""
        return 1e-7
