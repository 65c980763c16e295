"""Runs that tests make by hand, as a run leaves them."""

from __future__ import annotations

import json
from pathlib import Path

from evosim.arrow import read_parquet
from evosim.experiment.run import Run
from evosim.experiment.store import DONE, FORMAT, sha256
from evosim.experiment.table import digest


def finish(path: Path) -> None:
    """Write ``DONE.json`` of each cell, and the digests of table and verdicts."""
    for cell in path.glob("cells/*"):
        hashes = {file.name: sha256(file.read_bytes()) for file in cell.iterdir() if file.name != DONE}
        (cell / DONE).write_text(json.dumps({"format": FORMAT, "cell": cell.name, "files": hashes}))
    verdicts = path / "verdicts.json"
    told = json.loads(verdicts.read_bytes()) if verdicts.exists() else []
    digests = {"cells": {}, "table": digest(read_parquet(path / "table.parquet")),
               "verdicts": sha256(json.dumps(told).encode())}  # fmt: skip
    Run.beginning(path).seal("digests.json", digests)
