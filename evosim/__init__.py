"""evosim: evolve agents through an information funnel, and measure whether they search, and what for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.2.0"
__all__ = [
    "Bits", "Genome", "History", "Lineage", "Optimizer", "Run", "Scenario", "ScenarioError", "bits_of_selection",
    "evolve", "load", "run",
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
    return sorted({*globals(), *__all__})
