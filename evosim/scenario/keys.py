"""Dotted keys: which place of a scenario ``world.object.door.pays`` means, and setting it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, get_args, get_origin

from evosim.faults.expected import all_fields, bare, fields, is_section, words
from evosim.faults.path import Path, below
from evosim.faults.problem import nearest, one_of
from evosim.scenario.schema import Scenario, Settings

SETTINGS = tuple(Settings.model_fields)
PART = re.compile(r'"([^"]*)"|\'([^\']*)\'|([^."\']+)')


class KeyProblem(Exception):
    """A dotted key that means nothing; the words are those of ``Problem``."""

    def __init__(self, what: str, expected: str, cure: str = "") -> None:
        super().__init__(what, expected, cure)
        self.what, self.expected, self.cure = what, expected, cure


def split(key: str) -> list[str]:
    """Split a dotted key into its parts; quotes keep dots together, as in TOML."""
    parts = ["".join(match.groups("")) for match in PART.finditer(key)]
    if not parts or PART.sub("", key) != "." * (len(parts) - 1):
        raise KeyProblem("not a key", "a dotted key such as evolution.population")
    return parts


def resolve(data: Mapping[str, Any], key: str) -> Path:
    """Return the path that a dotted key means in ``data``; elements of lists go by their ``name``.

    Raises
    ------
    KeyProblem
        If there is no such key, or if it is a whole section, which is not meant to be replaced.
    """
    parts = split(key)
    if len(parts) == 1 and parts[0] in SETTINGS:
        first = next(iter(fields(bare(fields(Scenario)[parts[0]]))))
        cure = f'write dotted keys, in quotes where they stand in a file: "{parts[0]}.{first}"'
        raise KeyProblem("too wide", f"a key of {parts[0]}, not all of it", cure)
    path: Path = ()
    kind: Any = Scenario
    value: Any = data
    done = 0
    while done < len(parts):
        part, known = parts[done], bare(kind)
        step: str | int = part
        if is_section(known):
            keys = all_fields(kind, value)
            if part not in keys:
                raise _unknown(parts, done, keys)
            kind, done = keys[part], done + 1
        elif get_origin(known) is dict:
            # Keys of [sweep], ``set`` and ``where`` are dotted themselves: what is left is one of them.
            kind, step, done = get_args(known)[1], ".".join(parts[done:]), len(parts)
        elif get_origin(known) is tuple and is_section(bare(get_args(known)[0])):
            kind = get_args(known)[0]
            step, done = _element(value, parts, done)
        else:
            raise KeyProblem("unknown key", f"{'.'.join(parts[:done])} alone, which is {words(kind)}")
        path = (*path, step)
        value = below(value, step)
    return path


def _element(value: Any, parts: list[str], done: int) -> tuple[int, int]:
    """Find the element of a list that the next parts name; names of variants may have dots in them."""
    items = value if isinstance(value, list) else []
    names = [str(item.get("name")) if isinstance(item, Mapping) else "" for item in items]
    for end in range(done + 1, len(parts) + 1):
        if ".".join(parts[done:end]) in names:
            return names.index(".".join(parts[done:end])), end
    raise _unknown(parts, done, names)


def _unknown(parts: list[str], at: int, known: Iterable[str]) -> KeyProblem:
    close = nearest(parts[at], known)
    cure = f'did you mean "{".".join([*parts[:at], close, *parts[at + 1 :]])}"?' if close else ""
    return KeyProblem("unknown key", one_of(known), cure)


def assigned(data: Any, path: Path, value: Any) -> Any:
    """Return ``data`` with the value at ``path`` replaced. Nothing given is changed; what stays is shared."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        return [*data[:step], assigned(data[step], rest, value), *data[step + 1 :]]
    table = data if isinstance(data, Mapping) else {}
    return {**table, step: assigned(table.get(step), rest, value)}
