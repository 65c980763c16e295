"""A player: a net that values a position and prefers moves, and a search by the true rules that looks plies ahead.

The net has one layer of hidden units, h = squash(b_h + Σ_i w_ih·x_i), and 1 + C outputs, o_c = b_c + Σ_h v_hc·h, with
squash(x) = x / (1 + |x|). Output 0, squashed as well, is the value of the position from the point of view of the player
to move; output 1 + c is the preference for move c. Sums are float32 in the order of the inputs, and inputs of 0 are
left out.

P players, I inputs, H hidden units, C choices, D plies at most, W words of a state.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.kernel import kernel
from evosim.worlds.games.rules_kernel import features, mover, moves, outcome, over, play

ZERO = np.float32(0)
ONE = np.float32(1)


class Players(NamedTuple):
    """P players; what they have in common is the shape of their nets."""

    first: NDArray[np.float32]  # (P, 1 + I, H) weights into the hidden units, row 0 their biases
    second: NDArray[np.float32]  # (P, 1 + H, 1 + C) weights out of them, row 0 the biases; column 0 is the value
    depth: NDArray[np.int64]  # (P,) plies that are searched, 0 … D; see ``choose``
    width: NDArray[np.int64]  # (P,) moves that are searched in each position, at least 1


class Workspace(NamedTuple):
    """What the search of one thread works in; rows are plies."""

    states: NDArray[np.int64]  # (D + 1, W)
    legal: NDArray[np.int64]  # (D + 1, C) the moves that are searched
    choices: NDArray[np.int64]  # (D + 1,) how many these are
    at: NDArray[np.int64]  # (D + 1,) how many have been searched
    best: NDArray[np.float32]  # (D + 1,) the largest value among these
    preferences: NDArray[np.float32]  # (C,) for each move, legal or not
    seen: NDArray[np.float32]  # (I,)
    hidden: NDArray[np.float32]  # (H,)
    nodes: NDArray[np.int64]  # (1,) positions that searches have reached by a move so far


@kernel
def activate(game, first, state, space):
    """Write into ``space.hidden`` (H,) the hidden units of a net with weights first (1 + I, H) in a state."""
    seen = space.seen
    hidden = space.hidden
    features(game, state, seen)
    units = first.shape[1]
    for h in range(units):
        hidden[np.uintp(h)] = first[0, np.uintp(h)]
    for i in range(game.inputs):
        x = seen[i]
        if x != ZERO:
            row = first[1 + i]
            for h in range(units):
                hidden[np.uintp(h)] += x * row[np.uintp(h)]
    for h in range(units):
        v = hidden[np.uintp(h)]
        hidden[np.uintp(h)] = v / (ONE + abs(v))


@kernel
def value(game, first, second, state, space):
    """What a net with weights first (1 + I, H) and second (1 + H, 1 + C) finds a state worth to the player to move."""
    activate(game, first, state, space)
    hidden = space.hidden
    total = second[0, 0]
    for h in range(first.shape[1]):
        total += hidden[np.uintp(h)] * second[np.uintp(1 + h), 0]
    return total / (ONE + abs(total))


@kernel
def prefer(game, first, second, state, space):
    """Write into ``space.preferences`` (C,) those of a net with weights first (1 + I, H) and second (1 + H, 1 + C)."""
    activate(game, first, state, space)
    hidden = space.hidden
    preferences = space.preferences
    for c in range(game.choices):
        preferences[np.uintp(c)] = second[0, np.uintp(1 + c)]
    for h in range(first.shape[1]):
        x = hidden[np.uintp(h)]
        row = second[1 + h]
        for c in range(game.choices):
            preferences[np.uintp(c)] += x * row[np.uintp(1 + c)]


@kernel
def react(game, first, second, state, space):
    """The legal move with the largest preference in a state, of equal ones the first."""
    legal = space.legal[0]
    preferences = space.preferences
    count = moves(game, state, legal)
    prefer(game, first, second, state, space)
    chosen = legal[0]
    for i in range(1, count):
        if preferences[legal[i]] > preferences[chosen]:
            chosen = legal[i]
    return chosen


@kernel
def expand(game, first, second, width, space, level):
    """Write the moves that are searched from the state in row ``level``, in increasing order.

    If there are more than ``width``, they are those with the largest preferences, of equal ones the first.
    """
    legal = space.legal[level]
    preferences = space.preferences
    count = moves(game, space.states[level], legal)
    kept = count
    if count > width:
        prefer(game, first, second, space.states[level], space)
        for i in range(count):
            preferences[i] = preferences[legal[i]]  # moves increase, so none is overwritten before it is read
        kept = 0
        for i in range(count):
            above = 0
            for j in range(count):
                above += preferences[j] > preferences[i] or (j < i and preferences[j] == preferences[i])
            if above < width:
                legal[kept] = legal[i]
                kept += 1
    space.choices[level] = kept
    space.at[level] = 0


@kernel
def choose(game, players, p, state, space):
    """The move of player ``p`` in a state (W,) that is not over.

    With depth 0 it is the legal move with the largest preference; no rule is applied to find it. With depth d all
    positions up to d plies ahead are searched by the true rules: those in which the game has ended are worth its
    outcome, those d plies ahead what the net finds, and the others the largest value of a move. In each only the
    ``width`` moves of largest preference are looked at. The move is the first of those with the largest value, which
    then is in ``space.best[0]``; ``space.nodes[0]`` is increased by the number of positions that a move led to.
    """
    first = players.first[p]
    second = players.second[p]
    depth = players.depth[p]
    width = players.width[p]
    if depth == 0:
        return react(game, first, second, state, space)
    states = space.states
    at = space.at
    for word in range(state.size):
        states[0, word] = state[word]
    level = 0
    expand(game, first, second, width, space, 0)
    chosen = space.legal[0, 0]
    while True:
        if at[level] < space.choices[level]:
            play(game, states[level], space.legal[level, at[level]], states[level + 1])
            space.nodes[0] += 1
            if over(game, states[level + 1]):
                result = outcome(game, states[level + 1])
                v = np.float32(-result if mover(game, states[level + 1]) else result)
            elif level + 1 == depth:
                v = value(game, first, second, states[level + 1], space)
            else:
                level += 1
                expand(game, first, second, width, space, level)
                continue
        elif level == 0:
            return chosen
        else:
            v = space.best[level]
            level -= 1
        v = v if mover(game, states[level + 1]) == mover(game, states[level]) else -v
        if at[level] == 0 or v > space.best[level]:
            space.best[level] = v
            if level == 0:
                chosen = space.legal[0, at[0]]
        at[level] += 1
