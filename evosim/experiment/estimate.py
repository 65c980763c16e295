"""What a run will cost, before it runs; needs no compiler. Rough: within a factor of two or three."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from evosim.encodings import named
from evosim.encodings.options import chosen, is_string
from evosim.encodings.tensor import Axis, Tensor, labelled
from evosim.organs.cortex.options import TicksGene
from evosim.organs.section import OrganSection, Place, Shape
from evosim.scenario import Cell
from evosim.theory.causal_entropy import LARGEST
from evosim.worlds.games.check import players
from evosim.worlds.games.options import Games, HashGame, inputs_of, moves_of
from evosim.worlds.grid.options import World as Grid
from evosim.worlds.grid.planes import planes
from evosim.worlds.grid.things.states import MOST_STATES, states
from evosim.worlds.labels.options import Labels

# Seconds on one core, of a two-core cloud machine; measured by `evosim bench`, and on stored cells.
PER_UNIT = 6e-10  # one unit of one instance, beside thought
PER_STEP = 5e-9  # one step of one life where the lives in an instance share a mind
PER_STEP_ALONE = 3e-8  # where they do not
UNKNOWN = 0.05  # steps of those in a cell where it is not known yet what the agent does
PER_MAPPED = 2e-9  # one plane of one cell that is put on a map, or forgotten
PER_MOVE = 3e-7  # of a game, beside nets
PER_STATE = 2e-7  # of a table of returns, each step and action
PER_GENE = 2.4e-9  # breeding
PER_SOFT = 2e-7  # of learning what behaviour is after, each step, state and action
PER_LETTER = 2e-8  # development of a string into one tensor
PER_CELL = 0.15  # worlds, probes, files
PROBES = 100  # lives of one individual that take as long as all probes
SPLITTING, MOST_SPLITTING = 700, 7000  # for each genome that splitting keeps: for each instance, and in all
FREE = 0.7  # of the cells of an arena
LANES = 16  # lives or instances that are worked out together
PROBED, PICTURED = 128, 4  # instances that probes use, and that minds are kept of
PRUNED_EVERY = 32  # generations after which the childless are forgotten
START = 3.0  # a worker's imports

BASE_MEMORY = 3.0e8  # bytes of a worker with its libraries
PER_CELL_DISK = 2.5e4
PER_RECORD_DISK, PER_RECORDED_ACTIVITY = 6e3, 0.2  # bytes of a record of lives, and of an activity in it
RECORDED = 8  # instances, in each record of lives


class Cost(NamedTuple):
    """Seconds on one core, bytes of memory of one worker, bytes on disk."""

    seconds: float
    memory: float
    disk: float


def place(cell: Cell) -> Place:
    """Where its brains live."""
    world, brain = cell.point.settings.world, cell.point.settings.brain
    if isinstance(world, Games):
        return Place(world.instances, 0, 0, False, len(inputs_of(world.game)), len(moves_of(world.game)))
    if isinstance(world, Labels):
        return Place(world.instances, 0, 0, False, world.bits, 2)
    return Place(world.instances, world.size**2, len(planes(world, brain.all_senses)), brain.sight > 0)


def organs(cell: Cell) -> list[OrganSection]:
    """The options of its organs."""
    brain = cell.point.settings.brain
    return [getattr(brain, name) for name in brain.organs]


def genes(cell: Cell) -> int:
    """G, the number of genes."""
    s = cell.point.settings
    if is_string(s.encoding, s.brain.organs):
        return s.encoding.nucleotides.length
    shapes = [shape for organ in organs(cell) for shape in organ.shapes(place(cell))]
    return sum(named(chosen(s.encoding, shape.dial)).of(s.encoding).length(_tensor(shape)) for shape in shapes)


def _tensor(shape: Shape) -> Tensor:
    """A tensor of that shape without names and places, of which no more than a number of genes is asked."""
    places = np.broadcast_to(np.float32(0), (shape.entries, shape.coordinates))
    numbers = labelled("number", ("",) * shape.numbers)
    return Tensor("", (Axis("entry", ("",) * shape.entries, places), numbers), shape.dial)


def general(cell: Cell) -> bool:
    """Whether its lives need the general walk."""
    s = cell.point.settings
    alone = isinstance(s.world, Grid) and (s.world.lives > 1 or not s.world.still)
    return alone or s.brain.sight > 0 or any(organ.stateful for organ in organs(cell))


def life(cell: Cell) -> float:
    """Seconds that one individual takes for all its lives."""
    s, here = cell.point.settings, place(cell)
    world, brain = s.world, s.brain
    if isinstance(world, Games):
        moves = world.instances * (world.game.length if isinstance(world.game, HashGame) else len(moves_of(world.game)))
        return moves * (PER_MOVE + sum(organ.step(here) for organ in organs(cell)) / players(world.game))
    if isinstance(world, Labels):
        return world.instances * sum(organ.step(here) for organ in organs(cell))
    lives = world.instances * world.starts * world.lives
    minds = lives if general(cell) else world.instances  # else the lives in an instance share one
    minds = max(minds, LANES // 2)  # few are not faster than half a block
    asked = lives * world.steps * (1.0 if general(cell) else UNKNOWN)
    seconds = minds * here.units * PER_UNIT
    for organ in organs(cell):
        times = world.steps if organ.thinks_again(here) else 1
        seconds += minds * times * organ.thought(here) + asked * organ.step(here)
    seen = min(2 * brain.sight + 1, world.size) ** 2 if brain.sight else 0
    forgotten = here.units if brain.sight and brain.map == "none" else 0
    mapped = (seen + forgotten) * here.planes * PER_MAPPED
    return seconds + lives * world.steps * (mapped + (PER_STEP_ALONE if general(cell) else PER_STEP))


def cost(cell: Cell) -> Cost:
    """What one cell costs."""
    s, here = cell.point.settings, place(cell)
    world, evolution = s.world, s.evolution
    length, one, shown = genes(cell), life(cell), 1 + len(cell.shifts)
    shapes = [shape for organ in organs(cell) for shape in organ.shapes(here)]
    per_gene = PER_GENE + PER_LETTER * len(shapes) * is_string(s.encoding, s.brain.organs)
    evaluations = evolution.population * evolution.generations
    probes = one * PROBED / world.instances * PROBES * shown
    splitting = s.measure.bits_selection * one * min(SPLITTING * world.instances, MOST_SPLITTING)
    probes += _tables(cell) * shown + _objectives(cell)
    seconds = PER_CELL + probes + splitting + evaluations * (one + length * per_gene)
    lineage = evolution.generations * 2e3 + evolution.population * PRUNED_EVERY * 24
    arena = (world.instances + PROBED) * (world.size + 2) ** 2 * 40 if isinstance(world, Grid) else 0
    ticks = s.brain.cortex.ticks
    most = 0 if "cortex" not in s.brain.organs else ticks.max if isinstance(ticks, TicksGene) else ticks
    minds = PICTURED * most * here.units * 4 * 2
    memory = BASE_MEMORY + evolution.population * length * 8 + lineage + arena + minds
    disk = PER_CELL_DISK + evolution.generations * 110 + length * 8 + 4 * most * here.units * 4 + _records(cell, most)
    return Cost(seconds, memory, disk)


def _tables(cell: Cell) -> float:
    """Seconds of working out the largest and the random returns of lives.

    Of the places of things about half come about, and of how long they are away and what has paid little.
    """
    world, asked = cell.point.settings.world, cell.point.settings.measure.returns
    if not isinstance(world, Grid) or (world.still and not asked):
        return 0.0
    free = int(world.size**2 * FREE)
    if states(world.object, free) > MOST_STATES:
        return 0.0
    places = free ** (1 + sum(thing.count for thing in world.object if thing.moves.kind != "still"))
    lives = (world.instances + PROBED) * world.starts
    return lives * world.steps * 4 * places / 2 * PER_STATE


def _objectives(cell: Cell) -> float:
    """Seconds of learning what behaviour is after, where it is asked for: after a shift each life has its own arena."""
    world = cell.point.settings.world
    if not isinstance(world, Grid) or not cell.point.settings.measure.objectives:
        return 0.0
    if not (world.still and all(thing.ends for thing in world.object)):
        return 0.0
    one = world.steps * PROBED * int(world.size**2 * FREE) * 4
    sizes = [one] + [one * world.starts] * len(cell.shifts)
    return sum(size for size in sizes if size <= LARGEST) * PER_SOFT


def _records(cell: Cell, ticks: int) -> float:
    """Bytes of the records of lives, as they are and after each shift.

    An agent that sees a window, or thinks on from step to step, thinks before each step; half of the steps are taken.
    """
    world, brain = cell.point.settings.world, cell.point.settings.brain
    if not isinstance(world, Grid):
        return 0.0
    on = brain.cortex.think == "step" and (brain.cortex.state != "cleared" or brain.sight > 0)
    own = world.starts * world.lives if brain.sight or world.lives > 1 else 1
    thoughts = RECORDED * own * (world.steps / 2 if on else 1) * ("cortex" in brain.organs)
    activities = thoughts * (ticks + 1) * brain.cortex.channels * world.size**2
    return (1 + len(cell.shifts)) * (PER_RECORD_DISK + PER_RECORDED_ACTIVITY * activities)


def total(cells: Sequence[Cell], workers: int) -> Cost:
    """What a run costs: seconds with ``workers``, the memory of so many at once, all of the disk."""
    costs = [cost(cell) for cell in cells]
    if not costs:
        return Cost(0.0, 0.0, 0.0)
    largest = sorted((c.memory for c in costs), reverse=True)[:workers]
    longest = max(c.seconds for c in costs)
    return Cost(max(sum(c.seconds for c in costs) / workers, longest), sum(largest), sum(c.disk for c in costs))


def available_memory() -> float:
    """Bytes that new processes can take without swapping."""
    try:
        with open("/proc/meminfo") as lines:
            return next(float(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable"))
    except (OSError, StopIteration):
        return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
