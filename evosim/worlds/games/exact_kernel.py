"""Exact values of all positions of a game that can be reached, by search that visits each position once.

T turns of the longest game, W words of a state, C choices, R tables and K positions in each.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.kernel import kernel
from evosim.random.kernel import below
from evosim.worlds.games.rules_kernel import mover, moves, number, outcome, over, play, start

UNKNOWN = 2  # in a table of values, where the game has not been
LOWEST = -3


class Scratch(NamedTuple):
    """What one search works in, with a row for each turn of the game that is searched."""

    states: NDArray[np.int64]  # (T + 1, W)
    legal: NDArray[np.int64]  # (T + 1, C)
    choices: NDArray[np.int64]  # (T + 1,) how many legal moves
    at: NDArray[np.int64]  # (T + 1,) how many of them have been played, −1 before the first visit
    best: NDArray[np.int64]  # (T + 1,) the best value of those
    total: NDArray[np.int64]  # (T + 1,) games that begin with those


@kernel
def solve(game, n, values, games, scratch, found):
    """Write what each position of instance ``n`` is worth to the first player into values (K,) int8: 1, 0 or −1.

    It is what the game ends with if both play as well as they can. ``values`` must be ``UNKNOWN`` everywhere, and stays
    so where no game leads. games (K,) receives in how many ways a game can go on from there. found (2,) receives how
    many positions there are, and how many games.
    """
    states = scratch.states
    at = scratch.at
    known = 0
    level = 0
    start(game, n, states[0])
    at[0] = -1
    while level >= 0:
        here = number(game, states[level])
        if at[level] < 0:
            if values[here] != UNKNOWN:
                level -= 1
                continue
            if over(game, states[level]):
                values[here] = outcome(game, states[level])
                games[here] = 1
                known += 1
                level -= 1
                continue
            scratch.choices[level] = moves(game, states[level], scratch.legal[level])
            scratch.best[level] = LOWEST
            scratch.total[level] = 0
            at[level] = 0
        sign = 1 - 2 * mover(game, states[level])
        if at[level] > 0:
            near = number(game, states[level + 1])
            scratch.best[level] = max(scratch.best[level], sign * values[near])
            scratch.total[level] += games[near]
        if at[level] < scratch.choices[level]:
            play(game, states[level], scratch.legal[level, at[level]], states[level + 1])
            at[level] += 1
            level += 1
            at[level] = -1
        else:
            values[here] = sign * scratch.best[level]
            games[here] = scratch.total[level]
            known += 1
            level -= 1
    found[0] = known
    found[1] = games[number(game, states[0])]


@kernel
def optimal(game, values, key, turn, state, after, legal, worth):
    """The move drawn among those of largest value in values (K,), by draw ``turn`` of a key.

    after (W,), legal (C,) and worth (C,) int64 are written.
    """
    count = moves(game, state, legal)
    sign = 1 - 2 * mover(game, state)
    best = LOWEST
    ties = 0
    for i in range(count):
        play(game, state, legal[i], after)
        worth[i] = sign * values[number(game, after)]
        if worth[i] > best:
            best = worth[i]
            ties = 0
        ties += worth[i] == best
    nth = below(key, turn, ties)
    for i in range(count):
        if worth[i] == best:
            if nth == 0:
                return legal[i]
            nth -= 1
    return legal[0]
