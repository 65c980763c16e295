"""The essays' toy model."""

from evosim.theory.toy import Cost, cost_by, optimum

__all__ = ["Cost", "cost_by", "optimum"]
