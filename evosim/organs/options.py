"""The set of organs, and their options."""

from evosim.scenario.schema import Brain, Cortex, TicksGene

__all__ = ["Brain", "Cortex", "TicksGene"]
