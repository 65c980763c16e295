"""The points of a design, as the table shows them: what a picture has a panel or a row for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from evosim.faults.arguments import brief
from evosim.pictures.page import Undrawable
from evosim.pictures.words import head, spoken
from evosim.scenario.schema import Scenario
from evosim.worlds import WORLDS


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
    return tuple(key for key in keys(table, scenario) if len(set(table[key].to_pylist())) > 1)


def points(table: pa.Table, scenario: Scenario, world: str = WORLDS[0]) -> tuple[Point, ...]:
    """Group the rows by point, in the order in which the scenario names variants and values.

    ``world`` is the kind of their worlds, on which the words for keys depend.
    """
    chosen = varying(table, scenario)
    levels = [_levels(scenario, key) for key in chosen]
    places = [
        [_place(key, known, value) for value in table[key].to_pylist()]
        for known, key in zip(levels, chosen, strict=True)
    ]
    replicate = table["replicate"].to_pylist()
    groups: dict[tuple[int, ...], list[int]] = {}
    for row in sorted(range(len(table)), key=lambda row: replicate[row]):
        groups.setdefault(tuple(place[row] for place in places), []).append(row)
    heads = tuple(head(key, world) for key in chosen)
    return tuple(
        Point(tuple(known[n] for known, n in zip(levels, group, strict=True)), heads, np.array(groups[group]))
        for group in sorted(groups)
    )


def _levels(scenario: Scenario, key: str) -> tuple[Any, ...]:
    return tuple(variant.name for variant in scenario.variant) if key == "variant" else scenario.sweep[key]


def _place(key: str, levels: tuple[Any, ...], value: Any) -> int:
    """Return which level a value of the table is; the table holds the text of those that are not numbers."""
    for known in (levels, tuple(map(str, levels))):
        if value in known:
            return known.index(value)
    raise Undrawable(f"cells of the scenario's own points; {brief(value)} is none of its values of {key}")
