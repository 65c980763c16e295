"""From genes to players."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from evosim.worlds.games.player_kernel import Players

DEEPEST = 9  # plies that are searched at most


def genes(inputs: int, hidden: int, choices: int) -> int:
    """Return how many numbers a net has: into each hidden unit, and into the value and each preference, with biases."""
    return (1 + inputs) * hidden + (1 + hidden) * (1 + choices)


def players(
    genomes: NDArray[np.float32], rules: Any, hidden: int, depth: int | NDArray[Any] = 0, width: int | NDArray[Any] = 1
) -> Players:
    """Read P players from genomes (P, G): the first layer row by row, biases first, then the second likewise.

    A row of the second has the weights of the value and then of each preference.

    ``depth`` and ``width`` are the same for all, or one for each (P,). A width beyond the moves of a game searches all.
    Everything is copied.

    Raises
    ------
    ValueError
        If genomes have another length than the nets, or a depth is not in 0 … 9 or a width is below 1.
    """
    wanted = genes(rules.inputs, hidden, rules.choices)
    if genomes.ndim != 2 or genomes.shape[1] != wanted:
        raise ValueError(f"genomes: expected (P, {wanted}) for {hidden} hidden units; got {genomes.shape}")
    count = len(genomes)
    deep, wide = (np.array(np.broadcast_to(np.asarray(one, np.int64), count)) for one in (depth, width))
    if not ((deep >= 0) & (deep <= DEEPEST)).all():
        raise ValueError(f"depth: expected 0 to {DEEPEST}; got {deep.min()} to {deep.max()}")
    if not (wide >= 1).all():
        raise ValueError(f"width: expected at least 1; got {wide.min()}")
    split = (1 + rules.inputs) * hidden
    first, second = (np.array(part, np.float32, order="C") for part in (genomes[:, :split], genomes[:, split:]))
    shapes = (count, 1 + rules.inputs, hidden), (count, 1 + hidden, 1 + rules.choices)
    return Players(first.reshape(shapes[0]), second.reshape(shapes[1]), deep, wide)


def nobody(rules: Any) -> Players:
    """Return no players, for kernels that are given some in any case."""
    return players(np.empty((0, genes(rules.inputs, 1, rules.choices)), np.float32), rules, 1)
