"""Habits: a preference for each action in each cell of each instance. Nothing is computed from what is seen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from evosim.organs.tensor import Axis, Tensor, labelled, positions


def tensor(size: int, codes: NDArray[np.float32], actions: tuple[str, ...]) -> Tensor:
    """The table of habits for instances with the given codes (N, 6): (N, Q, A)."""
    instances = Axis("instance", tuple(str(n) for n in range(len(codes))), codes)
    return Tensor("habits", (instances, positions(size), labelled("action", actions)))
