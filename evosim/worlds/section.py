"""The section of a scenario file that holds the options of a world."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evosim.options import Section


class WorldSection(Section):
    """Options of one kind of world; the first line of what a subclass says of itself is what users read of the world.

    Every kind has the field ``kind``, a literal, and ``instances``, how many are drawn for evolution.
    """

    if TYPE_CHECKING:  # declared by each kind, in the order in which its keys are written
        kind: str
        instances: int
