"""Minds: what goes on in a planner and in another agent, in mazes they were not evolved on."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from evosim.pictures.colours import FAINT, PLANNER, UNKNOWN
from evosim.pictures.lifetime import changes
from evosim.pictures.maze import SILENT, Strength, dots, ground, things, way
from evosim.pictures.mind import Mind, apart, choose, compared
from evosim.pictures.page import MARGIN, NOTE, TEXT, Drawing, Page, Undrawable, height
from evosim.pictures.rivals import rivals
from evosim.pictures.run import Run
from evosim.pictures.share import Share
from evosim.pictures.words import wrap

COLOUR = (
    "Colour: how active each place is in the agent’s own map of the maze {when}, on a logarithmic "
    "scale; dark grey: walls. At each step the agent reads the activities around it relative to the largest of "
    "them, so that faint ones count as well. Small pictures: how activity spread while it thought."
)
CHANGES = "Stars: where things stand when it sets off; some move, are eaten, come back or open later."
GAP, BAR, SPACE, HEIGHT = (
    9.0,
    13.0,
    2.0,
    8.0,
)  # mm: between the halves, for the scale, between and above small pictures
STRIP = 5  # small pictures
NARROWEST = 45.0  # mm of two halves that stand side by side
LINED = 16  # cells of a side up to which cells are told apart by lines


def minds(run: Run, width: float) -> Drawing:
    """Draw a planner and another agent side by side."""
    shown = choose(run)
    names = ["an agent" if mind.kind is UNKNOWN else mind.kind.words for mind in shown]
    return _draw(run, width, shown, names, _title(shown), _notes(run, shown))


def shifted(run: Run, width: float) -> Drawing:
    """Draw two planners that want different things, side by side in one maze after a shift."""
    pair = rivals(run)
    shown = apart(run, pair)
    if not shown:
        raise Undrawable(f"two planners of one replicate that go for different things after the shift {pair.shift}")
    what = " or the ".join(name.replace("_", " ") for name in pair.names)
    title = f"The {what}? Two planners in one maze of the changed world"
    choice = (
        "Shown is the first pair of planners, by the order of the table, of which one goes for each; of their recorded "
        "lives in one maze the one with the longest way in which both get what they are after."
    )
    notes = f"{_colour(shown)} {choice}"
    return _draw(run, width, shown, [f"after the {mind.goal}" for mind in shown], title, notes)


def _draw(run: Run, width: float, shown: list[Mind], names: list[str], title: str, notes: str) -> Drawing:
    half = (width - 2 * MARGIN - GAP) / 2
    beside = half >= NARROWEST
    half = half if beside else width - 2 * MARGIN
    heads = [wrap(_name(run, mind), half, NOTE) + wrap(mind.outcome, half, NOTE) for mind in shown]
    head = height(TEXT + 1) + height(NOTE, max(map(len, heads), default=1)) + 2.0
    side, small = half - BAR, (half - (STRIP - 1) * SPACE) / STRIP
    thoughts = not all(mind.silent for mind in shown)
    each = head + side + HEIGHT + (small + 2.0) * thoughts
    body = each if beside else each * len(shown) + GAP
    page = Page(width, body if shown else 3.0, title, run.heading, quick=run.quick, notes=notes)
    for at, (mind, name, lines) in enumerate(zip(shown, names, heads, strict=True)):
        left, top = (MARGIN + at * (half + GAP), 0.0) if beside else (MARGIN, at * (each + GAP))
        page.text(left, top, name.capitalize(), TEXT + 1, weight="bold", color=mind.kind.colour)
        page.text(left, top + height(TEXT + 1) + 0.3, "\n".join(lines), NOTE, color=FAINT)
        strength = None if mind.silent else Strength.of(mind.activity, mind.solid)
        _maze(page, mind, strength, left, top + head, side)
        if strength:
            _course(page, mind, strength, left, top + head + side + HEIGHT, small)
        else:
            page.text(left, top + head + side + 4.0, _silence(mind), NOTE, color=FAINT)
    return Drawing(page.figure, _numbers(run, shown))


def _colour(shown: list[Mind]) -> str:
    """Say what the colours of these minds are: of one that sees but a window, those of its last thought."""
    set_off, last = "when it sets off", "before its last step, when it has seen most of it"
    windows = [mind.windowed for mind in shown]
    if not any(windows):
        return COLOUR.format(when=set_off)
    when = last if all(windows) else f"{set_off}; of one that sees but a window, {last}"
    return f"{COLOUR.format(when=when)} Dots: places that it has not seen, or has forgotten."


def _silence(mind: Mind) -> str:
    """Say why there is nothing to show."""
    if len(mind.activity):
        return "Its map stays silent."
    return "No thoughts of it were recorded." if mind.windowed else "It has no cortex: there is no map to show."


def _title(shown: list[Mind]) -> str:
    """Say how many agents are shown, and in how many mazes."""
    agents = len({mind.row for mind in shown})
    if agents == 2:
        same = shown[0].meets(shown[1])
        where = "in one maze that neither has met" if same else "each in a maze that it has never met"
        return f"Inside two evolved minds, {where}"
    if not agents:
        return "Inside evolved minds"
    return f"Inside an evolved mind, in {'two mazes' if len(shown) == 2 else 'a maze'} that it has never met"


def _notes(run: Run, shown: list[Mind]) -> str:
    """Say how to read it, which agents are shown, and why there are not two kinds."""
    if not shown:
        return "No lives were recorded in this run."
    parts = [] if all(mind.silent for mind in shown) else [_colour(shown)]
    if changes(run):
        parts.append(CHANGES)
    if len({mind.row for mind in shown}) == 2:
        return " ".join((*parts, _choice(run, *shown)))
    plan = Share.of(run.planner)
    count = f"{plan.hits} of {plan.total} agents of this run plan"
    if not plan.total:
        parts.append("Planning was not measured in this run; shown is the agent that does best in training.")
    else:
        other = "another agent" if shown[0].kind is PLANNER else "a planner"
        parts.append(f"No life of {other} was recorded that could stand beside it: {count}.")
    return " ".join((*parts, "Of its recorded lives, those with the longest ways."))


def _choice(run: Run, one: Mind, other: Mind) -> str:
    """Say why these two are shown."""
    points = " of the two points that the primary claim compares" if compared(run)[[one.row, other.row]].all() else ""
    place = ", of those in the same maze," if one.meets(other) else ""
    active = "" if other.silent else " with a map that is not silent"
    return (
        f"Shown{points} are the planner that goes most often to imaginary goals and{place} the other agent{active} "
        "that does best in training, in the longest recorded way."
    )


def _maze(page: Page, mind: Mind, strength: Strength | None, left: float, top: float, side: float) -> None:
    """Draw the maze with the activity at the end of thought, the way, and the scale."""
    axes = page.axes(left, top, side, side)
    last = mind.activity[-1] if strength else np.zeros(mind.walls.shape, np.float32)
    ground(axes, (strength or Strength(0.1, 1.0)).colours(last, mind.solid), lines=len(mind.walls) <= LINED)
    dots(axes, mind.unknown)
    way(axes, mind.path, mind.reached >= 0)
    things(axes, mind.objects, mind.names, mind.path)
    if strength:
        beside = left + side + 2.5
        strength.bar(page.axes(beside, top + 4.5, 3.0, side - 17.0))
        page.text(beside, top + 3.5, "strong", NOTE, va="bottom")
        page.text(beside, top + side - 11.5, "faint", NOTE)
        silent = page.axes(beside, top + side - 6.5, 3.0, 3.0, facecolor=SILENT)
        silent.set(xticks=(), yticks=())
        silent.spines[:].set_visible(False)
        page.text(beside, top + side - 3.0, "silent", NOTE)


def _course(page: Page, mind: Mind, strength: Strength, left: float, top: float, small: float) -> None:
    """Draw how activity spread: a few ticks, ever further apart."""
    for at, tick in enumerate(_ticks(mind)):
        at_left = left + at * (small + SPACE)
        ground(
            page.axes(at_left, top, small, small),
            strength.colours(mind.activity[tick], mind.solid),
            lines=False,
        )
        words = f"tick {tick}" if at == 0 else str(tick)
        page.text(at_left, top - 0.8, words, NOTE, color=FAINT, va="bottom")


def _ticks(mind: Mind) -> list[int]:
    last = len(mind.activity) - 1
    return sorted({round(float(tick)) for tick in np.geomspace(1, last, STRIP)}) if last > 0 else []


def _name(run: Run, mind: Mind) -> str:
    """Return which agent it is, in words."""
    label = ", ".join(next(point.labels for point in run.points if mind.row in point.rows))
    replicate = f"replicate {run.table['replicate'][mind.row].as_py()}"
    return f"{label}, {replicate}." if label else f"{replicate.capitalize()}."


def _numbers(run: Run, shown: list[Mind]) -> pa.Table:
    """A row for each cell of each arena: what stands there, when the agent is first there, its activity."""
    tables = []
    for picture, mind in enumerate(shown, start=1):
        row, column = np.indices(mind.walls.shape).reshape(2, -1)
        visits = (mind.path[:, None] == np.column_stack((row, column))[None]).all(axis=2)
        step = np.where(visits.any(axis=0), visits.argmax(axis=0).astype(float), np.nan)
        objects = [mind.names[kind - 1] if kind else None for kind in mind.objects.ravel()]
        named = run.names(np.full(row.size, mind.row))
        own = {"picture": [picture] * row.size, "planner": run.table["planner"].take([mind.row] * row.size)}
        own |= {
            "row": row,
            "column": column,
            "wall": mind.walls.ravel(),
            "object": pa.array(objects, pa.string()),
            "first_visit": step,
        }
        if mind.windowed:
            own["unknown"] = mind.unknown.ravel()
        own |= {f"activity_{tick}": mind.activity[tick].ravel() for tick in _ticks(mind)}
        tables.append(pa.table({**{name: named[name] for name in named.column_names}, **own}))
    return pa.concat_tables(tables, promote_options="default") if tables else run.names(np.zeros(0, np.int64))
