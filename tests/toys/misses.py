"""A toy probe of a toy world, which tests add to a copy of the package."""

from __future__ import annotations

from typing import Any

from evosim.column import Column

KINDS = ("targets",)
COLUMNS = (Column("miss", "mean distance of the answer from targets never evolved on", span=None),)


def measure(subject: Any) -> dict[str, Any]:
    """Mean distance from the novel targets."""
    import numpy as np

    answer = subject.agent.parameters["answer_number"].ravel()[0]
    return {"miss": float(np.abs(subject.novel - answer).mean())}
