"""The points of a design, as the table shows them: what a picture has a panel or a row for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from evosim.pictures.words import head, spoken
from evosim.scenario.frozen import freeze
from evosim.scenario.schema import Scenario


@dataclass(frozen=True)
class Point:
    """One set of settings with all its replicates.

    Attributes
    ----------
    values : the value of each key that varies, in the order of ``varying``
    heads : words for those keys
    rows : (n,) int64, the table's rows, by replicate
    """

    values: tuple[Any, ...]
    heads: tuple[str, ...]
    rows: NDArray[np.int64]

    @property
    def parts(self) -> tuple[str, ...]:
        """Words for the values."""
        return tuple(map(spoken, self.values))

    @property
    def labels(self) -> tuple[str, ...]:
        """The values with the words for their keys; none where nothing varies."""
        return labels(self.heads, self.parts)


def labels(heads: Sequence[str], parts: Sequence[str]) -> tuple[str, ...]:
    """Return values with the words for their keys."""
    return tuple(f"{name}: {part}" if name else part for name, part in zip(heads, parts, strict=True))


def keys(table: pa.Table, scenario: Scenario) -> tuple[str, ...]:
    """Return the columns that name a point: ``variant``, if there are any, and the swept keys."""
    named = ("variant",) if scenario.variant else ()
    return tuple(key for key in (*named, *scenario.sweep) if key in table.column_names)


def varying(table: pa.Table, scenario: Scenario) -> tuple[str, ...]:
    """Return those of ``keys`` that take more than one value."""
    return tuple(key for key in keys(table, scenario) if len(set(map(freeze, table[key].to_pylist()))) > 1)


def points(table: pa.Table, scenario: Scenario) -> tuple[Point, ...]:
    """Group the rows by point, in the order in which the scenario names variants and values."""
    chosen = varying(table, scenario)
    replicate = table["replicate"].to_pylist()
    settings = list(zip(*(map(freeze, table[key].to_pylist()) for key in chosen), strict=True)) or [()] * len(table)
    order = {
        "variant": [variant.name for variant in scenario.variant],
        **{k: list(v) for k, v in scenario.sweep.items()},
    }

    def place(values: tuple[Any, ...]) -> tuple[int, ...]:
        return tuple(_index(order[key], value) for key, value in zip(chosen, values, strict=True))

    groups: dict[tuple[Any, ...], list[int]] = {}
    for row in sorted(range(len(table)), key=lambda row: replicate[row]):
        groups.setdefault(settings[row], []).append(row)
    heads = tuple(map(head, chosen))
    return tuple(Point(values, heads, np.array(groups[values])) for values in sorted(groups, key=place))


def _index(values: list[Any], value: Any) -> int:
    return values.index(value) if value in values else len(values)
