"""Run finished cells again, and compare their digests with those that are stored."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console

from evosim.experiment.executors import start
from evosim.experiment.progress import Progress
from evosim.experiment.provenance import provenance
from evosim.experiment.run import Run, unfinished
from evosim.experiment.store import REPLAY, Store
from evosim.experiment.words import label
from evosim.experiment.work import Work
from evosim.scenario import Cell

COMPARED = ("sources", "evosim", "commit", "python", "libraries", "system", "processor")  # of provenance


class Reproduced(NamedTuple):
    """A cell that ran again: whether its digest is the stored one, and if not, why.

    ``files`` are those that differ, where the stored ones are there; ``error`` is why there is nothing to compare.
    """

    cell: Cell
    same: bool
    files: tuple[str, ...] = ()
    error: str = ""


def reproduce(run: Run, cells: Sequence[Cell], workers: int, console: Console) -> list[Reproduced]:
    """Run cells of a finished run again, elsewhere, and compare.

    Raises
    ------
    ScenarioError
        If the run is not finished, or its digests are damaged.
    """
    stored = run.digests().get("cells")
    if stored is None:
        raise unfinished(run.path, "digests.json")
    known = [cell for cell in {cell.key: cell for cell in cells}.values() if cell.key in stored]
    with tempfile.TemporaryDirectory(prefix="evosim-") as folder:
        again = Store(Path(folder))
        with Progress(known, set(), console, again) as progress, again.leases:
            start("processes" if workers > 1 and len(known) > 1 else "serial", Work(known, again, progress), workers)
        return [_compared(run, cell, str(stored[cell.key]), again) for cell in known]


def _compared(run: Run, cell: Cell, digest: str, again: Store) -> Reproduced:
    if error := again.failure(cell.key):
        return Reproduced(cell, same=False, error=error)
    if again.digest(cell.key) == digest:
        return Reproduced(cell, same=True)
    if run.store.fault(cell.key) is not None:  # a table and digests alone, as in a gallery
        return Reproduced(cell, same=False)
    then, now = run.store.hashes(cell.key), again.hashes(cell.key)
    names = sorted(name for name in then.keys() | now.keys() if then.get(name) != now.get(name))
    return Reproduced(cell, same=False, files=tuple(name for name in names if not name.startswith(REPLAY)))


def told(run: Run, found: Sequence[Reproduced]) -> Iterator[str]:
    """Yield lines: what differs, what may be why, and how many cells are the same."""
    for one in found:
        if not one.same:
            where = f"cell {one.cell.key} ({label(one.cell)}, replicate {one.cell.replicate})"
            differs = f"another digest: {', '.join(one.files)}" if one.files else "another digest"
            yield f"{where}: {one.error or differs}"
    if not all(one.same for one in found):
        yield from _changes(run)
    yield f"{sum(one.same for one in found)} of {len(found)} cells have the stored digest"


def _changes(run: Run) -> Iterator[str]:
    """What was otherwise when the run was made, by its last session."""
    if not run.sessions:
        yield "what made the run is not known: its provenance.json is absent or damaged"
        return
    now = provenance(run.scenario.seed, [], "", 0.0, quick=False)
    changes = list(_different(run.sessions[-1], now))
    yield from changes or ["versions, processor and sources are those of the run"]


def _different(then: dict[str, Any], now: dict[str, Any]) -> Iterator[str]:
    for key in COMPARED:
        before, after = then.get(key), now[key]
        if isinstance(after, dict):
            before = before if isinstance(before, dict) else {}
            pairs = {name: (before.get(name), after[name]) for name in after}
        else:
            pairs = {key: (before, after)}
        for name, (old, new) in pairs.items():
            if old != new:
                yield f"{name}: {json.dumps(old)} then, {json.dumps(new)} now"
    if then.get("patch") or now["patch"]:
        yield "the sources had changes that were not committed"
