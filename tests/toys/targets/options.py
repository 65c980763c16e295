"""Options of a world of targets."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from evosim.options import Real
from evosim.worlds.section import WorldSection


class Targets(WorldSection):
    """Numbers between ``low`` and ``high``, to which an answer should come near."""

    kind: Literal["targets"]
    low: Real = 0.0
    high: Real = 1.0
    instances: Annotated[int, Field(strict=True, ge=1, le=1000)] = 8
