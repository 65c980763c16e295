"""evosim: evolve agents through an information funnel, and measure whether they search, and what for.

    scenario = evosim.load("one_maze", {"replicates": 2})   a scenario, frozen; ScenarioError lists all that is wrong
    run = evosim.run(scenario, out="results")               runs what is not done yet
    run.table, run.verdicts, run.frame, run.show()          what came of it
    agent = run.champion(cell)                              the fittest of a population
    training, novel = run.worlds(cell)                      its mazes, and others
    agent.live(novel), agent.mind(novel), agent.show(novel) what it does, what it thinks, a picture of both
    evosim.probe(agent, novel, training)                    every measurement, with its meaning
    evosim.evolve(objective, evosim.Genome(20), 100, 50)    the base optimizer alone

On the command line: evosim --help; evosim explain WORD explains keys, columns, organs and terms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.2.0"
__all__ = [
    "Bits", "Genome", "History", "Lineage", "Optimizer", "Run", "Scenario", "ScenarioError", "bits_of_selection",
    "evolve", "load", "probe", "run",
]  # fmt: skip

if TYPE_CHECKING:
    from evosim.evolution.genome import Genome
    from evosim.evolution.history import History, evolve
    from evosim.evolution.lineage import Lineage
    from evosim.evolution.optimizer import Optimizer
    from evosim.evolution.splitting import Bits, bits_of_selection
    from evosim.experiment.preflight import load
    from evosim.experiment.run import Run
    from evosim.job import run
    from evosim.probed import probe
    from evosim.scenario import Scenario, ScenarioError

_HOMES = {
    "load": "evosim.experiment.preflight",
    "Scenario": "evosim.scenario",
    "ScenarioError": "evosim.scenario",
    "Bits": "evosim.evolution.splitting",
    "bits_of_selection": "evosim.evolution.splitting",
    "Genome": "evosim.evolution.genome",
    "History": "evosim.evolution.history",
    "Lineage": "evosim.evolution.lineage",
    "Optimizer": "evosim.evolution.optimizer",
    "evolve": "evosim.evolution.history",
    "run": "evosim.job",
    "probe": "evosim.probed",
    "Run": "evosim.experiment.run",
}


def __getattr__(name: str) -> Any:
    """Import on first use, so that ``evosim --help`` and loading a scenario stay fast."""
    if name not in _HOMES:
        raise AttributeError(f"module 'evosim' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """List what can be used, imported already or not."""
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})
