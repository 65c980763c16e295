"""What the table says of each claim: supported, refuted or inconclusive (handbook: claims)."""

from evosim.claims.verdicts import judge

__all__ = ["judge"]
