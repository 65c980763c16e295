"""What the options allow at a key, in words: they are derived from the models, so they are never out of date."""

from __future__ import annotations

import functools
import math
import types
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import Tag
from pydantic.fields import FieldInfo

from evosim.faults.problem import did_you_mean, one_of
from evosim.faults.toml import inline, pieces
from evosim.options import Section

SHOWN = 60  # characters of a value
LIMITS = ("gt", "ge", "lt", "le", "min_length", "description")


@functools.cache
def fields(section: type[Section]) -> dict[str, Any]:
    """Return the type of each key of a section, under the names that users write."""
    return {field.alias or name: Annotated[field.annotation, field] for name, field in section.model_fields.items()}


def branches(kind: Any) -> tuple[Any, ...]:
    """Return what a value may be: more than one for a union, without ``None``, which TOML cannot express."""
    bare = bounds(kind)[0]
    if get_origin(bare) in (Union, types.UnionType):
        known = tuple(branch for branch in get_args(bare) if branch is not type(None))
        return known if len(known) > 1 else branches(known[0])
    return (kind,)


def bounds(kind: Any) -> tuple[Any, dict[str, Any]]:
    """Split a type into its bare form and its constraints, such as ``ge`` and ``min_length``."""
    found: dict[str, Any] = {}
    while get_origin(kind) is Annotated:
        kind, *metadata = get_args(kind)
        for item in metadata:
            for constraint in [item, *item.metadata] if isinstance(item, FieldInfo) else [item]:
                found |= {name: getattr(constraint, name) for name in LIMITS if hasattr(constraint, name)}
    return kind, {name: value for name, value in found.items() if value is not None}


def bare(kind: Any) -> Any:
    """Return a type without its constraints; of a union, the branch that is a section."""
    kinds = [bounds(branch)[0] for branch in branches(kind)]
    return next(filter(is_section, kinds), kinds[0])


def tagged(kind: Any) -> dict[str, type[Section]]:
    """Return the sections of a union that are told apart by their tags (see ``by_kind``); none of any other type."""
    tags = {item.tag: branch for branch in branches(kind) for item in get_args(branch)[1:] if isinstance(item, Tag)}
    return {tag: bare(branch) for tag, branch in tags.items()}


def selected(kind: Any, value: object) -> Any:
    """Return the bare type that a value is to have: of sections that are told apart by tags, the one that it names."""
    tags = tagged(kind)
    named = tags.get(str(value.get("kind"))) if isinstance(value, Mapping) else None
    return named or bare(kind)


def all_fields(kind: Any, value: object) -> dict[str, Any]:
    """Return the type of each key that a value may have, whichever section of a union it is to be.

    Those of the section that the value names come first and win.
    """
    own = selected(kind, value)
    others = [fields(section) for section in tagged(kind).values() if section is not own]
    return {**fields(own), **{key: one for other in others for key, one in other.items() if key not in fields(own)}}


def is_section(kind: Any) -> bool:
    """Whether a bare type is a model of options."""
    return isinstance(kind, type) and issubclass(kind, Section)


def words(kind: Any) -> str:
    """Describe a value of this type, such as ``a whole number from 2 to 64``."""
    if len(branches(kind)) > 1:
        return ", or ".join(words(branch) for branch in branches(kind))
    base, limits = bounds(branches(kind)[0])
    if get_origin(base) is Literal:
        return one_of([inline(value) for value in get_args(base)])
    if get_origin(base) is tuple:
        count = "one or more" if limits.get("min_length") else "any number of"
        return f"a list with {count}: {words(get_args(base)[0])}"
    if is_section(base):
        return f"a table with {', '.join(fields(base))}"
    if base is bool:
        return "true or false"
    if base is int or base is float:
        return _number("a whole number" if base is int else "a number", limits)
    if base is str:
        return str(limits.get("description", "some text"))
    return "a table" if get_origin(base) is dict else "a value"


def _number(noun: str, limits: dict[str, Any]) -> str:
    signs = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
    if {"ge", "le"} <= limits.keys():
        return f"{noun} from {limits['ge']:.10g} to {limits['le']:.10g}"
    return ", ".join([noun, *(f"{sign} {limits[name]}" for name, sign in signs.items() if name in limits)])


def shown(value: object) -> str:
    """Return a value as the user would write it, cut to a readable length."""
    text = ""
    for piece in pieces(value):
        text += piece[: SHOWN + 1]
        if len(text) > SHOWN:
            return f"{text[: SHOWN - 3]}…"
    return text


def cured(value: object, kind: Any) -> str:
    """Guess what to write instead of a wrong value; empty if there is no good guess."""
    base = bounds(branches(kind)[0])[0]
    if isinstance(value, str):
        if get_origin(base) is Literal:
            return did_you_mean(value, map(str, get_args(base)))
        if (base in (int, float) and _is_number(value)) or (base is bool and value in ("true", "false")):
            return f"write {value} without quotes"
    if base is int and isinstance(value, float) and value.is_integer():
        return f"write {int(value)}"
    if get_origin(base) is tuple and isinstance(value, dict):
        if is_section(get_args(base)[0]):
            return "write the header in double brackets: [[…]]"
        return 'write dotted keys in quotes: "world.size" = […]'
    return ""


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False
