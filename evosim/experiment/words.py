"""Points and times in words."""

from __future__ import annotations

from evosim.scenario import Cell


def label(cell: Cell) -> str:
    """A point in words: its variant and its swept values."""
    parts = [cell.point.variant] if cell.point.variant else []
    parts += [f"{key.rsplit('.', 1)[-1]} {value}" for key, value in cell.point.values.items()]
    return ", ".join(parts) or "all"


def duration(seconds: float) -> str:
    """A time in words, as precise as anybody needs."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"
