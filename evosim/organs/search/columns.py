"""What the organ search adds to the table of results."""

from __future__ import annotations

from typing import Any

from evosim.column import Column

COLUMNS = (
    Column("search_depth", "steps that the organ search looks ahead", "count", null="brains without search"),
    Column(
        "search_nodes",
        "nodes of one of its thoughts: cells of the arena × depth",
        "count",
        null="brains without search",
    ),
)


def measure(subject: Any) -> dict[str, Any]:
    """The depth of a search, and the nodes that a thought takes."""
    depth = subject.agent.budgets["search"].full
    return {"search_depth": depth, "search_nodes": depth * subject.agent.blueprint.world.size**2}
