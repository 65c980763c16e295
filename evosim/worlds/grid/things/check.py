"""What cannot be about things that change although each of their keys is valid by itself."""

from __future__ import annotations

from evosim.faults.expected import shown
from evosim.faults.fault import Fault
from evosim.faults.path import Path
from evosim.faults.problem import did_you_mean, one_of
from evosim.worlds.grid.options import AGENT, World, keys_of


def check_things(world: World) -> list[Fault]:
    """Return what cannot be about what things do, and what is done to them."""
    return [*_check_each(world), *_check_keys(world), *_check_room(world)]


def _check_each(world: World) -> list[Fault]:
    found = []
    names = [thing.name for thing in world.object]
    moving = any(thing.moves.kind != "still" for thing in world.object)
    for index, thing in enumerate(world.object):
        path: Path = ("world", "object", index)
        for feature in thing.lies.keys() - thing.shows.keys():
            expected, cure = f"a feature that it shows: {one_of(thing.shows)}", did_you_mean(feature, thing.shows)
            found.append(Fault((*path, "lies", feature), expected, shown(feature), cure))
        if thing.regrows is not None and not thing.eaten:
            also = ((*path, "eaten"),)
            found.append(Fault((*path, "regrows"), "eaten = true", "eaten = false", what="never eaten", also=also))
        what = getattr(thing.moves, "what", AGENT)
        if what != AGENT and (what not in names or (what == thing.name and thing.count == 1)):
            others = [AGENT, *(name for name in names if name != thing.name or thing.count > 1)]
            cure = did_you_mean(what, others)
            found.append(Fault((*path, "moves", "what"), one_of(others), shown(what), cure))
        if moving and thing.name == AGENT:
            expected = "another name: things that move are after the agent by it"
            found.append(Fault((*path, "name"), expected, shown(AGENT)))
    return found


def _check_keys(world: World) -> list[Fault]:
    given = {thing.gives for thing in world.object if thing.gives is not None}
    found = []
    for index, thing in enumerate(world.object):
        if thing.needs is not None and thing.needs not in given:
            path: Path = ("world", "object", index, "needs")
            expected = f"a key that an object gives: {one_of(sorted(given))}" if given else "an object that gives it"
            found.append(Fault(path, expected, shown(thing.needs), did_you_mean(thing.needs, given)))
    if found:
        return found
    held: set[str] = set()
    while new := {t.gives for t in world.object if t.gives is not None and (t.needs is None or t.needs in held)} - held:
        held |= new
    missing = [key for key in keys_of(world.object) if key not in held]
    for index, thing in enumerate(world.object):
        if thing.gives in missing:
            expected, got = "a key that can be had without itself", f"gives {thing.gives}, needs {thing.needs}"
            also = tuple(("world", "object", i, "needs") for i, o in enumerate(world.object) if o.gives in missing)
            found.append(Fault(("world", "object", index, "gives"), expected, got, what="needs in a circle", also=also))
            break
    return found


def _check_room(world: World) -> list[Fault]:
    """Whether things that move or come back elsewhere have a free cell to go to."""
    things = sum(thing.count for thing in world.object)
    if things + world.starts != world.size**2:
        return []
    found = []
    for index, thing in enumerate(world.object):
        elsewhere = thing.regrows is not None and thing.regrows.where == "elsewhere"
        for key, goes in (("moves", thing.moves.kind != "still"), ("regrows", elsewhere)):
            if goes:
                expected = f"a free cell beside {things} things and {world.starts} starts"
                path: Path = ("world", "object", index, key)
                also: tuple[Path, ...] = (("world", "size"), ("world", "starts"))
                found.append(Fault(path, expected, f"{world.size**2} cells", what="no room to go", also=also))
    return found
