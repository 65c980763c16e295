"""The report of a run: verdicts, replays, figures, table, scenario and provenance on one page."""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from csv import reader
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any

from evosim.claims.words import level, measured
from evosim.experiment.run import Run
from evosim.files import read, write
from evosim.handbook import glossary
from evosim.pictures.points import keys
from evosim.pictures.run import Run as Pictured
from evosim.pictures.show import telling
from evosim.report.drawing import inlined
from evosim.report.interval import SIGNS, picture
from evosim.report.page import own_words, packed, page
from evosim.report.records import records
from evosim.scenario.claim import terms
from evosim.scenario.replicates import replicates
from evosim.scenario.schema import Claim

VALUES = 2_000  # of the numbers behind a figure that a page holds
SHOWN = 50  # cells that are in the page as text; the others are packed
FIRST = ("success", "success_novel", "retarget", "planner", "fitness", "genes", "bits_search")  # columns
UNITS = {"elapsed": "elapsed, in seconds", "peak_memory_mb": "peak memory, in MB"}  # of provenance


def write_report(run: Run, to: Path | None = None) -> Path:
    """Write the report of a finished run as one HTML file, by default ``report.html`` in its directory.

    Raises
    ------
    ScenarioError
        If the run has no finished cell.
    """
    path = to or run.path / "report.html"
    write(path, report(run).encode())
    return path


def report(run: Run) -> str:
    """The page of a finished run."""
    scenario = run.scenario
    verdicts, table, unfinished = run.verdicts, run.table, run.unfinished
    pictured = Pictured(run.path, scenario, quick=run.quick)
    lives = records(pictured.within(("grid",)))
    first, rows, more = _table(pictured)
    parts = ["Verdicts", *["Replay"] * bool(lives), "Figures", "Table", "Scenario", "Provenance", "Words"]
    judged = [_verdict(one, verdicts.claims) for one in sorted(verdicts, key=lambda one: not one["primary"])]
    figures = [_figure(run, file, at) for at, file in enumerate(_drawn(run))]
    why = level(verdicts)
    said = [*own_words("run.html", *["lives.html"] * bool(lives)), scenario.title, scenario.note, why]
    said += [scenario.weakest_link, *(one["says"] for one in figures)]
    said += [one[part] for one in judged for part in ("word", "says", "source", "measured")]
    statistics = [column for one in verdicts for column in terms(one["statistic"])]
    sessions = run.sessions
    counts = replicates(scenario)
    return page(
        "run.html",
        ["page.js", *["replay.js"] * bool(lives)],
        title=scenario.title,
        parts=parts,
        name=scenario.name,
        quick=run.quick,
        done=table.num_rows,
        all=len(run.cells),
        replicates=" to ".join(str(count) for count in sorted({min(counts), max(counts)})),
        seed=scenario.seed,
        note=scenario.note,
        weakest_link=scenario.weakest_link,
        verdicts=judged,
        level=why,
        failed=[(cell.key, run.store.fault(cell.key)) for cell in unfinished],
        records=lives,
        figures=figures,
        columns=first,
        rows=rows[:SHOWN],
        packed=packed({"rows": rows, "more": more}),
        scenario=read(run.path / "scenario.toml").decode(),
        again=f"evosim run {scenario.name}.toml",
        provenance=_provenance(sessions[-1] if sessions else {}),
        words=[(name, passage.split("`")) for name, passage in glossary(" ".join(said), statistics)],
    )


def _verdict(told: dict[str, Any], claims: Sequence[Claim]) -> dict[str, Any]:
    kept = {name: told[name] for name in ("says", "source", "primary")}
    word = str(told["verdict"])
    seen = {"word": word, "sign": SIGNS[word], "measured": measured(told, claims)}
    return kept | seen | {"picture": picture(told)}


def _drawn(run: Run) -> list[Path]:
    """The figures of a run, the one first that says most about the primary claim."""
    order = telling(run)
    files = (run.path / "figures").glob("*.svg")
    return sorted(files, key=lambda file: (order.index(file.stem) if file.stem in order else len(order), file.stem))


def _figure(run: Run, file: Path, number: int) -> dict[str, Any]:
    points, numbers = file.with_suffix(".png"), file.with_suffix(".csv")
    drawn = run.figure(points) if points.exists() else None
    title, words, drawing = inlined(file.stem, run.figure(file), drawn, number)
    columns: list[str] = []
    rows: list[list[Any]] = []
    left = 0
    if numbers.exists():
        table = reader(StringIO(run.figure(numbers).decode(), newline=""))
        columns = next(table, [])
        rows = [[_number(value) for value in row] for row in islice(table, max(1, VALUES // max(1, len(columns))))]
        left = sum(1 for _ in table)
    told = {"name": file.stem, "title": title, "says": words, "drawing": drawing, "columns": columns, "left": left}
    return told | {"rows": len(rows), "numbers": packed(rows)}


def _table(run: Pictured) -> tuple[list[str], list[list[Any]], dict[str, list[Any]]]:
    """The columns that are shown at first, a row for each cell, and the other columns by name."""
    table = run.table
    names = [*dict.fromkeys((*keys(table, run.scenario), "replicate", *FIRST)), "cell"]
    first = [name for name in names if name in table.column_names and table[name].null_count < table.num_rows]
    others = [name for name in table.column_names if name not in first and table[name].null_count < table.num_rows]
    rows = zip(*(map(_number, table[name].to_pylist()) for name in first), strict=True)
    return first, list(map(list, rows)), {name: list(map(_number, table[name].to_pylist())) for name in others}


def _number(value: Any) -> Any:
    """Four digits of a number, also of one in a text; nothing for what is not there."""
    if value is None or isinstance(value, bool | int):
        return "" if value is None else value if not isinstance(value, bool) else str(value).lower()
    try:
        return float(f"{float(value):.4g}")
    except ValueError:
        return value


def _provenance(session: dict[str, Any]) -> list[tuple[str, str]]:
    """What made the run, in words; of a change to the package only that there was one."""
    told = []
    for key, value in session.items():
        if key == "command" and isinstance(value, list):
            value = shlex.join(["evosim", *map(str, value[1:])])
        elif key == "patch":
            value = "yes, it is in provenance.json" if value else "no"
            key = "changes since the commit"
        elif isinstance(value, dict):
            value = ", ".join(f"{name} {version}" for name, version in value.items() if version)
        told.append((UNITS.get(key, key.replace("_", " ")), value if isinstance(value, str) else json.dumps(value)))
    return told
