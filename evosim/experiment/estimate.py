"""What a run will cost, before it runs; needs no compiler. Rough: within a factor of two or three."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import cast

import numpy as np

from evosim.encodings import named
from evosim.encodings.options import chosen, is_string
from evosim.encodings.tensor import Axis, Tensor, labelled
from evosim.organs.cortex.options import TicksGene
from evosim.organs.section import OrganSection, Shape
from evosim.scenario import Cell
from evosim.worlds.cost import PROBED, Cost, Life, Place, cost_of

# Seconds on one core, of a two-core cloud machine; measured by `evosim bench`, and on stored cells.
PER_GENE = 2.4e-9  # breeding
PER_LETTER = 2e-8  # development of a string into one tensor
PER_CELL = 0.15  # worlds, probes, files
PROBES = 100  # lives of one individual that take as long as all probes
SPLITTING, MOST_SPLITTING = 700, 7000  # for each genome that splitting keeps: for each instance, and in all
PRUNED_EVERY = 32  # generations after which the childless are forgotten
START = 3.0  # a worker's imports

BASE_MEMORY = 3.0e8  # bytes of a worker with its libraries
PER_CELL_DISK = 2.5e4


def place(cell: Cell) -> Place:
    """Where its brains live."""
    world = cell.point.settings.world
    return cost_of(world).place(world, cell.point.settings.brain)


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
    entries = cast(tuple[str, ...], range(shape.entries))  # a table may have thousands of millions
    return Tensor("", (Axis("entry", entries, places), numbers), shape.dial)


def life(cell: Cell) -> float:
    """Seconds that one individual takes for all its lives."""
    return cost_of(cell.point.settings.world).seconds(_life(cell))


def _life(cell: Cell) -> Life:
    return Life(cell.point.settings.world, cell.point.settings.brain, organs(cell))


def cost(cell: Cell) -> Cost:
    """What one cell costs."""
    s = cell.point.settings
    world, evolution = s.world, s.evolution
    length, one, shown = genes(cell), life(cell), 1 + len(cell.shifts)
    shapes = [shape for organ in organs(cell) for shape in organ.shapes(place(cell))]
    per_gene = PER_GENE + PER_LETTER * len(shapes) * is_string(s.encoding, s.brain.organs)
    twice = sum(phase.all_generations for phase in evolution.phase if phase.beside)
    twice += len(evolution.task) * evolution.generations
    evaluations = evolution.population * (evolution.all_generations + twice)
    probes = one * PROBED / world.instances * PROBES * shown
    split = s.measure.bits_selection + s.measure.toy_model  # its three runs take about as long as those four
    splitting = split * one * min(SPLITTING * world.instances, MOST_SPLITTING)
    ticks = s.brain.cortex.ticks
    most = 0 if "cortex" not in s.brain.organs else ticks.max if isinstance(ticks, TicksGene) else ticks
    beside = cost_of(world).beside(_life(cell), most, shown, s.measure)
    walked = s.measure.valley * one
    lineage = evolution.all_generations * 2e3 + evolution.population * PRUNED_EVERY * 24
    return Cost(
        seconds=PER_CELL + probes + splitting + walked + evaluations * (one + length * per_gene) + beside.seconds,
        memory=BASE_MEMORY + evolution.population * length * 8 + lineage + beside.memory,
        disk=PER_CELL_DISK + evolution.all_generations * 110 + length * 8 + beside.disk,
    )


def grouped(cells: Iterable[Cell]) -> list[tuple[Cell, int]]:
    """A cell of each point with the number of its replicates, which all cost the same."""
    first: dict[int, Cell] = {}
    counts: Counter[int] = Counter()
    for cell in cells:
        first.setdefault(id(cell.point), cell)
        counts[id(cell.point)] += 1
    return [(cell, counts[point]) for point, cell in first.items()]


def total(cells: Iterable[Cell], workers: int) -> Cost:
    """What cells cost together: seconds with ``workers``, the memory of so many at once, all of the disk."""
    return together(grouped(cells), workers)


def together(groups: Iterable[tuple[Cell, int]], workers: int) -> Cost:
    """What so many replicates of each of some cells cost together; they cost the same."""
    costs = sorted(((cost(cell), count) for cell, count in groups), key=lambda one: one[0].memory, reverse=True)
    memory, free = 0.0, workers
    for one, count in costs:
        memory += one.memory * min(free, count)
        free -= min(free, count)
    longest = max((one.seconds for one, _ in costs), default=0.0)
    seconds = max(sum(one.seconds * count for one, count in costs) / workers, longest)
    return Cost(seconds, memory, sum(one.disk * count for one, count in costs))
