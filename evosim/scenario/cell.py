"""Points → cells: one point with one replicate, the unit that runs, is stored and is resumed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from evosim.encodings.options import dial_of, dials, is_string, used
from evosim.evolution.options import Gaussian
from evosim.organs import ORGANS
from evosim.scenario.schema import Scenario, Settings, Shift
from evosim.scenario.sweep import Point, points

MODEL = 2  # bumped when a key changes its meaning or its default: cells of older models are then computed anew


@dataclass(frozen=True)
class Cell:
    """What is run once.

    Attributes
    ----------
    point : Point
        Where in the design.
    seed : int
        The scenario's seed.
    replicate : int
        Counted from 0.
    shifts : tuple of Shift
        The worlds, beside its own, in which its champion is measured.
    """

    point: Point
    seed: int
    replicate: int
    shifts: tuple[Shift, ...] = ()

    @property
    def key(self) -> str:
        """16 hex digits that name the cell: a hash of its own settings, of those alone that can matter."""
        return self._digest(self.shifts).hex()[:16]

    @property
    def root(self) -> int:
        """Seed of the cell's evolution, 0 … 2⁶⁴ − 1: bytes 8 to 16, the big end first, of the hash without shifts.

        What is measured after evolution changes nothing in it.
        """
        return int.from_bytes(self._digest(())[8:16], "big")

    def _digest(self, shifts: tuple[Shift, ...]) -> bytes:
        what: dict[str, Any] = {
            "model": MODEL,
            "seed": self.seed,
            "replicate": self.replicate,
            "settings": canonical(self.point.settings),
        }
        if shifts:
            what["shift"] = [shift.model_dump(mode="json", by_alias=True, exclude_defaults=True) for shift in shifts]
        text = json.dumps(what, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
        return hashlib.sha256(text.encode("ascii")).digest()


def cells(scenario: Scenario) -> tuple[Cell, ...]:
    """Return the cells of a scenario, the first replicate of every point before any second one.

    So a run that is cut short has all points, with fewer replicates. Points that differ only in options that
    do not matter share cells: the same ``key`` may then occur more than once.
    """
    design = points(scenario)
    return tuple(
        Cell(point, scenario.seed, replicate, scenario.shift)
        for replicate in range(scenario.replicates)
        for point in design
    )


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


DIALS = ("kind", "habits", "rules")
PRICED = {"thinking_time": {"cortex"}, "search_node": {"search", "player"}}  # price → organs whose thoughts it is for


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
