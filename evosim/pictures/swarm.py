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
    aside = np.zeros(len(values))
    places = (
        0.5 * apart * np.array([(-1) ** n * ((n + 1) // 2) for n in range(4 * len(values) + 1)])
    )  # 0, −½, ½, −1, 1 …
    placed: list[int] = []
    for mark in np.argsort(values, kind="stable"):
        if np.isnan(values[mark]):
            continue
        near = [other for other in placed if values[mark] - values[other] < apart]
        gaps = np.hypot(values[mark] - values[near], places[:, None] - aside[near])
        aside[mark] = places[np.argmax((gaps > 0.999 * apart).all(axis=1))]
        placed.append(int(mark))
    widest = 2 * float(np.abs(aside).max(initial=0.0))
    return aside * min(1.0, room / widest) if widest else aside
