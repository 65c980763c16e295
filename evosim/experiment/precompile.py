"""Compiles the kernels that lives need in a process of its own, while this one draws worlds with other kernels."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from evosim.evolution.loop import Setup, genome
from evosim.evolution.optimizer import Optimizer
from evosim.life import evaluate
from evosim.organs.blueprint import Blueprint
from evosim.scenario import cells, load
from evosim.threads import Threads
from evosim.worlds.grid.instances import CODE, Instances, Kinds


@contextmanager
def compiling() -> Iterator[None]:
    """Compile what lives need in another process while the block runs; what is left is compiled on first use."""
    command = [sys.executable, "-c", f"from {__name__} import precompile; precompile()"]
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield
        process.wait()
    finally:
        process.kill()
        process.wait()


def precompile() -> None:
    """Compile by use: evaluate and vary a population of two in an arena that is all wall.

    The types that kernels are compiled for are the same in every scenario.
    """
    (cell, *_) = cells(load("one_maze"))
    settings = cell.point.settings
    blueprint = Blueprint.of(settings)
    way = settings.evolution.model_copy(update={"population": 2, "elites": 1})
    optimizer = Optimizer.of(genome(Setup(blueprint, way), 1), way, 1, Threads())
    walled = _walled(blueprint)
    for _ in range(2):
        optimizer.tell(evaluate(optimizer.ask(), blueprint.plan, walled, Threads()).score)


def _walled(blueprint: Blueprint) -> Instances:
    """One instance, with one start."""
    world = blueprint.world
    kinds = Kinds.of(world, blueprint.planes)
    cells = (world.size + 2) ** 2
    return Instances(
        kinds=kinds,
        size=world.size,
        steps=1,
        lives=1,
        shaping=0.0,
        walls=np.ones((1, cells), np.bool_),
        things=np.zeros((1, sum(kinds.counts)), np.int32),
        starts=np.full((1, 1), world.size + 3, np.int32),
        distance=np.full((1, cells), -1, np.int32),
        codes=np.zeros((1, CODE), np.float32),
        planes=np.zeros((1, len(kinds.planes), cells), np.float32),
        entry=np.zeros(1, np.int32),
    )
