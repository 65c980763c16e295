"""What the table says of each claim: supported, refuted or inconclusive (design §6)."""

from evosim.claims.verdicts import judge

__all__ = ["judge"]
