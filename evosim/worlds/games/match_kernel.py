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

RANDOM, PERFECT, RIVALS = 0, 1, 2


class Opponent(NamedTuple):
    """Who plays a side without being evaluated; arrays that its kind does not need are empty."""

    kind: int  # RANDOM, PERFECT or RIVALS
    keys: NDArray[np.uint64]  # (N,) what draws of an instance come from: draw t is that of turn t
    values: NDArray[np.int8]  # (R, K) of a perfect opponent
    rivals: Players
    against: NDArray[np.int64]  # (P, N) which of the rivals it is for each player in each instance


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
def reply(game, opponent, p, n, turn, state, after, table):
    """The move of the opponent of player ``p`` in instance ``n``; random and perfect ones draw it."""
    if opponent.kind == RIVALS:
        return choose(game, opponent.rivals, opponent.against[p, n], state, table.search)
    if opponent.kind == PERFECT:
        values = opponent.values[min(n, opponent.values.shape[0] - 1)]
        return optimal(game, values, opponent.keys[n], turn, state, after, table.legal, table.worth)
    count = moves(game, state, table.legal)
    return table.legal[below(opponent.keys[n], turn, count)]


@kernel
def contest(game, first, second, table, tally, record):
    """Let one opponent play against another in every instance; outcomes of the first are written in row 0 of the tally.

    As in ``evaluate`` they change sides. record (1, N, T) int8 receives all moves, unless it is empty.
    """
    wins = 0
    draws = 0
    losses = 0
    for n in range(first.keys.size):
        side = n & (game.players - 1)
        turn = 0
        now = 0
        start(game, n, table.states[0])
        while not over(game, table.states[now]):
            state = table.states[now]
            after = table.states[1 - now]
            if mover(game, state) == side:
                move = reply(game, first, 0, n, turn, state, after, table)
            else:
                move = reply(game, second, 0, n, turn, state, after, table)
            write(record, 0, n, turn, move)
            play(game, state, move, after)
            now = 1 - now
            turn += 1
        write_end(record, 0, n, turn)
        result = outcome(game, table.states[now])
        result = -result if side else result
        wins += result > 0
        draws += result == 0
        losses += result < 0
    tally.wins[0] = wins
    tally.draws[0] = draws
    tally.losses[0] = losses


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
def evaluate(low, high, game, players, opponent, table, tally, record):
    """Let players [low, high) play in every instance, with a preallocated workspace.

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
                if mover(game, state) == side:
                    table.search.nodes[0] = 0
                    move = choose(game, players, p, state, table.search)
                    nodes += table.search.nodes[0]
                    taken += 1
                else:
                    move = reply(game, opponent, p, n, turn, state, table.states[1 - now], table)
                write(record, p, n, turn, move)
                play(game, state, move, table.states[1 - now])
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
