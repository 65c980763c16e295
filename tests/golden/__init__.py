"""Small runs whose digests are stored beside them, in ``digests.json``."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from evosim.experiment.store import Store
from evosim.experiment.table import digest, gather
from evosim.experiment.trial import run_cell
from evosim.scenario import cells, load
from evosim.threads import Threads

HERE = Path(__file__).parent
NAMES = tuple(sorted(path.stem for path in HERE.glob("*.toml")))


def stored() -> dict[str, Any]:
    """The digests that results had when they were last meant to change, by the name of the run."""
    return dict(json.loads((HERE / "digests.json").read_bytes()))


def digests(name: str, threads: int = 1) -> dict[str, Any]:
    """Digests of the cells of a run and of its table, in threads of this process."""
    scenario = load(HERE / f"{name}.toml")
    every = cells(scenario)
    with TemporaryDirectory() as folder, Threads(threads) as pool:
        store = Store(Path(folder))
        for cell in every:
            store.write(cell.key, run_cell(cell, pool))
        found = {cell.key: store.digest(cell.key) for cell in every}
        return {"cells": found, "table": digest(gather(scenario, every, found, store))}
