"""What a population earned in its lives, in a world of whichever kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

NO_AIMS = np.empty(0)


class Scores(NamedTuple):
    """What a population earned, one entry per individual (P,)."""

    score: NDArray[np.float64]  # mean return of a life with shaping, or what aims make of it; before prices
    success: NDArray[np.float64]  # share of lives in which a paying thing was reached
    genes: NDArray[np.int64]  # that deletion would change
    ticks: NDArray[np.int64]
    nodes: NDArray[np.float64]  # of search
    unrolled: NDArray[np.float64]  # units that are worked out for a decision
    depth: NDArray[np.float64]  # steps of its longest chain

    def take(self, whose: NDArray[np.intp]) -> Scores:
        """What these individuals earned, in this order: a copy."""
        parts: dict[str, Any] = {name: values[whose] for name, values in self._asdict().items()}
        return Scores(**parts)

    def put(self, whose: NDArray[np.intp], others: Scores) -> None:
        """Let these individuals have earned what others did."""
        for values, theirs in zip(self, others, strict=True):
            values[whose] = theirs


def mean(scores: Sequence[Scores]) -> Scores:
    """What the same population earned in several worlds alike; genes and ticks are those of its brains."""
    first, *others = scores
    if not others:
        return first
    both = [np.sum(values, axis=0) / len(scores) for values in zip(*scores, strict=True)]
    return Scores(*both)._replace(genes=first.genes, ticks=first.ticks)
