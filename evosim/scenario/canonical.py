"""What can matter of settings: options of kinds that are not selected, and defaults, are left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evosim.encodings.options import dial_of, dials, is_string, used
from evosim.evolution.options import Gaussian
from evosim.organs import ORGANS
from evosim.scenario.schema import Settings

DIALS = ("kind", "habits", "rules")
PRICED = {"thinking_time": {"cortex"}, "search_node": {"search", "player"}}  # price → organs whose thoughts it is for


def canonical(settings: Settings) -> dict[str, Any]:
    """Return what can matter of the settings, as plain data.

    Options of kinds that are not selected are left out, and so is what equals its default: a key that is
    added to the schema later changes no hash. The encoding is given by its two dials, however they were set.
    """
    data = settings.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for path in unselected(settings):
        _drop(data, path)
    habits, rules = dials(settings.encoding)
    organs = settings.brain.organs
    encoding = {key: data["encoding"][key] for key in data.get("encoding", {}) if key not in DIALS}
    encoding |= {"habits": habits} if "habits" in organs else {}
    encoding |= {"rules": rules} if "cortex" in organs else {}
    return {**data, "encoding": encoding}


def ignored(settings: Settings) -> list[str]:
    """Return the dotted keys that were given another value than their default although they do not matter."""
    data = settings.model_dump(by_alias=True, exclude_defaults=True)
    return [".".join(path) for path in unselected(settings) if _drop(data, path)]


def unselected(settings: Settings) -> Iterator[tuple[str, ...]]:
    """Yield the paths of the options whose kind is not selected."""
    encoding = settings.encoding
    organs = settings.brain.organs
    for organ in ORGANS:
        if organ not in organs:
            yield "brain", organ
            if dial := dial_of(organ):
                yield "encoding", dial
    for price, payers in PRICED.items():
        if not payers & set(organs):
            yield "prices", price
    if not settings.brain.sight:
        yield "brain", "map"
    if "cortex" in organs and settings.brain.cortex.think == "life":
        yield "brain", "cortex", "state"
    if "cortex" in organs and settings.brain.cortex.update != "net":
        yield "brain", "cortex", "hidden"
    if encoding.habits and encoding.rules:
        yield "encoding", "kind"
    ways = used(encoding, organs)
    if "net" not in ways:
        yield "encoding", "width"
    if "types" not in ways:
        yield "encoding", "cell_types"
    if "position" not in ways:
        yield "encoding", "degree"
    if not ways & {"dct", "projection"}:
        yield "encoding", "coefficients"
    if not settings.evolution.task:
        yield "encoding", "brains"
    if not is_string(encoding, organs):
        yield "encoding", "nucleotides"
    else:
        yield "evolution", "initial"
    if settings.evolution.kind == "random":
        for step in ("select", "cross", "mutate"):
            yield "evolution", step
    elif isinstance(settings.evolution.mutate, Gaussian) and settings.evolution.mutate.delete_to == "zero":
        yield "evolution", "mutate", "delete_scale"
        yield "evolution", "mutate", "delete_only"


def _drop(data: dict[str, Any], path: tuple[str, ...]) -> bool:
    """Remove what is at ``path``, and tables in which then nothing is left; whether there was anything."""
    first, *rest = path
    if not rest:
        return data.pop(first, None) is not None
    if not isinstance(inside := data.get(first), dict):
        return False
    found = _drop(inside, tuple(rest))
    if found and not inside:
        del data[first]
    return found
