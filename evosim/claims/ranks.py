"""Rank correlations: within a replicate, and over replicates with an interval.

Axes: R replicates, L levels of a swept key.
"""

from __future__ import annotations

from math import atanh, sqrt, tanh

import numpy as np
from scipy.special import stdtrit

from evosim.claims.estimate import Estimate, Floats


def kendall(x: Floats, y: Floats) -> float:
    """Kendall's τ-b of two finite rows of length L, in [-1, 1]; 0 if either is constant.

    References
    ----------
    Kendall 1945, Biometrika 33:239-251.
    """
    sign_x, sign_y = (np.sign(np.subtract.outer(row, row)) for row in (x, y))
    untied = np.count_nonzero(sign_x) * np.count_nonzero(sign_y)
    return float((sign_x * sign_y).sum() / sqrt(untied)) if untied else 0.0


def spearman(x: Floats, y: Floats, level: float) -> Estimate:
    """Spearman's ρ over replicates, by Fisher's z with the larger of two variances.

    The variance of z = artanh ρ is that of Bonett and Wright, (1 + ρ²/2)/(R − 3), or that of the jackknife, whichever
    is larger, with a quantile of Student's t for R − 2 degrees of freedom. Each alone covers too seldom: the first
    where the relation is not monotone, the second where there are ties and few replicates. A perfect sample has no
    finite z, and stands for one whose ρ is that of ranks with one neighbouring pair exchanged. The interval is
    approximate; its coverage was measured on normal, clustered, tied and not monotone pairs.

    Parameters
    ----------
    x, y : (R,) finite, R ≥ 2. If either is constant, ρ is not defined: do not ask. Time goes with the square of R.
    level : confidence level in (0, 1).

    Returns
    -------
    Estimate in [-1, 1]. Fewer than four pairs say nothing: the interval is [-1, 1].

    References
    ----------
    Bonett and Wright 2000, Psychometrika 65:23-28. Efron and Tibshirani 1993, chapter 11 (the jackknife).
    """
    count = len(x)
    a, b = _ranks(x), _ranks(y)
    rho = float(np.clip(a @ b / sqrt((a @ a) * (b @ b)), -1, 1))
    if count < 4:
        return Estimate(rho, -1.0, 1.0)
    z = atanh(_inside(rho, count))
    without = [atanh(_inside(_without(x, y, a, b, r), count - 1)) for r in range(count)]
    jackknife = (count - 1) * np.var(without)
    variance = max(float(jackknife), (1 + tanh(z) ** 2 / 2) / (count - 3))
    spread = float(stdtrit(count - 2, (1 + level) / 2)) * sqrt(variance)
    return Estimate(rho, min(rho, tanh(z - spread)), max(rho, tanh(z + spread)))


def _ranks(values: Floats) -> Floats:
    """(R,) ranks less their mean; ties share theirs. They are multiples of ½, so perfect rows give exactly ±1."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    middle: Floats = (last - (counts - 1) / 2)[place] - (len(values) + 1) / 2
    return middle


def _inside(rho: float, count: int) -> float:
    """Bring a perfect ρ to that of ranks with one neighbouring pair exchanged: 1 − 6 · 2 / (R³ − R)."""
    most = 1 - 12 / (count**3 - count)
    return min(max(rho, -most), most)


def _without(x: Floats, y: Floats, a: Floats, b: Floats, left_out: int) -> float:
    """ρ of the other pairs; 0 if either is constant among them."""
    # Ranks above the one left out fall by one, those equal to it by a half, and the mean of all by a half.
    a, b = (np.delete(ranks - np.sign(of - of[left_out]) / 2, left_out) for ranks, of in ((a, x), (b, y)))
    size = (a @ a) * (b @ b)
    return float(np.clip(a @ b / sqrt(size), -1, 1)) if size else 0.0
