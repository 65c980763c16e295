"""A toy probe, which tests add to a copy of the package."""

from __future__ import annotations

from typing import Any

from evosim.column import Column

COLUMNS = (
    Column("cells_visited", "cells visited in all novel lives together", "count", after="success_novel"),
    Column("visited_<part>", "share of lives that visit <part>", span=(0, 1), each=("start", "wall")),
)


def measure(subject: Any) -> dict[str, Any]:
    """Cells that differ, over all lives; all begin at a start, and none enters a wall."""
    import numpy as np

    trails, walls = subject.lives().trails, subject.novel.walls
    entered = np.take_along_axis(walls, trails.reshape(len(walls), -1), axis=1).reshape(trails.shape).any(axis=-1)
    begun = (trails[:, :, 0] == subject.novel.starts).mean()
    share = {"visited_start": float(begun), "visited_wall": float(entered.mean())}
    return {"cells_visited": len(np.unique(trails)), **share}
