"""A swarm: marks at their true values, set aside so that none hides another. No chance is involved."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def swarm(values: NDArray[np.float64], apart: float, room: float) -> NDArray[np.float64]:
    """Return how far each mark is set aside: as little as keeps it ``apart`` from those of lower value.

    Parameters
    ----------
    values : (n,) where the marks stand, in mm; NaN is allowed and set aside by nothing
    apart : distance between the centres of two marks, in mm
    room : breadth that all may take, in mm; a swarm that needs more is pressed together

    Returns
    -------
    (n,) float64, mm, within ±room / 2.
    """
    order = [int(mark) for mark in np.argsort(values, kind="stable") if not np.isnan(values[mark])]
    stands, steps = values[order], np.zeros(len(order), int)  # in half distances
    tries = np.array([(-1) ** n * ((n + 1) // 2) for n in range(2 * len(order) + 5)])  # 0, −1, 1, −2, 2 …
    first = 0  # of the marks before that are near enough to be hidden
    for at, value in enumerate(stands):
        while value - stands[first] >= apart:
            first += 1
        near = steps[first:at]
        reach = (0.999 * apart) ** 2 - (value - stands[first:at]) ** 2
        most = int(np.abs(near).max(initial=0)) + 2
        taken = np.zeros(2 * most + 1, bool)
        taken[near[reach >= 0] + most] = True
        beside = near[reach >= (apart / 2) ** 2]
        taken[beside - 1 + most] = taken[beside + 1 + most] = True
        here = tries[: 2 * most + 1]
        steps[at] = here[np.argmin(taken[here + most])]
    aside = np.zeros(len(values))
    aside[order] = 0.5 * apart * steps
    widest = 2 * float(np.abs(aside).max(initial=0.0))
    return aside * min(1.0, room / widest) if widest else aside
