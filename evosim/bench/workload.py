"""A workload: the one cell of a scenario of ``scenarios/bench``, with all the threads there are."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from evosim.evolution.optimizer import Optimizer
from evosim.evolution.setup import Setup, genome
from evosim.experiment.trial import draw_worlds
from evosim.organs.plan import Plan
from evosim.scenario import Cell, Scenario, cells, load, packaged
from evosim.threads import Threads
from evosim.worlds.grid.instances import Instances


def scenario(name: str, changes: Mapping[str, Any] | None = None) -> Scenario:
    """The scenario of that name in ``scenarios/bench``, with other values of the named keys."""
    return load(Path(str(packaged()["one_maze"])).parent / "bench" / f"{name}.toml", changes)


class Workload(NamedTuple):
    """What evolves, how, and where it lives."""

    name: str
    cell: Cell
    setup: Setup
    training: Instances
    threads: Threads

    @classmethod
    def of(cls, name: str, changes: Mapping[str, Any] | None = None) -> Workload:
        """The scenario of that name, with other values of the named keys."""
        (cell,) = cells(scenario(name, changes))
        training, _ = draw_worlds(cell)
        return cls(name, cell, Setup.of(cell.point.settings), training, Threads(os.cpu_count() or 1))

    @property
    def plan(self) -> Plan:
        """The brain as kernels read it."""
        return self.setup.blueprint.plan

    @property
    def ticks(self) -> int:
        """The ticks of a thought, which is no gene in a benchmark; 0 without a cortex."""
        brain = self.setup.blueprint.brain
        if "cortex" not in brain.organs:
            return 0
        assert isinstance(brain.cortex.ticks, int)
        return brain.cortex.ticks

    def optimizer(self) -> Optimizer:
        """One that is about to ask for the first generation."""
        return Optimizer.of(genome(self.setup, self.cell.root), self.setup.way, self.cell.root, self.threads)
