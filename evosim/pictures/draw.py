"""Drawing: a finished run's figures, each with the numbers behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from evosim.files import write
from evosim.pictures.page import Drawing, Undrawable
from evosim.pictures.run import Run
from evosim.pictures.styled import styled
from evosim.scenario.schema import Scenario
from evosim.worlds import WORLDS

FIGURES = {  # name of a figure, and of the function that draws it → module in which it stands
    "learning": "learning",
    "probes": "probes",
    "thinking": "thinking",
    "thresholds": "thresholds",
    "minds": "minds",
    "diversity": "diversity",
    "two_keys": "two_keys",
    "arenas": "course",
    "valley": "course",
    "goals": "goals",
    "mesa": "goals",
    "shifted": "minds",
    "thought": "thought",
    "shifts": "shifts",
    "essay": "essay",
    "funnel": "funnel",
    "pairs": "pairs",
    "phylogeny": "phylogeny",
    "matches": "matches",
    "accuracy": "accuracy",
}
ON_REQUEST = frozenset({"phylogeny"})  # those for which a population evolves once more
# No dates and no versions, so that the same run gives the same bytes.
METADATA: dict[str, dict[str, Any]] = {
    "svg": {"Date": None, "Creator": "evosim"},
    "png": {"Software": None},
    "pdf": {"CreationDate": None, "Creator": "evosim", "Producer": None},
}
NARROWEST = 60.0


def draw(
    run: Path,
    scenario: Scenario,
    *,
    quick: bool,
    only: str | None = None,
    formats: Sequence[str] = ("svg", "png"),
    width: float = 180.0,
    to: Path | None = None,
) -> list[Path]:
    """Write the figures of a finished run, and a CSV behind each, into ``run/figures`` or another directory.

    Parameters
    ----------
    run : the run's directory: ``table.parquet``, ``verdicts.json``, ``cells/``
    quick : whether every figure is marked as a quick run
    only : the name of a figure; if None, all that the run has the numbers for, but those on request
    formats : of ``svg``, ``png``, ``pdf``
    width : mm, at least ``NARROWEST``
    to : the directory, which is made if it is not there

    Returns
    -------
    The files written, in the order of the figures.

    Raises
    ------
    Undrawable
        If the run has not what the only figure needs; then nothing has been written.
    ValueError
        If there is no such figure or format, or the page is too narrow for letters that can be read.
    """
    if only is not None and only not in FIGURES:
        raise ValueError(f"only: expected one of {', '.join(FIGURES)}; got {only!r}")
    for kind in formats:
        if kind not in METADATA:
            raise ValueError(f"formats: expected some of {', '.join(METADATA)}; got {kind!r}")
    if not width >= NARROWEST:
        raise ValueError(f"width: expected at least {NARROWEST:g} mm; got {width:g}")
    folder = to or run / "figures"
    folder.mkdir(parents=True, exist_ok=True)
    finished = Run(run, scenario, quick=quick)
    written = []
    with styled():
        for name in [name for name in FIGURES if name not in ON_REQUEST] if only is None else [only]:
            try:
                drawing = _drawing(name, finished, width)
            except Undrawable:
                if only is None:
                    continue
                raise
            for kind in formats:
                buffer = BytesIO()
                drawing.figure.savefig(buffer, format=kind, metadata=METADATA[kind] | _words(drawing, kind))
                written.append(_write(folder / f"{name}.{kind}", buffer.getvalue()))
            written.append(_write(folder / f"{name}.csv", _csv(drawing.numbers)))
    return written


def of_run(name: str, run: Path, scenario: Scenario, *, quick: bool, width: float = 180.0) -> Drawing:
    """One figure of a finished run, which is not written to a file; raises ``Undrawable``."""
    with styled():
        return _drawing(name, Run(run, scenario, quick=quick), width)


def _drawing(name: str, run: Run, width: float) -> Drawing:
    """Draw a figure of the cells whose world is of a kind that it is about: ``KINDS`` of its module, or grids."""
    module = import_module(f"{__package__}.{FIGURES[name]}")
    kinds: Sequence[str] = getattr(module, "KINDS", WORLDS[:1])
    own = run.within(kinds)
    if not own.cells:
        raise Undrawable(f"a run in a world of kind {' or '.join(kinds)}")
    function: Callable[[Run, float], Drawing] = getattr(module, name)
    return function(own, width)


def _words(drawing: Drawing, kind: str) -> dict[str, str]:
    """What a figure shows, in words: an SVG takes them along, for those who do not see it."""
    title, _, about = str(drawing.figure.get_label()).partition("\n")
    return {"Title": title, "Description": about} if kind == "svg" and title else {}


def _csv(table: pa.Table) -> bytes:
    """Return the table as CSV: what is not a number is empty."""
    for at, field in enumerate(table.schema):
        if pa.types.is_floating(field.type):
            column = table[field.name]
            table = table.set_column(at, field, pc.if_else(pc.is_nan(column), pa.scalar(None, field.type), column))
    buffer = BytesIO()
    csv.write_csv(table, buffer, csv.WriteOptions(quoting_style="needed"))
    return buffer.getvalue()


def _write(file: Path, content: bytes) -> Path:
    write(file, content)
    return file
