"""The rules of tic-tac-toe on one integer.

Cells are numbered row by row from 0 to 8, and so are moves. The nine low bits of a position are the cells of the first
player and the next nine those of the second; a state is an array (1,) with the position.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from evosim.kernel import kernel

CELLS = 9
FULL = 0b111111111
LINES = (0b111, 0b111000, 0b111000000, 0b1001001, 0b10010010, 0b100100100, 0b100010001, 0b1010100)
ZERO = np.float32(0)
ONE = np.float32(1)


class Rules(NamedTuple):
    """What every game has, see ``rules_kernel.py``."""

    players: int = 2
    words: int = 1
    choices: int = CELLS
    inputs: int = 2 * CELLS
    turns: int = CELLS
    tables: int = 1
    positions: int = 1 << (2 * CELLS)


@kernel
def has_line(cells):
    """Whether nine bits contain a line of three."""
    found = False
    for line in LINES:
        found |= cells & line == line
    return found


@kernel
def winner(position):
    """1 if the first player has a line, −1 if the second has, 0 if neither has."""
    return np.int64(has_line(position & FULL)) - np.int64(has_line(position >> CELLS))


@kernel
def start(game, n, state):
    """Write the empty board into state (1,); all instances are the same."""
    state[0] = 0


@kernel
def moves(game, state, legal):
    """Write the empty cells into legal (9,), in increasing order; how many there are."""
    taken = (state[0] | (state[0] >> CELLS)) & FULL
    count = 0
    for cell in range(CELLS):
        if not (taken >> cell) & 1:
            legal[count] = cell
            count += 1
    return count


@kernel
def play(game, state, move, after):
    """Write into after (1,) the position with a mark of the player to move in the cell ``move``."""
    after[0] = state[0] | (np.int64(1) << (move + CELLS * mover(game, state)))


@kernel
def mover(game, state):
    """0 or 1, the player to move: whether the number of marks is odd."""
    bits = state[0] ^ (state[0] >> CELLS)
    bits = bits & FULL
    bits = bits ^ (bits >> 8)
    bits = bits ^ (bits >> 4)
    bits = bits ^ (bits >> 2)
    bits = bits ^ (bits >> 1)
    return bits & 1


@kernel
def over(game, state):
    """Whether a player has a line or the board is full."""
    position = state[0]
    return ((position | (position >> CELLS)) & FULL) == FULL or winner(position) != 0


@kernel
def outcome(game, state):
    """1, 0 or −1 for the first player, in a state that is over."""
    return winner(state[0])


@kernel
def features(game, state, seen):
    """Write into seen (18,) a 1 for each cell of the player to move, then a 1 for each of the other player."""
    own = CELLS * mover(game, state)
    for cell in range(CELLS):
        seen[cell] = ONE if (state[0] >> (cell + own)) & 1 else ZERO
        seen[CELLS + cell] = ONE if (state[0] >> (cell + CELLS - own)) & 1 else ZERO


@kernel
def number(game, state):
    """The position itself."""
    return state[0]
