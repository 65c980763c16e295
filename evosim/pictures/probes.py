"""The probes: what each evolved agent can do, and how many of them plan."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from evosim.pictures.lifetime import has_several_goals
from evosim.pictures.marks import marks, numbers, verdict
from evosim.pictures.page import Drawing
from evosim.pictures.panel import HEURISTIC, Panel, Panels, baseline_key
from evosim.pictures.run import Run
from evosim.pictures.share import Share
from evosim.pictures.ticks import even

PANELS = (
    Panel("success", "Known mazes", "lives that reach the goal"),
    Panel("success_novel", "New mazes", "lives that reach the goal", 0.8, HEURISTIC),
    Panel("retarget", "Imaginary goal", "lives that go to it in time", 0.5),
    Panel("deliberation", "Thought cut short", "success lost in new mazes", 0.5),
)
PLANNERS = Panel("planner", "Planners", "share of replicates")
TITLE = "Did they learn to plan? Each mark is one population’s fittest agent"
NOTES = (
    "Known mazes: those that it evolved on. Imaginary goal: we change only what the agent is shown, so that the goal "
    "seems to stand elsewhere. Thought cut short: it may think for one tick only; a gain is drawn as 0. A planner "
    "solves new mazes (at least 0.8), goes to imaginary goals (at least 0.5), and loses at least 0.5 if its thought is "
    "cut short. Diamonds: share of planners with its 95 % interval."
)

RETURN = "return_novel"
UNKNOWN_TITLE = "How well do they do? Each mark is one population’s fittest agent"
UNKNOWN_NOTES = (
    "Whether they plan was not measured. Known mazes: those that it evolved on. Thought cut short: it may think for "
    "one tick in its whole life; a gain is drawn as 0."
)
RETURN_NOTES = (
    "Return: what it earns, from 0, what a walker earns that draws its steps by chance, to 1, the most there is."
)


def probes(run: Run, width: float) -> Drawing:
    """Draw success in training, in new mazes and at imaginary goals, what thought adds, and the share of planners."""
    if np.isnan(run.planner).all():
        return _without_planners(run, width)
    notes = (NOTES, *verdict(run))
    panels = Panels(PANELS, run.planner, share=PLANNERS)
    return Drawing(marks(run, width, TITLE, notes, panels, baseline_key(run)), _numbers(run))


def _without_planners(run: Run, width: float) -> Drawing:
    """Draw what is known where it is not known who plans: what pays may move, be eaten or be locked in."""
    scale = "lives that touch what pays" if has_several_goals(run) else "lives that reach the goal"
    (low, _), _ = even(run.column(RETURN))
    ticks = (0.0, 0.5, 1.0) if low == 0 else (low, 0.0, 1.0)
    own = Panel(RETURN, "Return in new mazes", "0 by chance, 1 at best", ends=(low, 1.0), ticks=ticks)
    each = [panel._replace(threshold=None, scale=scale if at < 2 else panel.scale) for at, panel in enumerate(PANELS)]
    known = [panel for panel in (*each, own) if np.isfinite(run.column(panel.column)).any()]
    returned = RETURN_NOTES if own in known else ""
    notes = (UNKNOWN_NOTES, returned, *verdict(run))
    found = _numbers(run)
    if own in known:
        found = found.append_column(RETURN, numbers(run, (RETURN,))[RETURN])
    return Drawing(marks(run, width, UNKNOWN_TITLE, notes, Panels(tuple(known), run.planner), baseline_key(run)), found)


def _numbers(run: Run) -> pa.Table:
    """A row for each mark, with its point's share of planners and the interval of that."""
    found = numbers(run, ("planner", *(panel.column for panel in PANELS), HEURISTIC))
    shares = [share for point in run.points for share in [Share.of(run.planner[point.rows])] * len(point.rows)]
    columns = {
        "planners_of_point": [share.hits for share in shares],
        "measured_of_point": [share.total for share in shares],
        "share_low": [share.interval[0] for share in shares],
        "share_high": [share.interval[1] for share in shares],
    }
    for name, values in columns.items():
        found = found.append_column(name, pa.array(values))
    return found
