"""Options of the scent."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from evosim.organs.section import OrganSection


class Scent(OrganSection):
    """A preference for directions by what is shown straight ahead, up to ``reach`` cells away."""

    reach: Annotated[int, Field(strict=True, ge=1, le=8)] = 2
