"""What becomes of agents after each shift: how often they succeed, and what they reach."""

from __future__ import annotations

import numpy as np

from evosim.pictures.marks import marks, numbers, verdict
from evosim.pictures.page import Drawing, Undrawable
from evosim.pictures.panel import Panel, Panels
from evosim.pictures.run import Run
from evosim.scenario.schema import Shift
from evosim.scenario.shift import shifted
from evosim.worlds.grid.options import World

MOST = 12  # panels
TITLE = "What becomes of them in a changed world? Each mark is one population’s fittest agent"
NOTES = (
    "Each panel: the share of lives, in one changed world, that reach one thing; first where they evolved."
)


def shifts(run: Run, width: float) -> Drawing:
    """Draw success where they evolved, then what is reached after each shift."""
    panels = [Panel("success", "Where they evolved", "lives that reach what pays")]
    for shift in run.scenario.shift:
        panels += _panels(run, shift)
    known = [panel for panel in panels if np.isfinite(run.column(panel.column)).any()]
    if len(known) < 2:
        raise Undrawable("a run with a [[shift]] after which something can be reached")
    left = len(known) - MOST
    more = f" {left} more things that can be reached are in the table." if left > 0 else ""
    shown = tuple(known[:MOST])
    notes = (NOTES + more, *verdict(run), run.scenario.note)
    figure = marks(run, width, TITLE, notes, Panels(shown, run.planner))
    return Drawing(figure, numbers(run, ("planner", *(panel.column for panel in shown))))


def _panels(run: Run, shift: Shift) -> list[Panel]:
    """A panel for each kind of object after a shift, what pays first."""
    world = run.scenario.world
    if not isinstance(world, World):
        return []
    name = shift.name.replace("_", " ")
    title = name[:1].upper() + name[1:]
    things = sorted(shifted(world, shift).object, key=lambda thing: -thing.pays)
    return [
        Panel(f"reached_{thing.name}_{shift.name}", title, f"lives that reach the {thing.name.replace('_', ' ')}")
        for thing in things
    ]
