"""Faults: problems at paths of the data, before file and line are known; and pydantic's errors as such."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from pydantic import ValidationError

from evosim.faults.expected import bare, branches, cured, fields, is_section, shown, tagged, words
from evosim.faults.path import Path, begins
from evosim.faults.problem import did_you_mean, one_of
from evosim.options import Section


@dataclass(frozen=True)
class Fault:
    """What is wrong at a path, in the words of ``Problem``; ``also`` are other keys that it depends on."""

    path: Path
    expected: str = ""
    got: str = ""
    cure: str = ""
    what: str = ""
    also: tuple[Path, ...] = ()


def unknown(path: Path, known: Iterable[str], value: object, what: str = "unknown key") -> Fault:
    """Return a fault: the last key of ``path`` is none of those that exist."""
    known = list(known)
    return Fault(path, one_of(known), shown(value), did_you_mean(path[-1], known), what)


def repeated(items: Any, path: Path) -> list[Fault]:
    """Return the names that occur more than once in a list of tables."""
    items = items if isinstance(items, list) else []
    names = [item.get("name") if isinstance(item, Mapping) else None for item in items]
    return [
        Fault((*path, index, "name"), "a name of its own", shown(name), what="repeated")
        for index, name in enumerate(names)
        if isinstance(name, str) and name in names[:index]
    ]


def faults(error: ValidationError, model: type[Section], under: Path = ()) -> list[Fault]:
    """Turn the errors of pydantic in a ``model`` at ``under`` into one fault for each thing to correct."""
    found = [_fault(item["type"], item["loc"], item["input"], model, under) for item in error.errors()]
    # A value that fits no branch of a union is reported once for each branch, and a list with a bad element
    # once more as a whole: the deepest report is the most precise one.
    paths = {fault.path for fault in found}
    deepest = [fault for fault in found if not any(begins(path, fault.path) for path in paths - {fault.path})]
    return [fault for fault in dict.fromkeys(deepest) if not _is_echo(fault, deepest)]


def _is_echo(fault: Fault, found: list[Fault]) -> bool:
    """Whether a key is missing only because it is misspelt."""
    return fault.what == "missing" and any(
        other.path[:-1] == fault.path[:-1] and other.cure == did_you_mean(fault.path[-1], [str(fault.path[-1])])
        for other in found
    )


def _fault(code: str, steps: tuple[str | int, ...], value: object, model: Any, path: Path) -> Fault:
    """Walk down the models along pydantic's steps, among which are the branches of unions."""
    kind = model
    while steps:
        step, *rest = steps
        parent = bare(kind)
        branch = tagged(kind).get(str(step), parent if is_section(parent) and parent.__name__ == step else None)
        if len(branches(kind)) > 1:
            if not rest or not branch:
                break
            kind, steps = branch, tuple(rest)
            continue
        if rest == ["[key]"]:
            return Fault((*path, step), words(get_args(parent)[0]), shown(value), what="not a name")
        path, steps = (*path, step), tuple(rest)
        if is_section(parent) and step not in fields(parent):
            return unknown(path, fields(parent), value)
        kind = fields(parent)[str(step)] if is_section(parent) else get_args(parent)[get_origin(parent) is dict]
    if code == "missing":
        return Fault(path, words(kind), what="missing")
    if code == "union_tag_invalid" and isinstance(value, Mapping):
        known, got = tagged(kind), value["kind"]
        return Fault((*path, "kind"), one_of(known), shown(got), did_you_mean(got, known))
    return Fault(path, words(kind), shown(value), cured(value, kind))
