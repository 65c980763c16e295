"""Tables of exact values, made once for all instances."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.worlds.games.exact_kernel import UNKNOWN, Scratch, solve


class Exact(NamedTuple):
    """What exact search finds, with a row for each instance, or one if all are the same game."""

    values: NDArray[np.int8]  # (R, K) what a position is worth to the first player; 2 where no game leads
    positions: NDArray[np.int64]  # (R,) that can be reached
    games: NDArray[np.int64]  # (R,) ways in which a game can go


def tabulate(rules: Any) -> Exact:
    """Search all instances of a game to the end of every game."""
    rows = rules.turns + 1
    scratch = Scratch(
        np.zeros((rows, rules.words), np.int64),
        np.zeros((rows, rules.choices), np.int64),
        *(np.zeros(rows, np.int64) for _ in range(4)),
    )
    values = np.full((rules.tables, rules.positions), UNKNOWN, np.int8)
    found = np.zeros((rules.tables, 2), np.int64)
    ways = np.zeros(rules.positions, np.int64)
    for row in range(rules.tables):
        solve(rules, row, values[row], ways, scratch, found[row])
    return Exact(values, found[:, 0], found[:, 1])
