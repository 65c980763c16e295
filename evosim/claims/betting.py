"""The mean of bounded values, by betting against every other mean.

Axes: R values, U different values, G bets.
"""

from __future__ import annotations

from math import log
from statistics import fmean

import numpy as np

from evosim.claims.estimate import Estimate, Floats

MOST = 256  # bets; so many lie closer together than the best one is known, whatever R is
EXACT = 1e-12  # of the range: how close a limit is found


def betting(values: Floats, level: float, bounds: tuple[float, float]) -> Estimate:
    """The mean of independent values from one distribution within known bounds, with guaranteed coverage.

    With the values mapped to [0, 1], a gambler who starts with 1 bets a fraction g of it on each value in turn, at odds
    that are fair or worse if the mean is m or less: the capital ∏ (1 − g + g·x/m) then has an expectation of at most 1,
    and so has its average over several g. By Markov's inequality it reaches 2/α with a probability of at most α/2 (by
    Ville's at any time, which is more than is needed here, where the number of values is fixed). The lower limit is
    the m at which the capital is 2/α; every smaller m would have been refuted. The upper limit is that of 1 − x. This
    holds for every distribution within the bounds and every R, and constant bets make the order of the values
    irrelevant. The price is width: where values are few, the interval is wider than what approximate ones promise.

    The bets are the Chebyshev nodes of (0, 1), R/2 and a bit in number and of equal weight. For a polynomial of degree
    R in g, as the capital is, their average is exactly the average under the arcsine law, so there is nothing to be
    chosen: that is the universal portfolio whose worst loss against the best bet in hindsight is least.

    Parameters
    ----------
    values : (R,) R ≥ 1, each within the bounds.
    level : confidence level in (0, 1).
    bounds : the least and the largest value that there can be; not those of the sample.

    Returns
    -------
    Estimate within the bounds. The limits are off by less than 1e-11 of the range, and outwards.

    Raises
    ------
    ValueError
        If a value lies outside the bounds by more than rounding.

    References
    ----------
    Waudby-Smith and Ramdas 2024, Journal of the Royal Statistical Society B 86:1-27 (hedged capital, grid Kelly).
    Cover and Ordentlich 1996, IEEE Transactions on Information Theory 42:348-363 (the arcsine law).
    Orabona and Jun 2024, IEEE Transactions on Information Theory 70:436-455 (intervals from universal portfolios).
    """
    lo, hi = bounds
    scaled = (values - lo) / (hi - lo)
    if scaled.min() < -1e-9 or scaled.max() > 1 + 1e-9:
        raise ValueError(f"values from {values.min():g} to {values.max():g}, expected from {lo:g} to {hi:g}")
    # Sorted, so that not even rounding depends on the order; many shares of lives repeat.
    different, found = np.unique(scaled.clip(0.0, 1.0), return_counts=True)
    counts = found.astype(np.float64)
    value = float(counts @ different / counts.sum())
    low = _lower(different, counts, value, (1 - level) / 2)
    high = 1 - _lower(1 - different, counts, 1 - value, (1 - level) / 2)
    # Rounding must not move a limit past the mean.
    mean = fmean(values)
    return Estimate(mean, min(mean, lo + (hi - lo) * low), max(mean, lo + (hi - lo) * high))


def log_capital(different: Floats, counts: Floats, mean: float) -> float:
    """The logarithm of the capital of one who bets that the mean is larger than ``mean``.

    Parameters
    ----------
    different, counts : (U,) values in [0, 1], and how often each was found.
    mean : in (0, 1].
    """
    bets = min(int(counts.sum()) // 2 + 1, MOST)
    fractions = (1 + np.cos((2 * np.arange(bets) + 1) * np.pi / (2 * bets))) / 2
    logs = np.log1p(fractions[:, None] * (different / mean - 1)) @ counts  # (G,)
    most = logs.max()
    return float(most + log(np.exp(logs - most).mean()))


def _lower(different: Floats, counts: Floats, value: float, alpha: float) -> float:
    """The m at which the capital is 1/alpha. It falls in m, and is at most 1 at the sample's mean."""
    if value <= 0:
        return 0.0
    refuted, open_ = 0.0, value
    while open_ - refuted > EXACT:
        middle = (refuted + open_) / 2
        if log_capital(different, counts, middle) >= -log(alpha):
            refuted = middle
        else:
            open_ = middle
    return refuted
