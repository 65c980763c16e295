"""Habits have no options."""

from __future__ import annotations

from evosim.organs.section import OrganSection


class Habits(OrganSection):
    """A table of preferences: instance × cell × action (tabular policy, plants)."""
