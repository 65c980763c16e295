"""Everything that the handbook must explain, taken from the registries, each with what its entry is called."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, get_args, get_origin

from pydantic_core import PydanticUndefined

import evosim
from evosim.catalogue import catalogue
from evosim.encodings.options import KINDS as ENCODING_KINDS
from evosim.faults.expected import bare, bounds, branches, fields, is_section, words
from evosim.faults.toml import inline
from evosim.handbook.claims import packaged_claims
from evosim.organs import ORGANS
from evosim.pictures import FIGURES
from evosim.scenario.columns import registry
from evosim.scenario.schema import Scenario, Section
from evosim.worlds import WORLDS


class Key(NamedTuple):
    """A key of the schema in one of the sections that have it."""

    owner: type[Section]
    kind: Any
    default: Any


def keys() -> dict[str, list[Key]]:
    """Dotted key → where the schema has it. The keys of a section that occurs twice stand under the first place."""
    found: defaultdict[str, list[Key]] = defaultdict(list)
    _walk(Scenario, "", found, set())
    return found


def _walk(section: type[Section], under: str, found: defaultdict[str, list[Key]], seen: set[type]) -> None:
    kinds = fields(section)
    inside: list[tuple[type[Section], str]] = []
    for (name, kind), field in zip(kinds.items(), section.model_fields.values(), strict=True):
        found[f"{under}{name}"].append(Key(section, kind, field.get_default(call_default_factory=True)))
        new = [inner for inner in dict.fromkeys(_sections(kind)) if inner not in seen]
        seen.update(new)  # before any of them is walked: a section's own place comes before one deeper down
        inside += [(inner, f"{under}{name}.") for inner in new]
    for inner, place in inside:
        _walk(inner, place, found, seen)


def _sections(kind: Any) -> Iterator[type[Section]]:
    """The sections that a value of this type may be, or a list of."""
    for branch in branches(kind):
        base = bounds(branch)[0]
        if is_section(base):
            yield base
        elif get_origin(base) is tuple:
            yield from _sections(get_args(base)[0])


def line(key: list[Key]) -> str:
    """What the entry of a key says of type and default, in one line; nothing if it is a table or a list of tables."""
    if all(bounds(branch)[0] in set(_sections(at.kind)) for at in key for branch in branches(at.kind)):
        return ""
    if any(get_origin(bare(at.kind)) is tuple and list(_sections(at.kind)) for at in key):
        return ""
    kinds = ", or ".join(dict.fromkeys(_type(at.kind) for at in key))
    kinds = kinds.replace("1000000000", "10⁹").replace(str(2**63), "2⁶³")
    given = [at for at in key if at.default is not PydanticUndefined]
    if not given:
        return f"Type: {kinds}; required."
    told: defaultdict[str, list[str]] = defaultdict(list)
    for at in given:
        told[_written(at.default)].append(_kind(at.owner))
    one = len(told) == 1
    values = [value if one else f"{value} ({', '.join(of)})" for value, of in told.items()]
    return f"Type: {kinds}; default {', '.join(values)}."


def _type(kind: Any) -> str:
    """What a value of this type is; of a list of fixed length, how many values it has."""
    base = bounds(kind)[0]
    if get_origin(base) is tuple and Ellipsis not in get_args(base):
        return f"a list of {len(get_args(base))}, each {words(get_args(base)[0])}"
    return words(kind)


def _kind(owner: type[Section]) -> str:
    """The value of ``kind`` in a section that has one."""
    values = get_args(bounds(fields(owner)["kind"])[0]) if "kind" in fields(owner) else ()
    return str(values[0]) if values else owner.__name__


def _written(default: Any) -> str:
    return "none" if default is None else inline(default) if default != {} else "{}"


def kinds(*parts: str) -> list[str]:
    """The values of ``kind`` at a key whose sections come in kinds, but for operators of DEAP."""
    found = [get_args(bounds(at.kind)[0]) for at in keys()[".".join([*parts, "kind"])]]
    return [literal[0] for literal in found if literal]


def registered() -> dict[str, set[str]]:
    """Kind of entry → the names that exist."""
    return {
        "key": set(keys()),
        "column": set(registry()),
        "organ": set(ORGANS),
        "encoding": {*catalogue("encodings"), *(f"kind = {kind}" for kind in ENCODING_KINDS)},
        "world": set(WORLDS),
        "layout": set(kinds("world", "layout")),
        "select": set(kinds("evolution", "select")),
        "cross": set(kinds("evolution", "cross")),
        "mutate": set(kinds("evolution", "mutate")),
        "operator": {"deap:<operator>"},
        "picture": set(FIGURES),
        "scenario": set(packaged_claims()),
        "error": errors(),
    }


PLACES = {"Problem": 6, "Fault": 4, "KeyProblem": 0}  # of the words that say what kind of problem it is


def errors() -> set[str]:
    """The kinds of problems that the code can name."""
    found: set[str] = set()
    for file in Path(evosim.__file__).parent.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)) if re.search(r"\b(Problem|Fault|KeyProblem)\(", text) else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in PLACES:
                at = PLACES[node.func.id]
                given = [word.value for word in node.keywords if word.arg == "what"] + node.args[at : at + 1]
                found |= {text for value in given for text in _texts(value)}
            elif isinstance(node, ast.Assign) and re.match(r"\(?what\b", ast.unparse(node.targets[0])):
                found |= set(_texts(node.value))
            elif isinstance(node, ast.FunctionDef) and node.name == "unknown":
                found |= {text for value in node.args.defaults for text in _texts(value)}
    return found - {""}


def _texts(value: ast.expr) -> Iterator[str]:
    if isinstance(value, ast.IfExp):
        yield from (*_texts(value.body), *_texts(value.orelse))
    elif isinstance(value, ast.Tuple):
        yield from _texts(value.elts[0])
    elif isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
