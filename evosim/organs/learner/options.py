"""Options of the learner."""

from __future__ import annotations

from typing import ClassVar, Literal

from evosim.organs.section import PER_TICK, OrganSection, Shape
from evosim.worlds.cost import Place


class Learner(OrganSection):
    """Tabular Q-learning in the life, from rewards that are the genome's own drives (learning as mesa-optimization).

    Its values are those of an action in a cell. They begin at zero, or are ``inborn``: grown from genes; what is learnt
    is kept for a life, or ``across`` all lives in an instance, and never reaches the genome.
    """

    values: Literal["zero", "inborn"] = "zero"
    state: Literal["kept", "across"] = "kept"
    stateful: ClassVar[bool] = True

    def shapes(self, place: Place) -> tuple[Shape, ...]:
        """Return drives, rates, and where they are inborn the first values."""
        first = (Shape("learner", place.units, 4),) if self.values == "inborn" else ()
        return (Shape("", place.planes, 1), Shape("", 4, 1), *first)

    def thought(self, place: Place) -> float:
        """Return the seconds that it takes to lay out the first values."""
        return 4 * place.units * PER_TICK

    def step(self, place: Place) -> float:
        """Return the seconds of a step: what it does, and what it learns of it."""
        return 1e-7
