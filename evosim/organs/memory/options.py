"""Options of the memory."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from evosim.organs.section import OrganSection


class Memory(OrganSection):
    """A recurrent net on the window around the agent, whose state lasts a step, a life or several (statefulness, RL²).

    It sees ``radius`` cells to each side and has ``hidden`` units. Its state is cleared before each step, kept for a
    life, or kept ``across`` all lives in an instance.
    """

    radius: Annotated[int, Field(strict=True, ge=0, le=8)] = 1
    hidden: Annotated[int, Field(strict=True, ge=1, le=128)] = 8
    state: Literal["cleared", "kept", "across"] = "kept"
