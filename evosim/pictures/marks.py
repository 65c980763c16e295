"""Marks: every replicate of each point in panels, in strips or against a swept number, and the numbers behind them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from evosim.claims.words import compared
from evosim.pictures.colours import INK, key
from evosim.pictures.panel import MEAN, Panels
from evosim.pictures.run import Run
from evosim.pictures.strips import strips
from evosim.pictures.trend import axis, trend


def marks(
    run: Run, width: float, title: str, notes: Sequence[str], panels: Panels, entries: Sequence[Artist] = ()
) -> Figure:
    """Draw the panels, against a number if one is swept; ``entries`` of the key come after those of marks and means.

    What small numbers count is said after the first of the notes, if there are any.
    """
    mean = Line2D([], [], color=INK, linewidth=MEAN, label="mean of the replicates")
    every: Sequence[Artist] = [*key(panels.flags, panels.kinds), mean, *entries]
    swept = axis(run, width)
    if swept is None:
        return strips(run, width, title, notes, every, panels)
    return trend(run, width, title, notes, every, panels, swept)


def numbers(run: Run, columns: Iterable[str]) -> pa.Table:
    """A row for each mark: which cell it is of, and those of the columns that the table has."""
    rows = np.concatenate([point.rows for point in run.points])
    found = run.names(rows)
    for name in columns:
        if name in run.table.column_names:
            found = found.append_column(name, run.table[name].take(pa.array(rows)))
    return found


def verdict(run: Run) -> list[str]:
    """Return the verdict on the primary claim in a sentence, if there is one."""
    found = run.verdict()
    if found is None:
        return []
    known = f"; {compared(found, run.scenario.claim)}" if found["interval"] is not None else ""
    late = "" if found["before_data"] else "; written after data were seen"
    return [f"Primary claim: “{found['says'].rstrip('.')}”: {found['verdict']}{known}{late}."]
