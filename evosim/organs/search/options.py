"""Options of the search."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from evosim.options import Section
from evosim.organs.section import OrganSection


class DepthGene(Section):
    """Depth as a gene, from 0 to ``max`` steps."""

    max: Annotated[int, Field(strict=True, ge=1, le=4096)]


class Search(OrganSection):
    """Exact planning by given rules; the genes are its objective and its depth (hard-coded optimization)."""

    depth: Annotated[int, Field(strict=True, ge=0, le=4096)] | DepthGene = 24
