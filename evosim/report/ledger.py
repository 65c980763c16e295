"""The ledger's page: all claims of the scenarios that come with evosim, and of each scenario the best picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from markupsafe import Markup

from evosim.claims.words import level, measured
from evosim.files import read, write
from evosim.ledger import Entry, run_of, summary
from evosim.pictures.show import telling
from evosim.report.drawing import image
from evosim.report.interval import SIGNS, picture
from evosim.report.page import page
from evosim.scenario import load

POINTS = 1000  # across a picture
HEADS = ("scenario", "claim", "primary", "verdict", "effect", "interval", "replicates")


def write_ledger(entries: Sequence[Entry], out: Path, to: Path | None = None) -> Path:
    """Write the page of the ledger, by default as ``ledger.html`` beside the runs in ``out``."""
    path = to or out / "ledger.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    write(path, ledger_page(entries, out).encode())
    return path


def ledger_page(entries: Sequence[Entry], out: Path) -> str:
    """The page of entries of ``evosim.ledger.ledger``; pictures and intervals are those of the runs in ``out``."""
    scenarios = [_scenario(name, list(own), out) for name, own in groupby(entries, lambda entry: entry.scenario)]
    told = [(word, sum(entry.verdict == word for entry in entries)) for word in SIGNS]
    return page(
        "ledger.html",
        ["page.js"],
        title="Ledger: what the essays claim, and what runs say",
        parts=["Summary", "Claims", "Scenarios"],
        summary=list(summary(entries)),
        counts=[(SIGNS[word], word, number, round(100 * number / (len(entries) or 1), 1)) for word, number in told],
        left=len(entries) - sum(number for _, number in told),
        columns=HEADS,
        rows=[_row(entry) for entry in entries],
        scenarios=scenarios,
    )


def _row(entry: Entry) -> list[Any]:
    told = entry.claim, "yes" if entry.primary else "", entry.verdict, entry.effect, entry.interval
    return [entry.scenario, *told, "" if entry.replicates is None else entry.replicates]


def _scenario(name: str, entries: Iterable[Entry], out: Path) -> dict[str, Any]:
    run = run_of(out, name)
    verdicts = run.verdicts if run else ()
    known = {one["claim"]: one for one in verdicts}
    claims = []
    for entry in sorted(entries, key=lambda entry: not entry.primary):
        sign = SIGNS.get(entry.verdict, "")
        drawn = picture(known[entry.claim]) if sign else Markup("")
        said = measured(known[entry.claim], run.scenario.claim) if run and sign else ""
        more = {"word": entry.verdict, "sign": sign, "picture": drawn, "measured": said}
        claims.append({**entry._asdict(), **more, "verdict": entry.row[5]})
    scenario = load(name)
    shown: Markup | None = None
    if run:
        files = (run.path / "figures" / f"{figure}.png" for figure in telling(run))
        file = next((file for file in files if file.is_file()), None)
        shown = image(read(file), f"Figure {file.stem} of {name}: {scenario.title}", POINTS) if file else None
    told = {"name": name, "title": scenario.title, "note": scenario.note, "weakest_link": scenario.weakest_link}
    return told | {"level": level(verdicts), "claims": claims, "picture": shown}
