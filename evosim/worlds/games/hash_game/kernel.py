"""The rules of the hash game, and the drawing of its start strings.

A string is 64 bits, of which the highest is the first. In each of ``turns`` turns a player adds a letter, A (move 0) or
B (move 1), and the string becomes ``fold(string, move + 1)``, whose bits tell nothing of what led to them. The first
player wins if the first bit of the last string is 1, and loses otherwise. With two players the first moves in turns 0,
2, …; with one player it moves in all.

In the structured variant the string keeps the moves instead: that of turn t is written into bit 62 − t, and with the
last move the first bit becomes what most moves were; if both letters were added equally often, the last one decides.
There a start string has 0 in the first bit and in those of the moves.

A state is an array (3,): the string, the turn, and the moves so far as a binary number with the latest as its last bit.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.kernel import kernel
from evosim.random.kernel import draw, fold
from evosim.random.purposes_kernel import START_STRING

STRING, TURN, PATH = 0, 1, 2
BITS = 64
FIRST = np.uint64(63)
BIT = np.uint64(1)
ZERO = np.float32(0)
ONE = np.float32(1)


class Rules(NamedTuple):
    """What every game has, see ``rules_kernel.py``, and what is special to this one."""

    players: int
    words: int
    choices: int
    inputs: int
    turns: int
    tables: int
    positions: int
    structured: bool
    starts: NDArray[np.uint64]  # (N,)


@kernel
def draw_starts(keys, turns, structured, starts):
    """Write a start string for each instance into starts (N,), drawn from its key in keys (N,) uint64."""
    for n in range(keys.size):
        string = draw(fold(keys[n], START_STRING), 0)
        if structured:
            string = string & ((BIT << np.uint64(BITS - 1 - turns)) - BIT)
        starts[n] = string


@kernel
def start(game, n, state):
    """Write the start string of instance ``n`` into state (3,), with no moves."""
    state[STRING] = np.int64(game.starts[n])
    state[TURN] = 0
    state[PATH] = 0


@kernel
def moves(game, state, legal):
    """Write 0 and 1 into legal (2,); always two."""
    legal[0] = 0
    legal[1] = 1
    return 2


@kernel
def play(game, state, move, after):
    """Write into after (3,) the state with one more letter."""
    string = np.uint64(state[STRING])
    turn = state[TURN]
    path = 2 * state[PATH] + move
    if not game.structured:
        string = fold(string, move + 1)
    else:
        string = string | (np.uint64(move) << np.uint64(62 - turn))
        if turn + 1 == game.turns:
            string = string | (np.uint64(majority(path, game.turns)) << FIRST)
    after[STRING] = np.int64(string)
    after[TURN] = turn + 1
    after[PATH] = path


@kernel
def majority(path, turns):
    """1 if most of the ``turns`` moves were 1, or half of them and the last; otherwise 0."""
    ones = 0
    for t in range(turns):
        ones += (path >> t) & 1
    return np.int64(2 * ones + (path & 1) > turns)


@kernel
def mover(game, state):
    """0 or 1, the player to move."""
    return state[TURN] & (game.players - 1)


@kernel
def over(game, state):
    """Whether all turns have been taken."""
    return state[TURN] >= game.turns


@kernel
def outcome(game, state):
    """1 if the first bit of the string is 1, otherwise −1."""
    return np.int64(1) if state[STRING] < 0 else np.int64(-1)


@kernel
def features(game, state, seen):
    """Write into seen (65,) each bit of the string, the first one first, then the share of turns that are over.

    A bit is 1 or −1 where it is 1 or 0; where the second player moves it is the other way round, because that player
    wins with 0.
    """
    string = np.uint64(state[STRING])
    own = mover(game, state)
    for i in range(BITS):
        bit = np.int64((string >> np.uint64(63 - i)) & BIT)
        seen[i] = ONE if bit != own else -ONE
    seen[BITS] = np.float32(state[TURN]) / np.float32(game.turns)


@kernel
def number(game, state):
    """The place of the state among all, turn by turn, and in each turn in the order of the moves as binary numbers."""
    return (np.int64(1) << state[TURN]) - 1 + state[PATH]
