"""Options of the reflex."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from evosim.organs.section import OrganSection


class Reflex(OrganSection):
    """A feed-forward net on the window around the agent: it reacts to what is near (DQN-like heuristics).

    The window has 2 · ``radius`` + 1 cells along a side, and the net ``hidden`` units in one layer.
    """

    radius: Annotated[int, Field(strict=True, ge=1, le=4)] = 1
    hidden: Annotated[int, Field(strict=True, ge=1, le=64)] = 8
