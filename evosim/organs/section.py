"""The section of a scenario file that holds the options of one organ."""

from __future__ import annotations

from evosim.options import Section


class OrganSection(Section):
    """Options of one organ; the first line of what a subclass says of itself is what users read of the organ."""
