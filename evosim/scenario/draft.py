"""Points that may not be valid, with the place where each setting was written, for the messages of errors."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from evosim.faults.expected import fields, selected, shown
from evosim.faults.fault import Fault, faults
from evosim.faults.path import Path, begins, dotted
from evosim.faults.problem import did_you_mean, one_of
from evosim.options import Section
from evosim.scenario.keys import SETTINGS, KeyProblem, assigned, resolve, split
from evosim.scenario.schema import Scenario

MOST = 2_000  # points of one scenario: more than that is probably an error, and takes long to check


@dataclass(frozen=True)
class Setting:
    """One key that a variant or the sweep sets: its path, its value, and the path where that is written."""

    path: Path
    value: Any
    by: Path


@dataclass(frozen=True)
class Draft:
    """One point as parsed data; ``index`` is that of its variant."""

    data: Mapping[str, Any]
    variant: str | None = None
    index: int | None = None
    settings: tuple[Setting, ...] = ()

    @property
    def swept(self) -> dict[str, Setting]:
        """What the sweep set, by key."""
        return {str(setting.by[1]): setting for setting in self.settings if setting.by[0] == "sweep"}

    def attribute(self, fault: Fault) -> Fault | None:
        """Return a fault at the path that set the wrong value; None if neither variant nor sweep did."""
        for setting in reversed(self.settings):
            if begins(fault.path, setting.path):
                inside = fault.path[len(setting.path) :]
                return replace(fault, path=setting.by + inside, got=fault.got if inside else shown(setting.value))
            # A key may be missing beside the one that was set, as ``like`` beside ``within``.
            if begins(setting.path, fault.path if fault.what != "missing" else fault.path[:-1]):
                return replace(fault, path=setting.by, got=shown(setting.value))
            if any(begins(path, setting.path) or begins(setting.path, path) for path in fault.also):
                key = dotted(self.data, fault.path)
                what = f"{key}: {fault.what}" if fault.what else f"{key} cannot be {fault.got}"
                return replace(fault, path=setting.by, got=shown(setting.value), what=what)
        return None


def drafts(data: Mapping[str, Any]) -> tuple[list[Draft], list[Fault]]:
    """Expand a parsed scenario, which may be wrong, into its points and what is wrong with its keys.

    What is malformed is left out: the schema has found it.
    """
    sweep, variants = data.get("sweep"), data.get("variant")
    levels = {key: values for key, values in _items(sweep) if isinstance(values, list) and values}
    named = [
        (index, variant)
        for index, variant in enumerate(variants if isinstance(variants, list) else [])
        if isinstance(variant, Mapping) and isinstance(variant.get("set", {}), Mapping)
    ]
    found: list[Fault] = []
    axes = [(index, variant, _left(index, variant, levels, found)) for index, variant in named]
    count = sum(math.prod(map(len, its.values())) for _, _, its in axes) or math.prod(map(len, levels.values()))
    if count > MOST:
        return [], [Fault(("sweep",), f"at most {MOST:,} points", str(count), what="too many points")]
    base = Draft({key: data.get(key, {}) for key in SETTINGS})
    starts = [(_of_variant(base, index, variant, levels, found), its) for index, variant, its in axes]
    starts = starts or [(base, {key: dict(enumerate(values)) for key, values in levels.items()})]
    return [draft for start, its in starts for draft in _grid(start, list(its.items()), found)], found


def _left(
    index: int, variant: Mapping[str, Any], levels: Mapping[str, list[Any]], found: list[Fault]
) -> dict[str, dict[int, Any]]:
    """Return the values of swept keys that a variant is left at, by their place in the sweep."""
    left = {key: dict(enumerate(values)) for key, values in levels.items()}
    for key, values in _items(variant.get("only")):
        spot: Path = ("variant", index, "only", key)
        if key not in levels:
            cure = did_you_mean(key, levels)
            found.append(Fault(spot, one_of(levels) if levels else "a swept key", shown(values), cure))
        elif isinstance(values, list):
            wrong = [value for value in values if value not in levels[key]]
            if wrong:
                found.append(Fault(spot, one_of(map(shown, levels[key])), shown(wrong[0]), what="not swept"))
            left[key] = {at: value for at, value in left[key].items() if value in values}
    return left


def _items(table: Any) -> Collection[tuple[str, Any]]:
    return table.items() if isinstance(table, Mapping) else ()


def _of_variant(
    base: Draft, index: int, variant: Mapping[str, Any], swept: Collection[str], found: list[Fault]
) -> Draft:
    draft = replace(base, variant=str(variant.get("name")), index=index)
    for key, value in _items(variant.get("set")):
        by: Path = ("variant", index, "set", key)
        if key in swept:
            cure = "set it here or sweep it, not both"
            found.append(Fault(by, got=shown(value), cure=cure, what="the sweep would overwrite it"))
        else:
            path = _place(draft, key, by, found)
            draft = _set(draft, path, value, by) if path is not None else draft
    return draft


def _grid(draft: Draft, axes: Sequence[tuple[str, Mapping[int, Any]]], found: list[Fault]) -> Iterator[Draft]:
    """Yield the points of the grid, the last axis fastest; an axis that cannot be set is passed over."""
    if not axes:
        yield draft
        return
    (key, values), *rest = axes
    place = _place(draft, key, ("sweep", key), found)  # of all levels alike, so what is wrong with it is told once
    steps = [_level(draft, place, key, value, index, found) for index, value in values.items()]
    for step in list(filter(None, steps)) or [draft]:
        yield from _grid(step, rest, found)


def _level(
    draft: Draft, place: Path | None, key: str, value: Any, index: int, found: list[Fault]
) -> Draft | None:  # fmt: skip
    if isinstance(value, list | Mapping):
        expected, cure = "numbers, words, true or false", "give names to lists and tables with [[variant]]"
        found.append(Fault(("sweep", key, index), expected, shown(value), cure))
        return None
    return _set(draft, place, value, ("sweep", key, index)) if place is not None else None


def _place(draft: Draft, key: str, by: Path, found: list[Fault]) -> Path | None:
    """Return the path that a key means in a draft; None if there is none, which is a fault of what is ``by``."""
    try:
        first = split(key)[0]
        if first in fields(Scenario) and first not in SETTINGS:
            raise KeyProblem("the same at every point", f"a key of {', '.join(SETTINGS)}")
        return resolve(draft.data, key)
    except KeyProblem as bad:
        found.append(Fault(by, bad.expected, cure=bad.cure, what=bad.what))
        return None


def _set(draft: Draft, path: Path, value: Any, by: Path) -> Draft:
    return replace(draft, data=assigned(draft.data, path, value), settings=(*draft.settings, Setting(path, value, by)))


class Sections:
    """Validates the sections of drafts one by one, so that a bad one does not hide what is wrong in another.

    Points share the sections in which they do not differ: each is looked at once.
    """

    def __init__(self, known: Collection[Fault] = ()) -> None:
        """Take the faults of the base, which are not repeated at its points."""
        self.known = frozenset(known)
        self.seen: dict[tuple[str, int], tuple[Any, Any, list[Fault]]] = {}

    def of(self, draft: Draft) -> tuple[dict[str, Any], list[Fault]]:
        """Return the valid sections of a draft, and what is wrong with the others."""
        parts: dict[str, Any] = {}
        found: list[Fault] = []
        for name, raw in draft.data.items():
            if (name, id(raw)) not in self.seen:
                # The data is kept beside what was found, so that its id stays its own.
                self.seen[name, id(raw)] = (raw, *_validated(name, raw))
            _, part, bad = self.seen[name, id(raw)]
            if part is not None:
                parts[name] = part
            placed = [draft.attribute(fault) for fault in bad if fault not in self.known]
            found += [fault for fault in placed if fault]
        return parts, found


def _validated(name: str, raw: Any) -> tuple[Section | None, list[Fault]]:
    model = selected(fields(Scenario)[name], raw)
    try:
        return model.model_validate(raw), []
    except ValidationError as error:
        return None, faults(error, model, (name,))
