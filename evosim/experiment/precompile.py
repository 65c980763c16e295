"""Compiles the kernels that lives need in a process of its own, while this one draws worlds with other kernels.

Lives are compiled for the classes of the organs of a brain, for what its genes grow by, and for the walk. The cells of
a scenario may need several of those; each is compiled once, before there are workers that would all do the same.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from subprocess import DEVNULL, PIPE, Popen

from evosim.evolution.optimizer import Optimizer
from evosim.evolution.setup import Setup, genome
from evosim.experiment.trial import described
from evosim.life.kinds import evaluator, kind_of
from evosim.organs.blueprint import Blueprint
from evosim.probes.options import Measure
from evosim.scenario import Cell, Point, Settings
from evosim.threads import Threads


def needs(cell: Cell) -> str:
    """A name for the kernels that a cell needs: 16 hex digits, the same for cells that need the same."""
    settings = cell.point.settings
    plan, way = Blueprint.of(settings).plan, settings.evolution
    classes = [type(part) for part in (*plan.organs, *plan.growths)]
    steps = [type(step) for step in (way.initial, way.select, way.cross, way.mutate)]
    names = [f"{kind.__module__}.{kind.__qualname__}" for kind in (*classes, *steps)]
    world = settings.world
    drawn = [bool(cell.shifts), bool(way.carried), way.rivals is not None]
    told = json.dumps([plan.general, kind_of(world).kernels(world), *drawn, names])
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def different(cells: Sequence[Cell]) -> dict[str, Cell]:
    """A cell for each set of kernels that some cells need, by its name; replicates need the same."""
    first = {id(cell.point): cell for cell in reversed(cells)}
    points = {cell.point.settings.model_dump_json(): cell for cell in first.values()}
    return {needs(cell): cell for cell in reversed(points.values())}


def tiny(cell: Cell) -> Cell:
    """The same cell with the smallest evolution there is, to compile every kernel it needs."""
    settings = cell.point.settings
    least = {"population": 2, "generations": 2, "elites": 1, "kind": "genetic"}
    least |= {"phase": (), "task": (), "rivals": None}
    small = settings.evolution.model_copy(update=least)
    return replace(cell, point=Point({}, None, settings.model_copy(update={"evolution": small, "measure": Measure()})))


@contextmanager
def compiling(cells: Sequence[Cell]) -> Iterator[Iterator[Cell]]:
    """Compile what the lives of cells need in another process while the block runs; gives each as it is ready.

    If the process dies, what is left is compiled on first use.
    """
    if not cells:
        yield iter(())
        return
    told = json.dumps([described(cell.point.settings) for cell in cells])
    command = [sys.executable, "-c", f"from {__name__} import precompile; precompile()", told]
    with Popen(command, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL, text=True) as process:
        lines = iter(process.stdout or ())

        def ready() -> Iterator[Cell]:
            for cell in cells:
                next(lines, "")
                yield cell

        try:
            yield ready()
        finally:
            process.kill()


def precompile() -> None:
    """Compile by use for each of the settings in the last argument, a list in JSON; writes a line after each.

    The population is evaluated and varied in an arena that is all wall: the types that kernels are compiled for are the
    same in every world.
    """
    for told in json.loads(sys.argv[-1]):
        settings = Settings.model_validate(told)
        blueprint, way = Blueprint.of(settings), settings.evolution
        optimizer = Optimizer.of(genome(Setup(blueprint, way), 1), way, 1, Threads())
        lives = evaluator(blueprint, blueprint.plan, kind_of(blueprint.world).smallest(blueprint), Threads())
        for _ in range(2):
            optimizer.tell(lives(optimizer.ask()).score)
        print("ready", flush=True)
