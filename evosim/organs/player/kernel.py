"""The player as kernels read it: what is grown of one individual, laid out for the kernels that play."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.kernel import kernel

ONE = np.float32(1)


class Player(NamedTuple):
    """The organ as kernels read it."""

    on: bool
    tensors: int
    depth: int  # plies, at most where a gene says how many
    width: int  # moves, likewise
    decides_depth: bool
    decides_width: bool


class Workspace(NamedTuple):
    """What one thread grows a player in."""

    incoming: NDArray[np.float32]  # (H, I + 1), or (H, 1) where all inputs have the same weights
    outgoing: NDArray[np.float32]  # (1 + C, H + 1), or (1 + C, 1)
    search: NDArray[np.float32]  # (1, genes of depth and width), or (1, 1)


@kernel
def scaled(gene, most):
    """⌊most·min(|gene|, 1) + ½⌋, so that a deleted gene means 0."""
    size = abs(gene)
    size = size if size < ONE else ONE
    return np.int64(np.float64(most) * np.float64(size) + 0.5)


@kernel
def lay_out(organ, space, p, players):
    """Write the player that was grown into row ``p`` of players."""
    last = space.incoming.shape[1] - 1
    for h in range(space.incoming.shape[0]):
        players.first[p, 0, h] = space.incoming[h, last]
        for i in range(players.first.shape[1] - 1):
            players.first[p, 1 + i, h] = space.incoming[h, min(i, last)]
    last = space.outgoing.shape[1] - 1
    for c in range(space.outgoing.shape[0]):
        players.second[p, 0, c] = space.outgoing[c, last]
        for h in range(players.second.shape[1] - 1):
            players.second[p, 1 + h, c] = space.outgoing[c, min(h, last)]
    players.depth[p] = scaled(space.search[0, 0], organ.depth) if organ.decides_depth else organ.depth
    gene = space.search[0, space.search.shape[1] - 1]
    players.width[p] = max(1, scaled(gene, organ.width)) if organ.decides_width else organ.width
