"""Which interval stands for which statistic. Measured coverage of each: ``results/gallery/coverage.md``.

Axis: R replicates. Nothing here knows of tables or claims.
"""

from __future__ import annotations

from math import inf, sqrt
from statistics import fmean

import numpy as np
from scipy.special import stdtrit

from evosim.claims import ranks, shares
from evosim.claims.betting import betting
from evosim.claims.estimate import Estimate, Floats, Judged

PAIRS = 200  # above, the exact interval of a difference of shares takes seconds, and betting is hardly wider


def mean(values: Floats, level: float, bounds: tuple[float, float] | None) -> Judged:
    """The mean over replicates: by betting where the values have known bounds, else Student's.

    Parameters
    ----------
    values : (R,) finite, R ≥ 1.
    level : confidence level in (0, 1).
    bounds : the least and the largest value that there can be; None if they are not known.
    """
    if bounds is None:
        return Judged(student(values, level), "t")
    return Judged(betting(values, level, bounds), "betting")


def share(flags: Floats, level: float) -> Judged:
    """The share of ones among R ≥ 1 zeros and ones, by Clopper and Pearson."""
    return Judged(shares.clopper_pearson(int(flags.sum()), len(flags), level), "clopper-pearson")


def difference(first: Floats, second: Floats, level: float) -> Judged:
    """The share of ones in the first row less that in the second, of R ≥ 1 pairs, by an exact unconditional test.

    Of more than ``PAIRS`` pairs it is the mean of their differences, by betting, which is guaranteed too.
    """
    if len(first) > PAIRS:
        return mean(first - second, level, (-1.0, 1.0))
    alone = int((first * (1 - second)).sum()), int(((1 - first) * second).sum())
    return Judged(shares.paired(*alone, len(first), level), "exact-paired")


def differences(bounds: tuple[float, float] | None) -> tuple[float, float] | None:
    """The bounds of the difference of two values that have these; None of none."""
    return (bounds[0] - bounds[1], bounds[1] - bounds[0]) if bounds else None


def spearman(x: Floats, y: Floats, level: float) -> Judged:
    """Spearman's ρ of R ≥ 2 pairs, neither constant, by Fisher's z."""
    return Judged(ranks.spearman(x, y, level), "fisher-z")


def student(values: Floats, level: float) -> Estimate:
    """The mean of values without known bounds, by Student's t.

    It is approximate: it assumes that the mean of R values is near enough to normal. Without bounds nothing can be
    guaranteed, since a rare and huge value that no sample has shown moves a mean anywhere (Bahadur and Savage 1956).
    Measured for R = 8, 20 and 100 at a level of .95: normal values .95 throughout; exponential ones .89, .92 and .94;
    counts that are 0 in nine cases of ten .57, .82 and .92. Values without variance give themselves, [x, x]: that
    interval says what was found, and nothing of what was not.

    Parameters
    ----------
    values : (R,) finite, R ≥ 1; a single value says nothing of the spread, and its limits are infinite.
    level : confidence level in (0, 1).

    References
    ----------
    Student 1908, Biometrika 6:1-25. Bahadur and Savage 1956, Annals of Mathematical Statistics 27:1115-1122.
    """
    count, value = len(values), fmean(values)
    if count == 1:
        return Estimate(value, -inf, inf)
    if np.all(values == values[0]):
        return Estimate(float(values[0]), float(values[0]), float(values[0]))
    spread = float(stdtrit(count - 1, (1 + level) / 2)) * sqrt(float(np.var(values, ddof=1)) / count)
    return Estimate(value, value - spread, value + spread)
