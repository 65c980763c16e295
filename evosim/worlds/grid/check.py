"""What cannot be about a grid world although each of its keys is valid by itself."""

from __future__ import annotations

from evosim.faults.expected import shown
from evosim.faults.fault import Fault, repeated
from evosim.faults.path import Path
from evosim.faults.problem import did_you_mean, one_of
from evosim.worlds.grid.options import Like, Object, Open, PathRange, Region, Rooms, World
from evosim.worlds.grid.things.check import check_things


def check_world(world: World, pays: bool = True) -> list[Fault]:
    """Return what cannot be about one world, as far as that is known without drawing it.

    ``pays`` is whether something must pay, as it must where populations evolve.
    """
    found = repeated([{"name": thing.name} for thing in world.object], ("world", "object"))
    anywhere = [thing.name for thing in world.object if early(thing)]
    for index, thing in enumerate(world.object):
        path: Path = ("world", "object", index)
        if isinstance(thing.place, Like) and thing.place.like not in anywhere:
            expected = f"the name of an object placed anywhere or in a region: {one_of(anywhere)}"
            cure = did_you_mean(thing.place.like, anywhere)
            found.append(Fault((*path, "place", "like"), expected, shown(thing.place.like), cure))
        if isinstance(thing.place, PathRange) and thing.place.aside not in (None, *anywhere):
            expected = f"the name of an object placed anywhere or in a region: {one_of(anywhere)}"
            cure = did_you_mean(str(thing.place.aside), anywhere)
            found.append(Fault((*path, "place", "aside"), expected, shown(thing.place.aside), cure))
        if "wall" in thing.shows:
            found.append(Fault((*path, "shows", "wall"), "a feature of its own", "wall", what="walls alone show this"))
    found += check_places(world)
    found += check_things(world)
    for index, thing in enumerate(world.object):
        for feature in thing.hides.keys() - thing.shows.keys():
            path = ("world", "object", index, "hides", feature)
            cure = did_you_mean(feature, thing.shows)
            found.append(Fault(path, f"a feature that it shows: {one_of(thing.shows)}", shown(feature), cure))
    if pays and not any(thing.pays > 0 and early(thing) for thing in world.object):
        expected = 'an object with pays > 0 that is placed "anywhere" or in a region'
        what = "paths have no end" if any(thing.pays > 0 for thing in world.object) else "nothing pays"
        found.append(Fault(("world", "object"), expected, what=what, also=_each(world, "place") + _each(world, "pays")))
    things = sum(thing.count for thing in world.object)
    if things + world.starts > world.size**2:
        expected = f"room for {things} things and {world.starts} starts"
        also: tuple[Path, ...] = (("world", "starts"), *_each(world, "count"))
        found.append(Fault(("world", "size"), expected, f"{world.size**2} cells", what="too small", also=also))
    if world.min_path > world.steps:
        expected = f"at most {world.steps}, the steps of a life"
        found.append(Fault(("world", "min_path"), expected, str(world.min_path), also=(("world", "steps"),)))
    if world.min_path > longest_path(world):
        expected = f"at most {longest_path(world)}, the longest way that an arena of size {world.size} can have"
        also = (("world", "size"), ("world", "layout"), *_each(world, "ends"))
        found.append(Fault(("world", "min_path"), expected, str(world.min_path), also=also))
    return found


def early(thing: Object) -> bool:
    """Whether an object is placed before the starts, whose paths lead to it."""
    return thing.place == "anywhere" or isinstance(thing.place, Region)


def check_places(world: World) -> list[Fault]:
    """Return what cannot be about regions, ranges of path and rooms."""
    found = []
    for index, thing in enumerate(world.object):
        path: Path = ("world", "object", index, "place")
        if isinstance(thing.place, Region):
            top, left, bottom, right = thing.place.region
            if not (top <= bottom < world.size and left <= right < world.size):
                expected = f"[top, left, bottom, right] within 0 … {world.size - 1}, top ≤ bottom and left ≤ right"
                got = shown(list(thing.place.region))
                found.append(Fault((*path, "region"), expected, got, also=(("world", "size"),)))
        if isinstance(thing.place, PathRange):
            nearest, furthest = thing.place.path
            if not 1 <= nearest <= furthest:
                expected = "[least, most] steps, 1 ≤ least ≤ most"
                found.append(Fault((*path, "path"), expected, shown([nearest, furthest])))
    if isinstance(world.layout, Rooms) and world.layout.rooms > (world.size + 1) // 2:
        expected = f"at most {(world.size + 1) // 2} in an arena of size {world.size}"
        fault = Fault(("world", "layout", "rooms"), expected, str(world.layout.rooms), also=(("world", "size"),))
        found.append(fault)
    return found


def _each(world: World, key: str) -> tuple[Path, ...]:
    return tuple(("world", "object", index, key) for index in range(len(world.object)))


def longest_path(world: World) -> int:
    """Return an upper bound, in steps, on the shortest way between two cells of an arena.

    Where nothing is in the way it is the Manhattan distance of two corners. Otherwise, a shortest path is an
    induced one, as a chord would be a short cut. Let m of the n² cells be on it. Each has four sides, of which
    two touch the path, but one at either end; so 2m + 2 sides of the path touch other cells or the rim. The
    other n² − m cells have four sides each, the rim has 4n in all. Hence 2m + 2 ≤ 4(n² − m) + 4n, and
    m ≤ (2n² + 2n − 1) / 3, with m − 1 steps. For n = 7: 37 cells, where the most is 33 (OEIS A331968).
    """
    n = world.size
    bare = isinstance(world.layout, Open) and world.layout.walls == 0
    if bare and not any(thing.ends and thing.pays <= 0 for thing in world.object):
        return 2 * (n - 1)
    return (2 * n**2 + 2 * n - 1) // 3 - 1
