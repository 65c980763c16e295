"""What makes no sense although each key is right by itself."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from typing import Any

from pydantic import ValidationError

from evosim.scenario.cell import canonical
from evosim.scenario.claim import Design, check_claims
from evosim.scenario.columns import columns_of
from evosim.scenario.draft import Draft, Sections, drafts
from evosim.scenario.fault import Fault
from evosim.scenario.keys import SETTINGS
from evosim.scenario.locate import Path
from evosim.scenario.problem import did_you_mean, one_of
from evosim.scenario.schema import (
    Borrowed,
    Brain,
    Evolution,
    Flip,
    Gaussian,
    Like,
    NonDominated,
    Object,
    Open,
    PathRange,
    Region,
    Reset,
    Rooms,
    Shift,
    TicksGene,
    World,
)
from evosim.scenario.shift import check_shift, moved
from evosim.scenario.sweep import point, row, swept_values
from evosim.scenario.wanted import shown

Trial = Callable[[World, int], str]  # (world, seed) → why it cannot be drawn, or nothing
Lender = Callable[[str, Borrowed], tuple[str, str, str]]  # (step, operator) → wanted, got, cure; nothing if it is lent
CELLS = 1_000_000  # of one scenario: they are listed before the first one runs


def check(
    data: Mapping[str, Any], known: Collection[Fault], trial: Trial | None = None, lender: Lender | None = None
) -> list[Fault]:
    """Return what is wrong with a parsed scenario beyond the faults ``known`` of its schema.

    What is broken already is left out, so that one slip gives one problem.
    """
    design, found = drafts(data)
    sections = Sections(known)
    made = []
    for draft in design:
        parts, bad = sections.of(draft)
        made.append((draft, parts))
        sense = [*check_world(parts["world"])] if "world" in parts else []
        sense += check_evolution(parts["evolution"], lender) if "evolution" in parts else []
        sense += check_deletion(parts["evolution"], parts["brain"]) if {"evolution", "brain"} <= parts.keys() else []
        found += [*bad, *(draft.blame(fault) or fault for fault in sense)]
    found += check_shifts(data.get("shift"), made)
    for name in ("variant", "claim", "shift"):
        found += _repeated(data.get(name), (name,))
    broken = {fault.path[0] for fault in (*known, *found)}
    broken |= {name for name in SETTINGS if not all(name in parts for _, parts in made)}
    if not broken - {"claim", "shift"}:
        found += _same_cells(made)
        found += _too_many(len(design), data.get("replicates", 1))
        found += _no_room(made, trial, data.get("seed", 1)) if trial else []
    return found + check_claims(data.get("claim"), _design(data, made, broken))


def _design(data: Mapping[str, Any], made: list[tuple[Draft, dict[str, Any]]], broken: Collection[str | int]) -> Design:
    if {"sweep", "variant", "brain", "encoding"} & set(broken):
        return Design()
    rows = [row(draft.variant, swept_values(draft, parts), parts["brain"], parts["encoding"]) for draft, parts in made]
    swept = tuple(data.get("sweep", {}))
    if "world" in broken:
        return Design(rows, swept)
    brains, worlds = [parts["brain"] for _, parts in made], [parts["world"] for _, parts in made]
    return Design(rows, swept, columns_of(brains, worlds, swept, _shifts(data.get("shift")).values()))


def _shifts(items: Any) -> dict[int, Shift]:
    """Return the shifts that are valid by themselves, by their place in the list."""
    found = {}
    for index, item in enumerate(items if isinstance(items, list) else []):
        with suppress(ValidationError):
            found[index] = Shift.model_validate(item)
    return found


def check_shifts(items: Any, made: Collection[tuple[Draft, Mapping[str, Any]]]) -> list[Fault]:
    """Return what is wrong with the shifts in any of the worlds that they change."""
    found: dict[Fault, None] = {}
    worlds = {parts["world"].model_dump_json(): parts["world"] for _, parts in made if "world" in parts}
    for index, shift in _shifts(items).items():
        under: Path = ("shift", index)
        for world in worlds.values():
            after, places, bad = check_shift(world, shift, under)
            if after is not None:
                known = check_world(world)
                sense = [fault for fault in check_world(after, pays=False) if fault not in known]
                bad = [*bad, *(moved(fault, places, under) for fault in sense)]
            found |= dict.fromkeys(bad)
    return list(found)


def check_world(world: World, pays: bool = True) -> list[Fault]:
    """Return what cannot be about one world, as far as that can be told without drawing it.

    ``pays`` is whether something must pay, as it must where populations evolve.
    """
    found = _repeated([{"name": thing.name} for thing in world.object], ("world", "object"))
    anywhere = [thing.name for thing in world.object if early(thing)]
    for index, thing in enumerate(world.object):
        path: Path = ("world", "object", index)
        if isinstance(thing.place, Like) and thing.place.like not in anywhere:
            wanted = f"the name of an object placed anywhere or in a region: {one_of(anywhere)}"
            cure = did_you_mean(thing.place.like, anywhere)
            found.append(Fault((*path, "place", "like"), wanted, shown(thing.place.like), cure))
        if "wall" in thing.shows:
            found.append(Fault((*path, "shows", "wall"), "a feature of its own", "wall", what="walls alone show this"))
    found += check_places(world)
    for index, thing in enumerate(world.object):
        for feature in thing.hides.keys() - thing.shows.keys():
            path = ("world", "object", index, "hides", feature)
            cure = did_you_mean(feature, thing.shows)
            found.append(Fault(path, f"a feature that it shows: {one_of(thing.shows)}", shown(feature), cure))
    if pays and not any(thing.pays > 0 and early(thing) for thing in world.object):
        wanted = 'an object with pays > 0 that is placed "anywhere" or in a region'
        what = "paths have no end" if any(thing.pays > 0 for thing in world.object) else "nothing pays"
        found.append(Fault(("world", "object"), wanted, what=what, also=_each(world, "pays") + _each(world, "place")))
    things = sum(thing.count for thing in world.object)
    if things + world.starts > world.size**2:
        wanted = f"room for {things} things and {world.starts} starts"
        also: tuple[Path, ...] = (("world", "starts"), *_each(world, "count"))
        found.append(Fault(("world", "size"), wanted, f"{world.size**2} cells", what="too small", also=also))
    if world.min_path > world.steps:
        wanted = f"at most {world.steps}, the steps of a life"
        found.append(Fault(("world", "min_path"), wanted, str(world.min_path), also=(("world", "steps"),)))
    if world.min_path > longest_path(world):
        wanted = f"at most {longest_path(world)}, the longest way that an arena of size {world.size} can have"
        also = (("world", "size"), ("world", "layout"), *_each(world, "ends"))
        found.append(Fault(("world", "min_path"), wanted, str(world.min_path), also=also))
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
                wanted = f"[top, left, bottom, right] within 0 … {world.size - 1}, top ≤ bottom and left ≤ right"
                got = shown(list(thing.place.region))
                found.append(Fault((*path, "region"), wanted, got, also=(("world", "size"),)))
        if isinstance(thing.place, PathRange):
            nearest, furthest = thing.place.path
            if not 1 <= nearest <= furthest:
                wanted = "[least, most] steps, 1 ≤ least ≤ most"
                found.append(Fault((*path, "path"), wanted, shown([nearest, furthest])))
    if isinstance(world.layout, Rooms) and world.layout.rooms > (world.size + 1) // 2:
        wanted = f"at most {(world.size + 1) // 2} in an arena of size {world.size}"
        fault = Fault(("world", "layout", "rooms"), wanted, str(world.layout.rooms), also=(("world", "size"),))
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


def check_evolution(evolution: Evolution, lender: Lender | None) -> list[Fault]:
    """Return what cannot be about one base optimizer."""
    found: list[Fault] = []
    if lender:
        refused = {step: lender(step, chosen) for step, chosen in evolution.borrowed.items()}
        found += [Fault(("evolution", step), *why) for step, why in refused.items() if any(why)]
    population: Path = ("evolution", "population")
    size, elites = getattr(evolution.select, "size", 1), evolution.elites
    if isinstance(evolution.select, NonDominated):
        wanted = "a selection by one number: tournament, roulette, truncation or rank"
        found.append(Fault(("evolution", "select"), wanted, evolution.select.kind))
    if isinstance(evolution.mutate, Reset | Flip):
        wanted = "a mutation of real genes: gaussian or none"
        found.append(Fault(("evolution", "mutate"), wanted, evolution.mutate.kind))
    if evolution.kind == "genetic" and size > evolution.population:
        wanted = f"at most {evolution.population}, the population"
        found.append(Fault(("evolution", "select", "size"), wanted, str(size), also=(population,)))
    if evolution.kind == "random" and not elites:
        wanted, cure = "1 or more", "random search keeps the best it has found as an elite"
        found.append(Fault(("evolution", "elites"), wanted, "0", cure, also=(("evolution", "kind"),)))
    if elites >= evolution.population:
        wanted = f"less than {evolution.population}, the population"
        found.append(Fault(("evolution", "elites"), wanted, str(elites), also=(population,)))
    return found


def check_deletion(evolution: Evolution, brain: Brain) -> list[Fault]:
    """Return the parts of a brain that deletion is asked to leave elsewhere than at 0, and that it has not."""
    mutate, cortex = evolution.mutate, brain.cortex
    if evolution.kind == "random" or not isinstance(mutate, Gaussian) or mutate.delete_to == "zero":
        return []
    there = {
        "habits": "habits" in brain.organs, "bias": cortex.bias == "evolved", "readout": cortex.readout != "greedy",
        "ticks": isinstance(cortex.ticks, TicksGene),
    }  # fmt: skip
    sheet = "cortex" in brain.organs
    missing = [part for part in mutate.delete_only if not there.get(part, True) or not (part == "habits" or sheet)]
    wanted, path = "parts that are genes of this brain", ("evolution", "mutate", "delete_only")
    return [Fault(path, wanted, shown(part), also=(("brain", "cortex"),)) for part in missing]


def _repeated(items: Any, path: Path) -> list[Fault]:
    """Return the names that occur more than once in a list of tables."""
    items = items if isinstance(items, list) else []
    names = [item.get("name") if isinstance(item, Mapping) else None for item in items]
    return [
        Fault((*path, index, "name"), "a name of its own", shown(name), what="repeated")
        for index, name in enumerate(names)
        if isinstance(name, str) and name in names[:index]
    ]


def _same_cells(made: list[tuple[Draft, dict[str, Any]]]) -> list[Fault]:
    """Return the variants and swept values that make no difference wherever they stand in the design."""
    levels: defaultdict[Path, list[str]] = defaultdict(list)
    values: dict[Path, str] = {}
    for draft, parts in made:
        text = json.dumps(canonical(point(draft, parts).settings), sort_keys=True)
        if draft.index is not None:
            levels["variant", draft.index].append(text)
            values["variant", draft.index] = shown(draft.variant)
        for setting in draft.swept.values():
            levels[setting.by].append(text)
            values[setting.by] = shown(setting.value)
    found: list[Fault] = []
    first: dict[tuple[Path, tuple[str, ...]], Path] = {}
    for path, cells in levels.items():
        twin = first.setdefault((path[:-1], tuple(cells)), path)
        if twin != path:
            cure = f"its cells are those of {values[twin]}: leave one out"
            found.append(Fault(path, got=values[path], cure=cure, what="makes no difference"))
    return found


def _no_room(made: list[tuple[Draft, dict[str, Any]]], trial: Trial, seed: int) -> list[Fault]:
    """Return the worlds that could not be drawn, each tried once."""
    found = []
    reasons: dict[str, str] = {}
    wanted = "a world with room for the path asked for"
    cure = "shorten min_path, ask for fewer starts or things, enlarge size, or change layout.walls"
    for draft, parts in made:
        world = parts["world"]
        name = world.model_dump_json(exclude={"instances"})
        if name not in reasons:
            reasons[name] = trial(world, seed)
        if reasons[name]:
            also: tuple[Path, ...] = tuple(("world", key) for key in ("size", "layout", "starts", "steps", "object"))
            fault = Fault(("world", "min_path"), wanted, reasons[name], cure, "impossible world", also)
            found.append(draft.blame(fault) or fault)
    return found


def _too_many(design: int, replicates: int) -> list[Fault]:
    if design * replicates <= CELLS:
        return []
    return [Fault(("replicates",), f"at most {CELLS} cells", f"{design} points × {replicates}", what="too many")]
