"""The tidy table: one row per cell of the present scenario."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Container, Iterable
from typing import Any

import pyarrow as pa

from evosim.arrow import read_ipc
from evosim.experiment.store import Store
from evosim.scenario import Cell, Scenario, columns
from evosim.scenario.columns import kind

TYPES = {"number": pa.float64(), "count": pa.int64(), "flag": pa.bool_(), "text": pa.string()}


def gather(scenario: Scenario, cells: Iterable[Cell], finished: Container[str], store: Store) -> pa.Table:
    """One row per cell; what does not apply to one is null, and nothing was measured in those not ``finished``."""
    rows = []
    for cell in cells:
        measured = _measured(store, cell.key) if cell.key in finished else {}
        rows.append({**measured, "cell": cell.key, "replicate": cell.replicate, **cell.point.row()})
    names = list(columns(scenario))
    extra = sorted({name for row in rows for name in row} - set(names))
    return pa.table({name: _column(name, [row.get(name) for row in rows]) for name in [*names, *extra]})


def _measured(store: Store, key: str) -> dict[str, Any]:
    stored = store.read(key, "probes.arrow")
    if stored is None:
        raise ValueError(f"cell {key} has no measurements")
    return {**read_ipc(stored).to_pylist()[0], "seconds": store.seconds(key)}


def digest(table: pa.Table) -> str:
    """A digest of the table but its timings."""
    sha = hashlib.sha256()
    for name in sorted(set(table.column_names) - {"seconds"}):
        sha.update(json.dumps([name, table[name].to_pylist()]).encode())
    return sha.hexdigest()


def odd(table: pa.Table) -> str:
    """What makes a table that was read from a file none of a run; empty if nothing does."""
    if missing := {"cell", "replicate"} - set(table.column_names):
        return f"there is no column {min(missing)}"
    if twice := sorted(name for name, times in Counter(table.column_names).items() if times > 1):
        return f"there are several columns {twice[0]!r}"
    for name in table.column_names:
        declared, found = kind(name), table[name].type
        kinds = [TYPES[declared]] if declared else list(TYPES.values())
        numbers = pa.float64() in kinds and found == pa.int64()
        if not (found in kinds or numbers or pa.types.is_null(found)):
            return f"the column {name} has values of type {table[name].type}"
    if any(table[name].null_count for name in ("cell", "replicate")):
        return "rows of no cell"
    return ""


def _column(name: str, values: list[Any]) -> pa.Array:
    declared = kind(name)
    if declared:
        return pa.array(values, TYPES[declared])
    present = [value for value in values if value is not None]
    if present and not all(isinstance(value, (int, float)) for value in present):
        return pa.array([None if value is None else str(value) for value in values], pa.string())
    found = pa.bool_() if present and all(isinstance(v, bool) for v in present) else None
    if found is None and present and all(isinstance(v, int) for v in present):
        found = pa.int64()
    return pa.array(values, found or pa.float64())
