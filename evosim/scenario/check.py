"""What cannot be although each key is valid by itself: the checks of all subjects, at each point of the design."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from typing import Any

from pydantic import ValidationError

from evosim.evolution.check import (
    CheckOperator,
    check_deletion,
    check_evolution,
    check_letters,
    check_over,
    check_rivals,
    check_tasks,
)
from evosim.evolution.options import Evolution, Phase, Task
from evosim.faults.expected import shown
from evosim.faults.fault import Fault, repeated
from evosim.faults.path import Path
from evosim.organs.check import check_brain
from evosim.scenario.canonical import canonical
from evosim.scenario.claim import Design, check_claims
from evosim.scenario.columns import columns_of
from evosim.scenario.draft import Draft, Sections, drafts
from evosim.scenario.keys import SETTINGS
from evosim.scenario.schema import Shift
from evosim.scenario.shift import FIXED, check_shift, moved
from evosim.scenario.sweep import point, row, swept_values
from evosim.worlds.check import check_world
from evosim.worlds.grid.check import check_world as check_grid
from evosim.worlds.grid.options import ARENA, redrawn
from evosim.worlds.grid.options import World as Grid
from evosim.worlds.options import World

Trial = Callable[[Grid, int], str]  # (world, seed) → why it cannot be drawn, or nothing
CELLS = 1_000_000  # of one scenario: they are listed before the first one runs


def check(
    data: Mapping[str, Any],
    known: Collection[Fault],
    trial: Trial | None = None,
    check_operator: CheckOperator | None = None,
    overridden: bool = False,
) -> list[Fault]:
    """Return what is wrong with a parsed scenario beyond the faults ``known`` of its schema.

    Sections that are invalid already are left out, so that one error gives one problem. Where keys were ``overridden``
    points may have come out the same: they then share cells, which is no fault of the file.
    """
    design, found = drafts(data)
    sections = Sections(known)
    made = []
    for draft in design:
        parts, bad = sections.of(draft)
        made.append((draft, parts))
        sense = [*check_world(parts["world"])] if "world" in parts else []
        sense += check_evolution(parts["evolution"], check_operator) if "evolution" in parts else []
        if {"brain", "world"} <= parts.keys():
            sense += check_brain(parts["brain"], parts["world"], parts.get("encoding"))
        sense += check_deletion(parts["evolution"], parts["brain"]) if {"evolution", "brain"} <= parts.keys() else []
        if {"evolution", "world"} <= parts.keys():
            way: Evolution = parts["evolution"]
            sense += check_over(way.over, way.select, parts["world"], ("evolution", "over"))
        if {"evolution", "encoding", "brain"} <= parts.keys():
            sense += check_letters(parts["evolution"], parts["encoding"], parts["brain"], parts.get("prices"))
            sense += check_tasks(parts["evolution"], parts["encoding"], parts["brain"])
        sense += check_rivals(parts["evolution"], parts["world"]) if {"evolution", "world"} <= parts.keys() else []
        found += [*bad, *(draft.attribute(fault) or fault for fault in sense)]
    found += check_shifts(data.get("shift"), made)
    found += check_changes(made)
    for name in ("variant", "claim", "shift"):
        found += repeated(data.get(name), (name,))
    broken = {fault.path[0] for fault in (*known, *found)}
    broken |= {name for name in SETTINGS if not all(name in parts for _, parts in made)}
    if not broken - {"claim", "shift"}:
        found += [] if overridden else _same_cells(made)
        found += _replicates(len(design), data.get("replicates", 1), data.get("point_replicates", ()))
        found += _no_room(made, trial, data.get("seed", 1)) if trial else []
    return found + check_claims(data.get("claim"), _design(data, made, broken))


def _design(data: Mapping[str, Any], made: list[tuple[Draft, dict[str, Any]]], broken: Collection[str | int]) -> Design:
    if {"sweep", "variant", "brain", "encoding"} & set(broken):
        return Design()
    rows = [row(draft.variant, swept_values(draft, parts), parts["brain"], parts["encoding"]) for draft, parts in made]
    swept = tuple(data.get("sweep", {}))
    if {"world", "measure"} & set(broken):
        return Design(rows, swept)
    brains, worlds = [parts["brain"] for _, parts in made], [parts["world"] for _, parts in made]
    evolutions = [parts["evolution"] for _, parts in made if "evolution" in parts]
    measures, shifts = [parts["measure"] for _, parts in made], _shifts(data.get("shift")).values()
    return Design(rows, swept, columns_of(brains, worlds, swept, shifts, measures, evolutions))


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
            if not isinstance(world, Grid):
                expected, got = "a grid, whose keys and objects a shift changes", f"a world of kind {world.kind!r}"
                found[Fault(under, expected, got, also=(("world", "kind"),))] = None
                continue
            home = shift.arenas == "training"
            fixed = (*FIXED, *(f"world.{key}" for key in ARENA)) if home else FIXED
            after, places, bad = check_shift(world, shift, under, fixed)
            if after is not None:
                known = check_grid(world)
                sense = [fault for fault in check_grid(after, pays=redrawn(world, after)) if fault not in known]
                bad = [*bad, *(moved(fault, places, under) for fault in sense)]
            found |= dict.fromkeys(bad)
    return list(found)


def check_changes(made: Collection[tuple[Draft, Mapping[str, Any]]]) -> list[Fault]:
    """Return what is wrong with the phases and tasks of evolution at any point, each in the world that it changes."""
    found: dict[Fault, None] = {}
    for draft, parts in made:
        if not {"world", "evolution"} <= parts.keys():
            continue
        evolution: Evolution = parts["evolution"]
        bits = "measure" in parts and parts["measure"].bits_selection > 0
        for part in ("phase", "task", "rivals"):
            if bits and getattr(evolution, part):
                expected = "0 where evolution has phases, tasks or rivals, each of which selects otherwise"
                fault = Fault(("measure", "bits_selection"), expected, also=(("evolution", part),))
                found[draft.attribute(fault) or fault] = None
        both: tuple[tuple[str, tuple[Phase | Task, ...]], ...] = (("phase", evolution.phase), ("task", evolution.task))
        for part, changes in both:
            for index, change in enumerate(changes):
                bad = _check_change(parts["world"], change, ("evolution", part, index), evolution)
                found |= dict.fromkeys(draft.attribute(fault) or fault for fault in bad)
        found |= dict.fromkeys(repeated([{"name": task.name} for task in evolution.task], ("evolution", "task")))
    return list(found)


def _check_change(world: World, phase: Phase | Task, under: Path, evolution: Evolution) -> list[Fault]:
    """Return what is wrong with a phase or task: something must pay, in as many instances at most."""
    if not isinstance(world, Grid):
        expected = "a grid, whose keys and objects are changed"
        return [Fault(under, expected, f"a world of kind {world.kind!r}", also=(("world", "kind"),))]
    fixed: tuple[str, ...] = ("world.size", "world.lives")
    if phase.arenas == "same":
        fixed = (*fixed, "world.instances", *(f"world.{key}" for key in ARENA if key != "size"))
    after, places, bad = check_shift(world, phase, under, fixed)
    if isinstance(phase, Phase) and phase.times > 1 and phase.arenas == "same":
        cure = 'write arenas = "new", or more generations'
        bad.append(Fault((*under, "times"), "1 where arenas stay", str(phase.times), cure, also=((*under, "arenas"),)))
    if after is None:
        return bad
    known = check_grid(world)
    bad += [moved(fault, places, under) for fault in check_grid(after) if fault not in known]
    bad += _check_over(phase, evolution, world, after, under)
    if after.instances > world.instances:
        expected = f"at most {world.instances}, the instances of [world]: a brain may have genes for each of them"
        bad.append(moved(Fault(("world", "instances"), expected, str(after.instances)), places, under))
    return bad


def _check_over(change: Phase | Task, evolution: Evolution, world: Grid, after: Grid, under: Path) -> list[Fault]:
    """Return what stands in the way of what selection sees of lives in a changed world, and not in the first."""
    if isinstance(change, Phase) and change.over:
        return check_over(change.over, evolution.select, after, (*under, "over"))
    over, select = evolution.over, evolution.select
    return [] if check_over(over, select, world, under) else check_over(over, select, after, under)


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
        same = first.setdefault((path[:-1], tuple(cells)), path)
        if same != path:
            cure = f"its cells are those of {values[same]}: leave one out"
            found.append(Fault(path, got=values[path], cure=cure, what="makes no difference"))
    return found


def _no_room(made: list[tuple[Draft, dict[str, Any]]], trial: Trial, seed: int) -> list[Fault]:
    """Return the worlds that could not be drawn, each tried once."""
    found = []
    reasons: dict[str, str] = {}
    expected = "a world with room for the path asked for"
    cure = "shorten min_path, ask for fewer starts or things, enlarge size, or change layout.walls"
    for draft, parts in made:
        world = parts["world"]
        if not isinstance(world, Grid):
            continue
        name = world.model_dump_json(exclude={"instances"})
        if name not in reasons:
            reasons[name] = trial(world, seed)
        if reasons[name]:
            also: tuple[Path, ...] = tuple(("world", key) for key in ("size", "layout", "starts", "steps", "object"))
            fault = Fault(("world", "min_path"), expected, reasons[name], cure, "impossible world", also)
            found.append(draft.attribute(fault) or fault)
    return found


def _replicates(design: int, replicates: int, counts: Sequence[int]) -> list[Fault]:
    """Return what is wrong with the number of replicates, or with those of single points."""
    if counts and len(counts) != design:
        return [Fault(("point_replicates",), f"one number for each of {design} points", f"{len(counts)} numbers")]
    if (sum(counts) or design * replicates) <= CELLS:
        return []
    spot, got = ("point_replicates", str(sum(counts))) if counts else ("replicates", f"{design} points × {replicates}")
    return [Fault((spot,), f"at most {CELLS} cells", got, what="too many")]
