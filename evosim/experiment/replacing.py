"""What a run would replace of another scenario that was run into the same directory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evosim.experiment.run import Run
from evosim.scenario import Problem, Scenario, ScenarioError, cells
from evosim.scenario.register import digest
from evosim.scenario.replicates import with_replicates

MOST = 6  # keys that are named
PAST = 60  # letters of a value


def replaced(scenario: Scenario, there: Run) -> list[Problem]:
    """A problem if finished cells, or claims on them, stand in a directory and the scenario has no place for them.

    More replicates, points and claims, or other titles, add to a run. Another seed, fewer replicates or a claim in
    other words would leave results without the scenario that they belong to.
    """
    if not (there.path / "scenario.toml").is_file():
        return []
    try:
        older = there.scenario
    except ScenarioError:  # damaged, or of an earlier version: its cells have names of their own, and stay
        return []
    if older == scenario:
        return []
    finished = {cell.key for cell in cells(older) if there.store.fault(cell.key) is None}
    kept = {cell.key for cell in cells(with_replicates(scenario, [scenario.most]))}
    claims = {digest(claim) for claim in older.claim} - {digest(claim) for claim in scenario.claim}
    if not finished or (finished <= kept and not claims):
        return []
    told = list(_differences(older.model_dump(by_alias=True), scenario.model_dump(by_alias=True)))
    rest = f", and {len(told) - MOST} more" if len(told) > MOST else ""
    got = f"another, which differs in {', '.join(told[:MOST])}{rest}"
    expected = f"the scenario of which {len(finished)} cells are finished there, or one with more of the same"
    cure = "give --name LABEL to keep both, or --replace to make table, verdicts and figures anew"
    return [Problem("--out", None, str(there.path), expected, got, cure, "holds another scenario")]


def _differences(there: Any, here: Any, key: str = "") -> Iterator[str]:
    """Each key of which the values differ, with both; tables in lists go by their names."""
    there, here = _named(there), _named(here)
    if isinstance(there, Mapping) and isinstance(here, Mapping):
        for name in dict.fromkeys((*there, *here)):
            if there.get(name) != here.get(name):
                yield from _differences(there.get(name), here.get(name), f"{key}.{name}" if key else str(name))
    else:
        yield f"{key} ({_short(there)} there, {_short(here)} here)"


def _named(value: Any) -> Any:
    tables = isinstance(value, list | tuple) and all(isinstance(item, Mapping) and "name" in item for item in value)
    return {item["name"]: item for item in value} if tables else value


def _short(value: Any) -> str:
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= PAST else f"{text[: PAST - 1]}…"
