"""A toy picture, which tests add to a copy of the package: what the scent alone is worth."""

from __future__ import annotations

import numpy as np

from evosim.pictures.page import Drawing, Page, Undrawable
from evosim.pictures.run import Run


def scents(run: Run, width: float) -> Drawing:
    """Draw success with all organs against success with the scent alone, a dot for each cell."""
    if "scent_alone" not in run.table.column_names:
        raise Undrawable("a run of brains with the organ scent")
    alone, whole = run.column("scent_alone"), run.column("success_novel")
    page = Page(width, 60.0, "What the scent alone is worth", run.heading, quick=run.quick)
    axes = page.axes(20.0, 5.0, width - 40.0, 45.0)
    axes.plot(alone, whole, "o", label="cell")
    axes.set_xlabel("success with the scent alone")
    axes.set_ylabel("success")
    rows = np.arange(len(run.cells))
    return Drawing(page.figure, run.names(rows).append_column("scent_alone", [alone]).append_column("whole", [whole]))
