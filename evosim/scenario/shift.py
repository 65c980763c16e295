"""Shifts, and phases of evolution: a world with some of its keys changed and some objects added."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from evosim.faults.expected import shown
from evosim.faults.fault import Fault, faults
from evosim.faults.path import Path, begins
from evosim.frozen import thaw
from evosim.scenario.keys import KeyProblem, assigned, resolve, split
from evosim.worlds.grid.options import Change, World

FIXED = ("world.instances",)  # a shift uses the novel instances
Places = Mapping[Path, Path]  # from paths of the shifted world to where in the shift they were written


def shifted(world: World, change: Change) -> World:
    """Return the world as it is after a shift that ``check_shift`` found valid."""
    return World.model_validate(_applied(world, change)[0]["world"])


def check_shift(
    world: World, change: Change, under: Path, fixed: tuple[str, ...] = FIXED
) -> tuple[World | None, Places, list[Fault]]:
    """Return the world after a shift (None if it cannot be), where its changes were written, and what is wrong.

    ``under`` is the path of the shift, and ``fixed`` are keys that it may not change. Changes that mean nothing are
    left out, so that the others can be looked at.
    """
    data, places, found = _applied(world, change, under, fixed)
    try:
        return World.model_validate(data["world"]), places, found
    except ValidationError as error:
        return None, places, [*found, *(moved(fault, places, under) for fault in faults(error, World, ("world",)))]


def moved(fault: Fault, places: Places, under: Path) -> Fault:
    """Return a fault in the shifted world as one at the place in the shift where it was written."""
    for path in (fault.path, *fault.also):
        for place, written in places.items():
            if begins(path, place):
                return Fault(written, fault.expected, fault.got, fault.cure, fault.what)
    return Fault(under, fault.expected, fault.got, fault.cure, fault.what or ".".join(map(str, fault.path)))


def _applied(
    world: World, change: Change, under: Path = (), fixed: tuple[str, ...] = ()
) -> tuple[dict[str, Any], dict[Path, Path], list[Fault]]:
    """Return the shifted data, where each changed path was written, and keys that mean nothing."""
    data: dict[str, Any] = {"world": thaw(world.model_dump(by_alias=True))}
    places: dict[Path, Path] = {}
    found = []
    for key, value in change.set.items():
        spot: Path = (*under, "set", key)
        try:
            if split(key)[0] != "world" or key in fixed:
                expected = f"a key of world other than {', '.join(fixed)}" if fixed else "a key of world"
                raise KeyProblem("not a key of the world", expected)
            path = resolve(data, key)
        except KeyProblem as bad:
            found.append(Fault(spot, bad.expected, shown(value), bad.cure, bad.what))
            continue
        data = assigned(data, path, thaw(value))
        places[path] = spot
    objects = data["world"]["object"]
    for index in range(len(change.add)):
        places["world", "object", len(objects) + index] = (*under, "add", index)
    added = [thaw(thing.model_dump(by_alias=True)) for thing in change.add]
    return assigned(data, ("world", "object"), [*objects, *added]), places, found
