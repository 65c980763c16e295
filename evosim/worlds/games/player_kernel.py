"""A player: a net that values positions, and a search by the true rules that looks some plies ahead.

The net has one layer of hidden units: h = squash(b_h + Σ_i w_ih·x_i), value = squash(b + Σ_h v_h·h), with
squash(x) = x / (1 + |x|). Sums are float32 in the order of the inputs, and inputs of 0 are left out. A value is from
the point of view of the player to move.

P players, I inputs, H hidden units, D plies at most, W words of a state, M moves.
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
    second: NDArray[np.float32]  # (P, 1 + H) weights out of them, entry 0 the bias
    depth: NDArray[np.int64]  # (P,) plies that are searched, 0 … D; see ``choose``
    width: NDArray[np.int64]  # (P,) moves that are searched in each position, at least 1


class Workspace(NamedTuple):
    """What the search of one thread works in; rows are plies."""

    states: NDArray[np.int64]  # (D + 1, W), at least two rows
    legal: NDArray[np.int64]  # (D + 1, M) the moves that are searched
    choices: NDArray[np.int64]  # (D + 1,) how many these are
    at: NDArray[np.int64]  # (D + 1,) how many have been searched
    best: NDArray[np.float32]  # (D + 1,) the largest value among these
    prior: NDArray[np.float32]  # (M,) what the net finds of each move
    seen: NDArray[np.float32]  # (I,)
    hidden: NDArray[np.float32]  # (H,)
    nodes: NDArray[np.int64]  # (1,) positions that have been looked at so far


@kernel
def value(game, first, second, state, space):
    """What a net with weights first (1 + I, H) and second (1 + H,) finds a state worth to the player to move."""
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
    total = second[0]
    for h in range(units):
        total += hidden[np.uintp(h)] * second[np.uintp(1 + h)]
    return total / (ONE + abs(total))


@kernel
def expand(game, first, second, width, space, level):
    """Write the moves that are searched from the state in row ``level``, in increasing order.

    If there are more than ``width``, they are those whose positions the net values most, of equal ones the first. All
    legal moves count as nodes.
    """
    legal = space.legal[level]
    state = space.states[level]
    after = space.states[level + 1]
    prior = space.prior
    count = moves(game, state, legal)
    space.nodes[0] += count
    kept = count
    if count > width:
        for i in range(count):
            play(game, state, legal[i], after)
            v = value(game, first, second, after, space)
            prior[i] = v if mover(game, after) == mover(game, state) else -v
        kept = 0
        for i in range(count):
            above = 0
            for j in range(count):
                above += prior[j] > prior[i] or (j < i and prior[j] == prior[i])
            if above < width:
                legal[kept] = legal[i]
                kept += 1
    space.choices[level] = kept
    space.at[level] = 0


@kernel
def choose(game, players, p, state, space):
    """The move of player ``p`` in a state (W,) that is not over: the first of those with the largest value.

    With depth 0 a move is worth what the net finds of the position after it. With depth d all positions up to d plies
    ahead are searched by the true rules: those in which the game has ended are worth its outcome, those d plies ahead
    what the net finds, and the others the largest value of a move. ``space.best[0]`` is the value that was found, and
    ``space.nodes[0]`` is increased by the number of positions that were looked at.
    """
    first = players.first[p]
    second = players.second[p]
    depth = players.depth[p]
    width = players.width[p] if depth > 0 else game.choices
    leaf = max(depth, 1)
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
            if depth > 0 and over(game, states[level + 1]):
                result = outcome(game, states[level + 1])
                v = np.float32(-result if mover(game, states[level + 1]) else result)
            elif level + 1 == leaf:
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
