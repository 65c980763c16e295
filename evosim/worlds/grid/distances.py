"""How far cells are from one another."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from evosim.worlds.grid.instances import Instances
from evosim.worlds.grid.kernel import flood_rows


def from_starts(instances: Instances) -> NDArray[np.int32]:
    """(N, J, C) steps from each start to each cell if no thing is in the way; −1 where there is no way."""
    n, j = instances.starts.shape
    out = np.empty((n * j, instances.walls.shape[1]), np.int32)
    rows = np.repeat(np.arange(n), j)
    flood_rows(instances.walls.astype(np.uint8), rows, instances.starts.ravel(), instances.stride, out)
    return out.reshape(n, j, -1)


def manhattan(instances: Instances) -> NDArray[np.int32]:
    """(N, J, C) steps from each start to each cell if there were no walls."""
    row, column = np.divmod(np.arange(instances.stride**2), instances.stride)
    start_row, start_column = np.divmod(instances.starts[:, :, None], instances.stride)
    return np.asarray(abs(row - start_row) + abs(column - start_column), np.int32)


def between(
    instances: Instances,
    rows: NDArray[np.int64],
    sources: NDArray[np.int32],
    goals: NDArray[np.int32],
    without: NDArray[np.int64],
) -> NDArray[np.int32]:
    """(M,) steps from sources to goals (M,) in the arenas of rows (M,) if the cells ``without`` (M,) were walls too."""
    walls = instances.walls[rows].astype(np.uint8)
    walls[np.arange(len(rows)), without] = 1
    out = np.empty(walls.shape, np.int32)
    flood_rows(walls, np.arange(len(rows)), sources, instances.stride, out)
    return out[np.arange(len(rows)), goals]
