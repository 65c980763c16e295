"""Evaluating players: each plays a game in every instance against an opponent.

P players, N instances, T turns of the longest game, W words of a state, C choices, R tables of K exact values.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.kernel import kernel
from evosim.random.kernel import below, stream
from evosim.random.purposes_kernel import RIVAL
from evosim.worlds.games.exact_kernel import optimal
from evosim.worlds.games.player_kernel import Players, Workspace, choose
from evosim.worlds.games.rules_kernel import mover, moves, outcome, over, play, start

RANDOM, PERFECT, RIVALS, EVALUATED = 0, 1, 2, 3


class Side(NamedTuple):
    """Who plays one side; arrays that its kind does not need are empty."""

    kind: int  # RANDOM, PERFECT, RIVALS, or EVALUATED: player p is the p-th of the rivals
    keys: NDArray[np.uint64]  # (N,) what draws of an instance come from: draw t is that of turn t
    values: NDArray[np.int8]  # (R, K) of a perfect player
    rivals: Players
    against: NDArray[np.int64]  # (P, N) which of the rivals it is where each player is evaluated in each instance


class Table(NamedTuple):
    """What one thread works in."""

    search: Workspace
    states: NDArray[np.int64]  # (2, W) before and after a move
    legal: NDArray[np.int64]  # (C,)
    worth: NDArray[np.int64]  # (C,)


class Tally(NamedTuple):
    """What is written of each player (P,)."""

    wins: NDArray[np.int64]
    draws: NDArray[np.int64]
    losses: NDArray[np.int64]
    moves: NDArray[np.int64]  # that it chose
    nodes: NDArray[np.int64]  # that its searches reached for that


@kernel
def draw_against(root, generation, against):
    """Write into against (P, N) whom each of P individuals plays against in each game: another one, drawn by key.

    A single individual plays against itself.
    """
    population = against.shape[0]
    for p in range(population):
        key = stream(root, generation, p, RIVAL)
        for n in range(against.shape[1]):
            other = below(key, n, max(1, population - 1))
            against[p, n] = other + (other >= p and population > 1)


@kernel
def move_of(game, side, p, n, turn, state, after, table):
    """The move of a side where player ``p`` is evaluated in instance ``n``; random and perfect ones draw it."""
    if side.kind == EVALUATED or side.kind == RIVALS:
        whose = p if side.kind == EVALUATED else side.against[p, n]
        return choose(game, side.rivals, whose, state, table.search)
    if side.kind == PERFECT:
        values = side.values[min(n, side.values.shape[0] - 1)]
        return optimal(game, values, side.keys[n], turn, state, after, table.legal, table.worth)
    count = moves(game, state, table.legal)
    return table.legal[below(side.keys[n], turn, count)]


@kernel
def write(record, p, n, turn, move):
    """Write a move into record (P, N, T), unless it is empty."""
    if record.size > 0:
        record[p, n, turn] = move


@kernel
def write_end(record, p, n, turn):
    """Write −1 for the turns from ``turn`` on, unless record (P, N, T) is empty."""
    if record.size > 0:
        for t in range(turn, record.shape[2]):
            record[p, n, t] = -1


@kernel
def evaluate(low, high, game, own, opponent, table, tally, record):
    """Let players [low, high) of the side ``own`` play in every instance, with a preallocated workspace.

    In games of two a player is the first in even instances and the second in odd ones. record (P, N, T) int8 receives
    all moves, and −1 after the last, unless it is empty.
    """
    for p in range(low, high):
        wins = 0
        draws = 0
        losses = 0
        taken = 0
        nodes = 0
        for n in range(opponent.keys.size):
            side = n & (game.players - 1)
            turn = 0
            now = 0
            start(game, n, table.states[0])
            while not over(game, table.states[now]):
                state = table.states[now]
                after = table.states[1 - now]
                if mover(game, state) == side:
                    table.search.nodes[0] = 0
                    move = move_of(game, own, p, n, turn, state, after, table)
                    nodes += table.search.nodes[0]
                    taken += 1
                else:
                    move = move_of(game, opponent, p, n, turn, state, after, table)
                write(record, p, n, turn, move)
                play(game, state, move, after)
                now = 1 - now
                turn += 1
            write_end(record, p, n, turn)
            result = outcome(game, table.states[now])
            result = -result if side else result
            wins += result > 0
            draws += result == 0
            losses += result < 0
        tally.wins[p] = wins
        tally.draws[p] = draws
        tally.losses[p] = losses
        tally.moves[p] = taken
        tally.nodes[p] = nodes
