"""What the scent is worth by itself."""

from __future__ import annotations

from typing import Any

from evosim.column import Column

COLUMNS = (
    Column("scent_alone", "success_novel with the scent as the only organ", span=(0, 1), null="brains without it"),
)


def measure(subject: Any) -> dict[str, Any]:
    """Success in novel instances with all other organs removed."""
    others = [organ for organ in subject.agent.organs if organ != "scent"]
    return {"scent_alone": subject.lives(without=others).success}
