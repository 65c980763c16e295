"""A problem that does not know yet where it stands, and how pydantic's errors become such."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from pydantic import ValidationError

from evosim.faults.expected import bare, bounds, branches, cured, fields, is_section, shown, words
from evosim.faults.path import Path, begins
from evosim.faults.problem import did_you_mean, one_of
from evosim.options import Section


@dataclass(frozen=True)
class Fault:
    """What is wrong at a path, in the words of ``Problem``; ``also`` are other keys that it follows from."""

    path: Path
    expected: str = ""
    got: str = ""
    cure: str = ""
    what: str = ""
    also: tuple[Path, ...] = ()


def unknown(path: Path, known: Iterable[str], value: object, what: str = "unknown key") -> Fault:
    """Say that the last key of ``path`` is none of those that exist."""
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
    """Turn what pydantic found in a ``model`` at ``under`` into one fault for each thing to mend."""
    items, found = _by_kind(error.errors(), model, under)
    found += [_fault(item["type"], item["loc"], item["input"], model, under) for item in items]
    # A value that fits no branch of a union is reported once for each branch, and a list with a bad element
    # once more as a whole: the deepest report says it best.
    paths = {fault.path for fault in found}
    deepest = [fault for fault in found if not any(begins(path, fault.path) for path in paths - {fault.path})]
    return [fault for fault in dict.fromkeys(deepest) if not _is_echo(fault, deepest)]


def _by_kind(items: Any, model: type[Section], under: Path) -> tuple[list[Any], list[Fault]]:
    """Keep what is wrong with the kind that was meant, of sections that come in kinds; say where no kind was named.

    Pydantic tries every branch of a union, and tells of all of them that they are wrong.
    """
    kept, found = [], []
    meant: dict[Path, dict[type[Section], bool]] = {}
    places = [_kinds(item["loc"], model) for item in items]
    for item, place in zip(items, places, strict=True):
        if place:
            at, branch, known = place
            other = item["loc"] == (*at, branch.__name__, "kind")
            its = meant.setdefault(at, {})
            its[branch] = its.get(branch, True) and not other
            if other and item["type"] == "literal_error":
                got = item["input"]
                fault = Fault((*under, *at, "kind"), one_of(known), shown(got), did_you_mean(got, known))
                found.append((at, fault))
    for item, place in zip(items, places, strict=True):
        if not place or meant[place[0]][place[1]]:
            kept.append(item)
    unknown = {at: fault for at, fault in found if not any(meant[at].values())}
    return kept, list(unknown.values())


def _in_kinds(kind: Any) -> list[type[Section]]:
    """Return the sections of a union of such that are told apart by their key ``kind``; none of any other type."""
    sections = [base for base in map(bare, branches(kind)) if is_section(base)]
    return sections if len(sections) > 1 and all("kind" in fields(base) for base in sections) else []


def _kinds(steps: tuple[str | int, ...], model: Any) -> tuple[Path, type[Section], list[str]] | None:
    """Return where an error runs into a union of sections that come in kinds, its branch, and the kinds there are."""
    kind = model
    for at, step in enumerate(steps):
        sections = _in_kinds(kind)
        if sections:
            branch = next((base for base in sections if base.__name__ == step), None)
            literals = [get_args(bounds(fields(base)["kind"])[0]) for base in sections]
            known = [str(literal[0]) if literal else "deap:NAME" for literal in literals]
            return (steps[:at], branch, known) if branch else None
        if len(branches(kind)) > 1:
            return None
        parent = bare(kind)
        if is_section(parent):
            if step not in fields(parent):
                return None
            kind = fields(parent)[str(step)]
        else:
            inner = get_args(parent)
            if not inner:
                return None
            kind = inner[get_origin(parent) is dict]
    return None


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
        sections = _in_kinds(kind) or [parent]
        branch = next((base for base in sections if is_section(base) and base.__name__ == step), None)
        if len(branches(kind)) > 1 and rest and branch:
            kind, steps = branch, tuple(rest)
            continue
        if len(branches(kind)) > 1:
            break
        if rest == ["[key]"]:
            return Fault((*path, step), words(get_args(parent)[0]), shown(value), what="not a name")
        path, steps = (*path, step), tuple(rest)
        if is_section(parent) and step not in fields(parent):
            return unknown(path, fields(parent), value)
        kind = fields(parent)[str(step)] if is_section(parent) else get_args(parent)[get_origin(parent) is dict]
    if code == "missing":
        return Fault(path, words(kind), what="missing")
    return Fault(path, words(kind), shown(value), cured(value, kind))
