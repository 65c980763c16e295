"""How well a score tells two classes apart: the receiver operating characteristic and the area under it.

The area is the probability that a score of one class exceeds one of the other, ties counting one half (Mann and Whitney
1947). Its interval is method 5 of Newcombe 2006 (Statistics in Medicine 25:559-573): all areas θ from which the one
found is at most z standard errors away, by the variance of Hanley and McNeil 1982 under θ,

    θ (1 − θ) (1 + n* ((1 − θ)/(2 − θ) + θ/(1 + θ))) / (P N),   n* = (P + N)/2 − 1.

Neither the interval of DeLong, DeLong and Clarke-Pearson 1988 nor a bootstrap over agents is taken: where all scores of
one class exceed all of the other, which few agents often do, both give [1, 1] and claim to be sure.

Axes: P scores of one class (what is to be found), N of the other, S distinct scores.
"""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

HALVINGS = 60


class Area(NamedTuple):
    """The area under the curve, in [0, 1], and the limits of its interval."""

    value: float
    low: float
    high: float


class Curve(NamedTuple):
    """Shares of both classes at or above each threshold (S + 1,), from the highest threshold, infinity, to the lowest.

    Attributes
    ----------
    thresholds : (S + 1,)
    found : (S + 1,) share of the class that is to be found, rising from 0 to 1.
    alarms : (S + 1,) share of the other class, likewise.
    """

    thresholds: NDArray[np.float64]
    found: NDArray[np.float64]
    alarms: NDArray[np.float64]


def area(found: ArrayLike, others: ArrayLike, level: float = 0.95) -> Area:
    """The area under the curve of scores (P,) against scores (N,), with an interval at a level in (0, 1).

    Raises
    ------
    ValueError
        If a class is empty, or if scores are not finite.
    """
    first, second = _scores(found, others)
    more = np.count_nonzero(first[:, None] > second) + np.count_nonzero(first[:, None] == second) / 2
    value = float(more / (first.size * second.size))
    return Area(value, *_limits(value, first.size, second.size, float(ndtri((1 + level) / 2))))


def curve(found: ArrayLike, others: ArrayLike) -> Curve:
    """The curve of scores (P,) against scores (N,); same errors as ``area``."""
    first, second = _scores(found, others)
    thresholds = np.append(np.inf, np.unique(np.concatenate((first, second)))[::-1])
    shares = [(scores >= thresholds[:, None]).mean(axis=1) for scores in (first, second)]
    return Curve(thresholds, shares[0], shares[1])


def threshold(found: ArrayLike, others: ArrayLike) -> float:
    """Where to draw the line: the share found less the share of false alarms is largest (Youden 1950).

    In the middle between two scores that follow one another; of several such places where the gap is widest, and of
    these the lowest. Scores at or above it count as found. If no place is better than none it is infinite.
    """
    course = curve(found, others)
    gain = course.found - course.alarms
    best = gain.max()
    if best <= 0:
        return float("inf")
    places = [i for i in np.flatnonzero(gain == best) if i + 1 < len(gain)]
    if not places:  # unreachable while a class is not empty: at the lowest threshold the gain is 0
        return float(course.thresholds[-1])
    widest = max(places, key=lambda i: (course.thresholds[i] - course.thresholds[i + 1], i))
    return float((course.thresholds[widest] + course.thresholds[widest + 1]) / 2)


def _scores(found: ArrayLike, others: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    first, second = np.asarray(found, np.float64).ravel(), np.asarray(others, np.float64).ravel()
    for name, scores in (("found", first), ("others", second)):
        if not scores.size or not np.isfinite(scores).all():
            raise ValueError(f"{name}: expected one finite score or more; got {scores.tolist()}")
    return first, second


def _limits(value: float, found: int, others: int, z: float) -> tuple[float, float]:
    def beyond(theta: float) -> bool:
        star = (found + others) / 2 - 1
        variance = theta * (1 - theta) * (1 + star * ((1 - theta) / (2 - theta) + theta / (1 + theta)))
        return abs(value - theta) > z * sqrt(variance / (found * others))

    limits = []
    for end in (0.0, 1.0):
        inside, outside = value, end
        for _ in range(HALVINGS):
            middle = (inside + outside) / 2
            inside, outside = (inside, middle) if beyond(middle) else (middle, outside)
        limits.append(inside if value != end else end)
    return limits[0], limits[1]
