"""Accuracy: how many examples classifiers label rightly, evolved on and held out, and how many per bit of genome."""

from __future__ import annotations

import numpy as np
from matplotlib.lines import Line2D

from evosim.pictures.colours import BLUE, LINE, Kind
from evosim.pictures.marks import marks, numbers, verdict
from evosim.pictures.page import Drawing, Undrawable
from evosim.pictures.panel import Panel, Panels
from evosim.pictures.run import Run
from evosim.pictures.ticks import even

KINDS = ("labels",)
CLASSIFIER = Kind(1.0, "classifier", BLUE, "o", BLUE)
GUESS = 0.5
COLUMNS = ("accuracy", "accuracy_held_out", "accuracy_per_bit")
TITLE = "What do they label rightly? Each mark is one population’s fittest classifier"
NOTES = (
    "Examples evolved on: those whose labels decided which genomes had offspring. Examples held out: others, whose "
    "labels follow the same rule if there is one; those that a table has no entry for count one half. Examples per "
    "bit: how many of those evolved on are labelled rightly beyond one half of them, for each bit that it takes to "
    "write the genome down."
)


def accuracy(run: Run, width: float) -> Drawing:
    """Draw the share of examples labelled rightly, evolved on and held out, and the examples per bit of genome."""
    if np.isnan(run.column("accuracy")).all():
        raise Undrawable("a run of labels with the organ classifier")
    trained, held, per_bit = COLUMNS
    ends, ticks = even(run.column(per_bit))
    share = "share labelled rightly"
    each = [Panel(trained, "Examples evolved on", share, GUESS, at_line="")]
    if np.isfinite(run.column(held)).any():
        each.append(Panel(held, "Examples held out", share, GUESS, at_line=""))
    each.append(Panel(per_bit, "Examples per bit", "right beyond one half of them", ends=ends, ticks=ticks))
    panels = Panels(tuple(each), np.ones(len(run.cells)), (CLASSIFIER,))
    guess = Line2D([], [], **LINE, label="guessing")
    notes = (NOTES, *verdict(run), run.scenario.note)
    return Drawing(marks(run, width, TITLE, notes, panels, [guess]), numbers(run, COLUMNS))
