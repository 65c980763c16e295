"""The primary claims of several scenarios, judged together."""

from __future__ import annotations

from collections.abc import Mapping
from math import exp, log

import pyarrow as pa

from evosim.claims.verdicts import decided
from evosim.scenario.schema import Claim

LEAST, MOST = 1e-9, 1.0  # of what is told
STEPS = 24  # halvings of its logarithm


def significance(table: pa.Table, claim: Claim) -> float:
    """The least α at which an interval of level 1 − α decides a claim: a p-value, of whichever side it is on.

    Parameters
    ----------
    table, claim : as ``judge`` takes them.

    Returns
    -------
    Within [1e-9, 1], the ends for what lies beyond them, and at most 2e-6 of itself too large.
    """
    if decided(table, claim, 1 - LEAST):
        return LEAST
    low, high = log(LEAST), log(MOST)
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if decided(table, claim, 1 - exp(middle)) else (middle, high)
    return exp(high)


def holm(chances: Mapping[str, float], alpha: float) -> dict[str, bool]:
    """Which of several claims are decided if no more than α is to be the chance of any false decision.

    Parameters
    ----------
    chances : claim → p-value.
    alpha : in (0, 1).

    References
    ----------
    Holm 1979, Scandinavian Journal of Statistics 6:65-70.
    """
    found: dict[str, bool] = {}
    open_ = True
    for rank, name in enumerate(sorted(chances, key=lambda name: chances[name])):
        open_ = open_ and chances[name] <= alpha / (len(chances) - rank)
        found[name] = open_
    return {name: found[name] for name in chances}
