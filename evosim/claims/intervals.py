"""Estimates with confidence intervals: shares, means over replicates, rank correlations.

Axes: R replicates, B resamples of a block, L levels of a swept key. Nothing here knows of tables or claims.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from math import sqrt
from statistics import fmean
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

Floats = NDArray[np.float64]

RESAMPLES = 10_000
BLOCK = 100  # resamples held in memory at once
KEPT = 100  # replicates: resamples of so many take 8 MB, and a comparison draws the same ones for every column


class Estimate(NamedTuple):
    """A value and its confidence interval, lo ≤ value ≤ hi."""

    value: float
    lo: float
    hi: float


def wilson(successes: int, trials: int, level: float) -> Estimate:
    """The score interval of one share.

    Parameters
    ----------
    successes, trials : 0 ≤ successes ≤ trials, trials ≥ 1.
    level : confidence level in (0, 1).

    Returns
    -------
    Estimate in [0, 1].

    References
    ----------
    Wilson 1927, Journal of the American Statistical Association 22:209-212.
    """
    share, z2 = successes / trials, float(ndtri((1 + level) / 2)) ** 2
    middle = share + z2 / (2 * trials)
    spread = sqrt(z2 * share * (1 - share) / trials + (z2 / (2 * trials)) ** 2)
    scale = 1 + z2 / trials
    # At 0 and trials successes the limits are 0 and 1 exactly; rounding must not move them past the share.
    return Estimate(
        share,
        max(0.0, min(share, (middle - spread) / scale)),
        min(1.0, max(share, (middle + spread) / scale)),
    )


def newcombe(both: int, first: int, second: int, neither: int, level: float) -> Estimate:
    """The difference of two paired shares, first less second, by Newcombe's method 10.

    The Wilson limits of either share are combined by square-and-add, less a term for their correlation φ.

    Parameters
    ----------
    both, first, second, neither : numbers of pairs in which both, only the first, only the second, or neither
        is true; at least one pair.
    level : confidence level in (0, 1).

    Returns
    -------
    Estimate in [-1, 1].

    References
    ----------
    Newcombe 1998, Statistics in Medicine 17:2635-2650.
    """
    pairs = both + first + second + neither
    p, p_lo, p_hi = wilson(both + first, pairs, level)
    q, q_lo, q_hi = wilson(both + second, pairs, level)
    # Method 10 corrects φ for continuity where it is positive, and only there.
    cross = both * neither - first * second
    corrected = max(cross - pairs / 2, 0) if cross > 0 else cross
    margins = (both + first) * (second + neither) * (both + second) * (first + neither)
    phi = corrected / sqrt(margins) if margins else 0.0
    difference = (first - second) / pairs
    return Estimate(
        difference,
        difference - _square_and_add(p - p_lo, q_hi - q, phi),
        difference + _square_and_add(p_hi - p, q - q_lo, phi),
    )


def _square_and_add(a: float, b: float, phi: float) -> float:
    return sqrt(max(0.0, a * a - 2 * phi * a * b + b * b))


def mean(values: Floats, level: float, seed: int) -> Estimate:
    """The mean over replicates, by percentile bootstrap.

    Values without variance give themselves: the interval is [x, x].

    Parameters
    ----------
    values : (R,) finite, R ≥ 1.
    level : confidence level in (0, 1).
    seed : of the resamples; the same seed gives the same interval.

    References
    ----------
    Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapter 13.
    """
    if np.all(values == values[0]):
        return Estimate(float(values[0]), float(values[0]), float(values[0]))
    means = [values[draw].mean(axis=1) for draw in _resamples(len(values), seed)]
    return _percentile(fmean(values), means, level)


def spearman(x: Floats, y: Floats, level: float, seed: int) -> Estimate:
    """Spearman's ρ over replicates, by percentile bootstrap over the pairs.

    A resample in which either is constant counts as ρ = 0.

    Parameters
    ----------
    x, y : (R,) finite, R ≥ 2. If either is constant, ρ is not defined: do not ask.
    level : confidence level in (0, 1).
    seed : of the resamples; the same seed gives the same interval.

    Returns
    -------
    Estimate in [-1, 1].
    """
    rhos = [_rank_correlation(x[draw], y[draw]) for draw in _resamples(len(x), seed)]
    return _percentile(float(_rank_correlation(x[None], y[None])[0]), rhos, level)


def kendall(x: Floats, y: Floats) -> float:
    """Kendall's τ-b of two finite rows of length L, in [-1, 1]; 0 if either is constant.

    References
    ----------
    Kendall 1945, Biometrika 33:239-251.
    """
    sign_x, sign_y = (np.sign(np.subtract.outer(row, row)) for row in (x, y))
    untied = np.count_nonzero(sign_x) * np.count_nonzero(sign_y)
    return float((sign_x * sign_y).sum() / sqrt(untied)) if untied else 0.0


def _rank_correlation(x: Floats, y: Floats) -> Floats:
    """(B,) Pearson's correlation of the ranks of two (B, R) arrays, row by row; 0 if either is constant."""
    from scipy.stats import rankdata  # takes longer to import than most tables to make

    # Ranks less their mean are multiples of ½, so constant rows give exact zeros and perfect ones exactly ±1.
    middle = (x.shape[1] + 1) / 2
    a, b = rankdata(x, axis=1) - middle, rankdata(y, axis=1) - middle
    size = np.sqrt((a * a).sum(axis=1) * (b * b).sum(axis=1))
    return np.divide((a * b).sum(axis=1), size, out=np.zeros(len(size)), where=size > 0)


def _resamples(count: int, seed: int) -> Iterable[NDArray[np.int64]]:
    """Blocks of (B, R) indices drawn with replacement, ``RESAMPLES`` rows in all; kept where they are small."""
    return _kept(count, seed) if count <= KEPT else _drawn(count, seed)


@lru_cache(maxsize=4)
def _kept(count: int, seed: int) -> tuple[NDArray[np.int64], ...]:
    return tuple(_drawn(count, seed))


def _drawn(count: int, seed: int) -> Iterator[NDArray[np.int64]]:
    # PCG64 by name: numpy may change what default_rng stands for.
    generator = np.random.Generator(np.random.PCG64(seed))
    for _ in range(RESAMPLES // BLOCK):
        yield generator.integers(count, size=(BLOCK, count))


def _percentile(value: float, resampled: list[Floats], level: float) -> Estimate:
    tails = np.quantile(np.concatenate(resampled), [(1 - level) / 2, (1 + level) / 2])
    # Rounding, and for ρ a small skewed sample, can push a percentile past the estimate.
    return Estimate(value, min(float(tails[0]), value), max(float(tails[1]), value))
