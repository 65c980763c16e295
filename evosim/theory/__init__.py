"""The essays' toy model."""

from evosim.theory.toy import Cost, optimum

__all__ = ["Cost", "optimum"]
