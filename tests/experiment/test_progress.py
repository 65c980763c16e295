"""What is said of a cell that ended."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from rich.console import Console

from evosim.experiment.progress import Progress
from evosim.experiment.store import Store
from evosim.experiment.work import Outcome
from evosim.scenario import cells, load


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"planner": True, "born": 9}, "a planner; genome from generation 9"),
        ({"planner": False, "born": 12}, "not a planner; genome from generation 12"),
        ({"born": 3, "success_novel": 0.5}, "genome from generation 3, success in new mazes 0.50"),
    ],
)
def test_a_cell_is_told_by_what_came_of_it(row: dict[str, Any], words: str, tmp_path: Path) -> None:
    (cell, *_) = cells(load("one_maze"))
    store, sink = Store(tmp_path), io.StringIO()
    table, written = pa.Table.from_pylist([row]), pa.BufferOutputStream()
    with pa.ipc.new_file(written, table.schema) as file:
        file.write_table(table)
    store.write(cell.key, {"probes.arrow": bytes(written.getvalue())})
    with Progress([cell], set(), Console(file=sink, width=200), store) as progress:
        progress.report(Outcome(cell, ""))
    assert sink.getvalue().rstrip().endswith(f", replicate 0): {words}")
