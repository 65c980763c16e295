"""The window around an agent, as inputs of a net."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evosim.encodings.tensor import Axis


def inputs(planes: Sequence[str], radius: int, others: Sequence[str] = ()) -> Axis:
    """The inputs of a net that sees planes (K,) within a radius, cell by cell, and after them others, such as a bias.

    Coordinates are those of the cell in the window, from −1 to 1, and one for each plane and for all others together.
    """
    span = range(-radius, radius + 1)
    labels, rows = [], []
    for down in span:
        for right in span:
            for k, plane in enumerate(planes):
                labels.append(f"{plane}{down:+d}{right:+d}")
                rows.append([right / max(radius, 1), down / max(radius, 1), *np.eye(len(planes) + 1)[k]])
    for other in others:
        labels.append(other)
        rows.append([0.0, 0.0, *np.eye(len(planes) + 1)[len(planes)]])
    return Axis("input", tuple(labels), np.array(rows, np.float32))
