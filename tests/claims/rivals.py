"""Intervals that the program does not use, since they cover less often than they say: for the table of coverage.

Wilson and Newcombe take arrays, one outcome in each row; the bootstraps take (M, R) samples.
"""

from __future__ import annotations

import numpy as np
from scipy.special import betaincinv, ndtri
from scipy.stats import rankdata


def wilson(successes, trials, level):
    """Wilson 1927, Journal of the American Statistical Association 22:209-212."""
    share, z2 = successes / trials, ndtri((1 + level) / 2) ** 2
    middle = share + z2 / (2 * trials)
    spread = np.sqrt(z2 * share * (1 - share) / trials + (z2 / (2 * trials)) ** 2)
    scale = 1 + z2 / trials
    return np.clip((middle - spread) / scale, 0, share), np.clip((middle + spread) / scale, share, 1)


def clopper_pearson(successes, trials, level):
    alpha, failures = (1 - level) / 2, trials - successes
    low = np.where(successes > 0, betaincinv(np.maximum(successes, 1), failures + 1, alpha), 0.0)
    high = np.where(failures > 0, betaincinv(successes + 1, np.maximum(failures, 1), 1 - alpha), 1.0)
    return low, high


def newcombe(tables, level, limits=wilson):
    """Newcombe 1998, Statistics in Medicine 17:2635-2650, method 10; tables (S, 4): both, first, second, neither."""
    both, first, second, neither = tables.T
    pairs = tables.sum(axis=1)
    p, q = (both + first) / pairs, (both + second) / pairs
    p_low, p_high = limits(both + first, pairs, level)
    q_low, q_high = limits(both + second, pairs, level)
    cross = both * neither - first * second
    corrected = np.where(cross > 0, np.maximum(cross - pairs / 2, 0), cross)
    margins = (both + first) * (second + neither) * (both + second) * (first + neither)
    phi = np.where(margins > 0, corrected / np.sqrt(np.maximum(margins, 1)), 0)

    def side(a, b):
        return np.sqrt(np.maximum(0, a * a - 2 * phi * a * b + b * b))

    return p - q - side(p - p_low, q_high - q), p - q + side(p_high - p, q - q_low)


def bootstrap(samples, level, rng, of=None, resamples=1000):
    """Limits of the mean, or of ``of`` (B, R) rows of indices, by percentile bootstrap."""
    limits = []
    for row in range(len(samples)):
        drawn = rng.integers(samples.shape[1], size=(resamples, samples.shape[1]))
        found = of(row, drawn) if of else samples[row][drawn].mean(axis=1)
        limits.append(np.quantile(found, [(1 - level) / 2, (1 + level) / 2]))
    return np.array(limits).T


def rank_correlation(x, y):
    """(M,) Spearman's ρ of the rows of two (M, R) arrays; NaN if either is constant."""
    middle = (x.shape[1] + 1) / 2
    a, b = rankdata(x, axis=1) - middle, rankdata(y, axis=1) - middle
    size = np.sqrt((a * a).sum(axis=1) * (b * b).sum(axis=1))
    return np.divide((a * b).sum(axis=1), size, out=np.full(len(size), np.nan), where=size > 0)
