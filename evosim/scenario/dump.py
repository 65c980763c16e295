"""Scenario → TOML text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evosim.faults.toml import inline, quoted
from evosim.scenario.schema import Scenario


def dump(scenario: Scenario) -> str:
    """Return the effective scenario as TOML: all that was set, and every default, so that none can drift.

    ``load`` of that text gives an equal scenario.
    """
    data = scenario.model_dump(by_alias=True, exclude_none=True)
    if not scenario.point_replicates:
        del data["point_replicates"]
    first = {key: data[key] for key in ("title", "name", "seed", "replicates")}
    return "\n".join(_lines((), first | data)).strip() + "\n"


def _lines(path: tuple[str, ...], table: Mapping[str, Any]) -> Iterator[str]:
    """Yield a table: its plain values first, because TOML gives all that follows a header to that header."""
    tables = {key: value for key, value in table.items() if isinstance(value, Mapping) and not path}
    lists = {key: value for key, value in table.items() if len(path) < 2 and _is_list_of_tables(value)}
    for key, value in table.items():
        if key not in tables and key not in lists:
            yield f"{quoted(key)} = {inline(value)}"
    for key, value in tables.items():
        yield from ("", f"[{quoted(key)}]", *_lines((*path, key), value))
    for key, value in lists.items():
        header = ".".join(map(quoted, (*path, key)))
        for item in value:
            yield from ("", f"[[{header}]]", *_lines((*path, key, ""), item))


def _is_list_of_tables(value: object) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(item, Mapping) for item in value)
