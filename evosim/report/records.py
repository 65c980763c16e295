"""Which recorded lives a page shows: two champions to begin with, and one of each point of the design."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from typing import Any

from evosim.experiment.store import REPLAY
from evosim.pictures.mind import apart, choose
from evosim.pictures.page import Undrawable
from evosim.pictures.rivals import rivals
from evosim.pictures.run import Run
from evosim.report.answers import answers
from evosim.scenario import Cell
from evosim.worlds.grid.options import World

MOST = 280_000  # letters of records in a page

Shown = tuple[int, str]  # a row of the table, and the shift after which it lived, or nothing


def records(run: Run) -> list[dict[str, Any]]:
    """Records of lives for a page, as plain data; none if none were kept.

    The first of them also says which two are shown ``first``, and ``at`` which maze and start, from 0.
    """
    if not run.cells:  # none of agents in grids
        return []
    left, right, at = _first(run)
    kept: dict[Shown, dict[str, Any]] = {}
    size = 0
    for row, shift in dict.fromkeys([left, right, *_others(run, {left[0], right[0]})]):
        found = record(run, row, shift, asked=not shift and row in (left[0], right[0]))
        if found is None or (kept and size + len(found["data"]) > MOST):
            continue
        size += len(found["data"])
        kept[row, shift] = found
    if kept:
        order = list(kept)
        kept[order[0]]["first"] = [order.index(shown) if shown in kept else 0 for shown in (left, right)]
        kept[order[0]]["at"] = at
    return list(kept.values())


def record(run: Run, row: int, shift: str, *, asked: bool) -> dict[str, Any] | None:
    """The record of a row's champion in novel instances, or after a shift; None if none was kept.

    It has a ``label``, the file as ``data`` in base64, the ``mesa`` objective as pairs of a plane and its worth, the
    names of things that pay again and again (``repeats``), and, if ``asked``, ``answers`` to what if.
    """
    stored = run.results.store.read(run.cells[row], f"{REPLAY}_{shift}.npz" if shift else f"{REPLAY}.npz")
    if stored is None:
        return None
    cell = run.cell(row)  # of one that is damaged, or of another scenario, nothing is told
    if cell is None:
        return None
    return {
        "label": label(run, row, shift),
        "data": b64encode(stored).decode(),
        "mesa": _mesa(run, row),
        "repeats": _repeats(cell),
        "answers": _answers(run, cell) if asked else {},
    }


def _first(run: Run) -> tuple[Shown, Shown, tuple[int, int]]:
    """Two planners after a shift that go for different things, if there are such; else those that ``minds`` shows.

    Beside them the numbers of a maze and a start in which they do so.
    """
    try:
        pair = rivals(run)
        minds, shift = apart(run, pair), pair.shift
    except Undrawable:
        minds, shift = [], ""
    if not minds:
        minds, shift = choose(run), ""
    rows = [mind.row for mind in minds] or [0]
    return (rows[0], shift), (rows[-1], shift), minds[0].at if minds else (0, 0)


def _others(run: Run, first: set[int]) -> Iterator[Shown]:
    """The same two in all worlds, then of each point a planner if it has one, else its first replicate."""
    shifts = ["", *(shift.name for shift in run.scenario.shift)]
    for row in sorted(first):
        yield from ((row, shift) for shift in shifts)
    for point in run.points:
        rows = point.rows.tolist()
        row = next((row for row in rows if run.planner[row] == 1), rows[0])
        yield from ((row, shift) for shift in shifts)


def label(run: Run, row: int, shift: str) -> str:
    """Which agent it is, and where it lives, in words."""
    point = ", ".join(next(point.labels for point in run.points if row in point.rows))
    kind = {1.0: ", planner", 0.0: ", not a planner"}.get(float(run.planner[row]), "")
    where = f"after {shift}" if shift else "new mazes"
    return f"{point + ', ' if point else ''}replicate {run.table['replicate'][row].as_py()}{kind}: {where}"


def _mesa(run: Run, row: int) -> list[tuple[str, float]]:
    """The worth of each plane on which something can stand."""
    names = [name for name in run.table.column_names if name.startswith("mesa_")]
    found = [(name.removeprefix("mesa_"), run.table[name][row].as_py()) for name in names]
    return [(plane, float(worth)) for plane, worth in found if isinstance(worth, int | float)]


def _repeats(cell: Cell) -> list[str]:
    world = cell.point.settings.world
    return [thing.name for thing in world.object if thing.repeats] if isinstance(world, World) else []


def _answers(run: Run, cell: Cell) -> dict[str, Any]:
    results = run.results
    return answers(results.champion(cell.key), results.worlds(cell)[1])
