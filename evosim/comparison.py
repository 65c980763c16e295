"""Which rows to put side by side: the values of a key in one run, or two runs, and which columns of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pyarrow as pa

from evosim.experiment.lookup import find
from evosim.faults.problem import did_you_mean, one_of
from evosim.scenario import Problem, ScenarioError

KNOWN = ("cell", "replicate", "variant", "seconds", "evaluations", "parameters")


def groups(run: str, other: str | None, out: Path, by: str | None) -> tuple[list[str], list[pa.Table], list[str]]:
    """Labels, tables, and the columns that say which point a row is.

    Raises
    ------
    ScenarioError
        If there is no such run or key, or if two runs share no point and no column.
    """
    first = find(run, out)
    table = first.table
    if other is not None:
        second = find(other, out)
        tables = [table, second.table]
        shared = set(tables[0].column_names) & set(tables[1].column_names)
        if not shared - set(KNOWN):
            raise ScenarioError([Problem(other, None, "", "a run with some columns of the other", "none of them")])
        if by is None:
            return [first.path.name, second.path.name], tables, [*KNOWN, *first.scenario.sweep, *second.scenario.sweep]
        table = pa.concat_tables(
            [t.select(sorted(shared | {"replicate"})) for t in tables], promote_options="permissive"
        )
    swept = list(first.scenario.sweep)
    varied = [key for key in ("variant", *swept) if key in table.column_names and len(_levels(table, key)) > 1]
    keys = [*varied, *(name for name in table.column_names if name.startswith("encoding.") and name not in varied)]
    by = by or next(iter(varied), None)
    if by is None or by not in keys or len(_levels(table, by)) < 2:
        usable = [key for key in keys if len(_levels(table, key)) > 1]
        expected = f"a key with two values or more: {one_of(usable)}" if usable else "a run with more than one point"
        raise ScenarioError(
            [Problem("--by", None, by or "", expected, "one value at most", did_you_mean(by or "", usable))]
        )
    levels = _levels(table, by)
    tables = [table.filter(pa.array([value == level for value in table[by].to_pylist()])) for level in levels]
    return [str(level) for level in levels], tables, [*KNOWN, *keys]


def paired(tables: Sequence[pa.Table], labels: Sequence[str]) -> Iterator[str]:
    """Yield lines: over how many replicates the tables are compared, and what has no partner."""
    numbers = [set(table["replicate"].to_pylist()) for table in tables]
    both = set.intersection(*numbers)
    yield f"{len(both)} replicates that all have, paired by their number; where columns have fewer, over says how many"
    for label, own in zip(labels, numbers, strict=True):
        if own - both:
            yield f"left out, since not all have them: {len(own - both)} replicates of {label}"


def wanted(tables: Sequence[pa.Table], only: Sequence[str]) -> Callable[[str], bool]:
    """Which columns are asked for: all where ``only`` is empty; ``*`` stands for any letters.

    Raises
    ------
    ScenarioError
        With each name that fits no column.
    """
    names = list(dict.fromkeys(name for table in tables for name in table.column_names))
    unknown = [one for one in only if not any(fnmatchcase(name, one) for name in names)]
    if unknown:
        expected = "columns of the table, * for any letters: evosim list probes"
        raise ScenarioError(
            [
                Problem("--only", None, "", expected, one, did_you_mean(one, names), "no such column")
                for one in unknown
            ]
        )
    return lambda name: not only or any(fnmatchcase(name.partition(":")[0], one) for one in only)


def _levels(table: pa.Table, key: str) -> list[Any]:
    return [value for value in dict.fromkeys(table[key].to_pylist()) if value is not None]
