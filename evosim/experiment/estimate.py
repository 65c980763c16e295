"""What a run will cost, before it runs; needs no compiler. Rough: within a factor of two or three."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import NamedTuple

from evosim.encodings.options import dials, is_string
from evosim.organs.cortex.options import TicksGene
from evosim.scenario import Cell
from evosim.worlds.grid.planes import planes

# Seconds on one core, of a two-core cloud machine; measured by `evosim bench`.
PER_UNIT_TICK = 3e-9  # one unit of 16 instances, one tick
PER_STEP = 5e-9  # one step of one life
PER_GENE = 2.4e-9  # breeding
PER_LETTER = 2e-8  # development of a string
PER_CELL = 0.15  # worlds, probes, files
PER_PROBED_TICK = 2e-8  # one unit of one instance, one tick, all probes together
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


def genes(cell: Cell) -> int:
    """G, the number of genes."""
    s = cell.point.settings
    habits, rules = dials(s.encoding)
    units = s.world.size**2
    numbers = s.brain.cortex.numbers(len(planes(s.world, s.brain.all_senses)))
    if is_string(s.encoding, s.brain.organs):
        return s.encoding.nucleotides.length
    total = 0
    if "habits" in s.brain.organs:
        width = s.encoding.width
        total += s.world.instances * units * 4 if habits == "table" else 9 * width + (width + 1) * 4
    if "cortex" in s.brain.organs:
        degree, types, count = s.encoding.degree, s.encoding.cell_types, s.encoding.coefficients
        polynomial = (degree + 1) * (degree + 2) // 2
        each = {"own": units, "position": polynomial, "types": types, "dct": min(count, units), "projection": count}
        width = s.encoding.width
        total += 3 * width + (width + 1) * numbers if rules == "net" else each.get(rules, units) * numbers
        total += 3 * types if rules == "types" and types > 1 else 0
        total += s.brain.cortex.reading + isinstance(s.brain.cortex.ticks, TicksGene)
    return total


def cost(cell: Cell) -> Cost:
    """What one cell costs."""
    s = cell.point.settings
    world, evolution = s.world, s.evolution
    ticks = s.brain.cortex.ticks
    most = 0 if "cortex" not in s.brain.organs else ticks.max if isinstance(ticks, TicksGene) else ticks
    blocks, units = -(-world.instances // 16), world.size**2
    life = blocks * units * (most + 3) * PER_UNIT_TICK + world.instances * world.starts * world.steps * PER_STEP
    length = genes(cell)
    evaluations = evolution.population * evolution.generations
    probes = PROBED * units * most * PER_PROBED_TICK * (1 + len(cell.shifts))
    per_gene = PER_GENE + PER_LETTER * is_string(s.encoding, s.brain.organs)
    seconds = PER_CELL + probes + evaluations * (life + length * per_gene)
    lineage = evolution.generations * 2e3 + evolution.population * PRUNED_EVERY * 24
    arena = (world.instances + 128) * (world.size + 2) ** 2 * 40
    minds = PICTURED * most * units * 4 * 2
    memory = BASE_MEMORY + evolution.population * length * 8 + lineage + arena + minds
    disk = PER_CELL_DISK + evolution.generations * 110 + length * 8 + 4 * most * units * 4 + _records(cell, most)
    return Cost(seconds, memory, disk)


def _records(cell: Cell, ticks: int) -> float:
    """Bytes of the records of lives, as they are and after each shift.

    An agent that sees a window, or thinks on from step to step, thinks before each step; half of the steps are taken.
    """
    world, brain = cell.point.settings.world, cell.point.settings.brain
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
