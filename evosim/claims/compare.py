"""Groups of rows side by side: every measured column with its interval, and the difference of two groups with its own.

The unit is the replicate: rows of a group that share one are averaged, and groups are compared within replicates: each
column is taken over those replicates that have it in every group where anything has it.
A column of words, ``quadrant_<shift>``, becomes a column of truth values for each word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from evosim.claims import intervals
from evosim.claims.estimate import Estimate, Floats
from evosim.probes.shifts import QUADRANTS
from evosim.scenario.columns import bounds

LEVEL = 0.95


class Line(NamedTuple):
    """One column of the table: an estimate for each group, None where it has no value, and the difference of two."""

    name: str
    groups: tuple[Estimate | None, ...]
    difference: Estimate | None
    replicates: int  # that the estimates rest on, the same in each group


def compare(
    groups: Sequence[pa.Table], leave_out: Sequence[str] = (), only: Callable[[str], bool] = lambda name: True
) -> list[Line]:
    """Compare groups of rows of one or several results.

    Parameters
    ----------
    groups : tables with a column ``replicate``.
    leave_out : columns that say which point a row is, not what came of it.
    only : whether a line of that name is wanted.

    Returns
    -------
    A line for each column of numbers or truth values that all tables have and at least one has a value for, and three
    for each column of quadrants: the share of each word. The difference, first group less second, is there for exactly
    two groups.
    """
    groups = [_with_quadrants(table) for table in groups]
    shared = [name for name in groups[0].column_names if all(name in table.column_names for table in groups)]
    lines = []
    for name in shared:
        if name in leave_out or not only(name) or not all(_measured(table, name) for table in groups):
            continue
        means = [_by_replicate(table, name) for table in groups]
        measured = [set(values) for values in means if values]
        if not measured:
            continue
        both = sorted(set.intersection(*measured))
        share = all(pa.types.is_boolean(table[name].type) for table in groups)
        span = bounds(name, [name] if share else [])
        found = [np.array([values[replicate] for replicate in both] if values else []) for values in means]
        estimates = tuple(_estimate(values, share, span) for values in found)
        difference = _difference(found[0], found[1], share, span) if len(groups) == 2 else None
        lines.append(Line(name, estimates, difference, len(both)))
    return lines


def _with_quadrants(table: pa.Table) -> pa.Table:
    """Put a column of truth values for each word where a column of quadrants stands."""
    columns: dict[str, pa.ChunkedArray | pa.Array] = {}
    for name in table.column_names:
        if not name.startswith("quadrant_"):
            columns[name] = table[name]
            continue
        words = table[name].to_pylist()
        for one in QUADRANTS:
            columns[f"{name}: {one}"] = pa.array([None if word is None else word == one for word in words], pa.bool_())
    return pa.table(columns)


def _measured(table: pa.Table, name: str) -> bool:
    kind = table[name].type
    return any(
        test(kind) for test in (pa.types.is_boolean, pa.types.is_integer, pa.types.is_floating, pa.types.is_null)
    )


def _by_replicate(table: pa.Table, name: str) -> Mapping[int, float]:
    """Mean of a column in each replicate that has a value in each of its rows."""
    rows: dict[int, list[float]] = {}
    for replicate, value in zip(table["replicate"].to_pylist(), table[name].to_pylist(), strict=True):
        rows.setdefault(replicate, []).append(np.nan if value is None else float(value))
    means = {replicate: float(np.mean(values)) for replicate, values in rows.items()}
    return {replicate: mean for replicate, mean in means.items() if np.isfinite(mean)}


def _estimate(values: Floats, share: bool, span: tuple[float, float] | None) -> Estimate | None:
    if not len(values):
        return None
    if share and np.isin(values, (0.0, 1.0)).all():
        return intervals.share(values, LEVEL).estimate
    return intervals.mean(values, LEVEL, span).estimate


def _difference(a: Floats, b: Floats, share: bool, span: tuple[float, float] | None) -> Estimate | None:
    if len(a) < 2 or len(a) != len(b):  # one has no value at all
        return None
    if share and np.isin((a, b), (0.0, 1.0)).all():
        return intervals.difference(a, b, LEVEL).estimate
    return intervals.mean(a - b, LEVEL, intervals.differences(span)).estimate
