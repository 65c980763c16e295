"""Options of the learner."""

from __future__ import annotations

from typing import Literal

from evosim.organs.section import OrganSection


class Learner(OrganSection):
    """Tabular Q-learning in the life, from rewards that are the genome's own drives (learning as mesa-optimization).

    Its values are those of an action in a cell. They begin at zero, or are ``inborn``: grown from genes; what is learnt
    is kept for a life, or ``across`` all lives in an instance, and never reaches the genome.
    """

    values: Literal["zero", "inborn"] = "zero"
    state: Literal["kept", "across"] = "kept"
