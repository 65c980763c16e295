"""Who came from whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Ancestor(NamedTuple):
    """An individual on a line of descent, in the terms of the ALife phylogeny standard."""

    id: int  # generation × P + index
    ancestor_list: tuple[int, ...]  # both parents' ids, the first parent first; empty in the first generation
    origin_time: int  # generation
    fitness: float


def descent(parents: Sequence[NDArray[np.int32]], fitness: Sequence[NDArray[np.float64]], index: int) -> list[Ancestor]:
    """The line of first parents that leads to individual ``index`` of the last generation, oldest first.

    Parameters
    ----------
    parents : T arrays (P, 2), rows of the generation before; −1 for no parent.
    fitness : T arrays (P,).
    """
    line = []
    for generation in range(len(parents) - 1, -1, -1):
        count = len(parents[generation])
        before = [int(p) for p in parents[generation][index] if p >= 0]
        ids = tuple((generation - 1) * count + p for p in before)
        line.append(Ancestor(generation * count + index, ids, generation, float(fitness[generation][index])))
        index = before[0] if before else index
        if not before and generation:
            break
    return line[::-1]
