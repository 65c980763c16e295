"""Exact search, players and their games in plain Python over any game: the reference for the kernels of this folder."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from evosim.random.reference import below
from evosim.worlds.games.player_kernel import Players


class Game(Protocol):
    """What every game has; states are hashable."""

    players: int
    inputs: int
    turns: int

    def start(self, n: int) -> Any:
        """Return the first state of instance ``n``."""

    def moves(self, state: Any) -> list[int]:
        """Return the legal moves, in increasing order."""

    def play(self, state: Any, move: int) -> Any:
        """Return the state after a move."""

    def mover(self, state: Any) -> int:
        """Return 0 if the first player moves, 1 if the second does."""

    def over(self, state: Any) -> bool:
        """Whether the game has ended."""

    def outcome(self, state: Any) -> int:
        """Return 1, 0 or −1 for the first player."""

    def features(self, state: Any) -> NDArray[np.float32]:
        """Return (I,) what a net is given."""


Chooser = Callable[[Any, int], int]  # from a state and its turn to a move


def solve(game: Game, state: Any, known: dict[Any, tuple[int, int]]) -> tuple[int, int]:
    """Return what a state is worth to the first player and in how many ways it can go on; ``known`` receives all."""
    if state not in known:
        if game.over(state):
            known[state] = game.outcome(state), 1
        else:
            after = [solve(game, game.play(state, move), known) for move in game.moves(state)]
            best = min if game.mover(state) else max
            known[state] = best(value for value, _ in after), sum(ways for _, ways in after)
    return known[state]


def net(first: NDArray[np.float32], second: NDArray[np.float32], seen: NDArray[np.float32]) -> np.float32:
    """Return what a net with weights (1 + I, H) and (1 + H,) finds of what it is given (I,)."""
    hidden = first[0].copy()
    for i in np.flatnonzero(seen):
        hidden = hidden + seen[i] * first[1 + i]
    hidden = hidden / (np.float32(1) + np.abs(hidden))
    total = second[0]
    for h in range(len(hidden)):
        total = total + hidden[h] * second[1 + h]
    return np.float32(total / (np.float32(1) + np.abs(total)))


class Player:
    """Player ``p`` of some, in a game; ``nodes`` counts the positions it has looked at."""

    def __init__(self, game: Game, players: Players, p: int) -> None:
        self.game, self.first, self.second = game, players.first[p], players.second[p]
        self.depth, self.width, self.nodes = int(players.depth[p]), int(players.width[p]), 0

    def choose(self, state: Any, turn: int = 0) -> int:
        """Return the first of the moves with the largest value."""
        return self.search(state, max(self.depth, 1))[1]

    def search(self, state: Any, plies: int) -> tuple[np.float32, int]:
        """Return the largest value of a move, and the first move that has it."""
        moves = self.game.moves(state)
        self.nodes += len(moves)
        if self.depth and len(moves) > self.width:
            found = [self.seen_from(state, move, self.value) for move in moves]
            above = [
                sum(other > value or (j < i and other == value) for j, other in enumerate(found))
                for i, value in enumerate(found)
            ]
            moves = [move for move, ahead in zip(moves, above, strict=True) if ahead < self.width]
        best, chosen = np.float32(0), -1
        for move in moves:
            value = self.seen_from(state, move, lambda after: self.ahead(after, plies - 1))
            if chosen < 0 or value > best:
                best, chosen = value, move
        return best, chosen

    def seen_from(self, state: Any, move: int, worth: Callable[[Any], np.float32]) -> np.float32:
        """Return what the state after a move is worth to who moves before it."""
        after = self.game.play(state, move)
        return worth(after) if self.game.mover(after) == self.game.mover(state) else -worth(after)

    def ahead(self, state: Any, plies: int) -> np.float32:
        """Return what a state is worth to the player to move, with so many plies yet to search."""
        if self.depth and self.game.over(state):
            return np.float32(self.game.outcome(state) * (1 - 2 * self.game.mover(state)))
        return self.search(state, plies)[0] if plies else self.value(state)

    def value(self, state: Any) -> np.float32:
        """Return what the net finds."""
        return net(self.first, self.second, self.game.features(state))


def drawn(game: Game, key: int) -> Chooser:
    """Return an opponent that draws any legal move."""

    def choose(state: Any, turn: int) -> int:
        moves = game.moves(state)
        return moves[below(key, turn, len(moves))]

    return choose


def perfect(game: Game, key: int) -> Chooser:
    """Return an opponent that draws among the moves of largest value."""
    known: dict[Any, tuple[int, int]] = {}

    def choose(state: Any, turn: int) -> int:
        sign = 1 - 2 * game.mover(state)
        worth = {move: sign * solve(game, game.play(state, move), known)[0] for move in game.moves(state)}
        best = [move for move in worth if worth[move] == max(worth.values())]
        return best[below(key, turn, len(best))]

    return choose


def match(game: Game, n: int, first: Chooser, second: Chooser) -> tuple[list[int], int]:
    """Return the moves of a game in instance ``n``, and its outcome for the first player."""
    state, taken = game.start(n), list[int]()
    while not game.over(state):
        taken.append((second if game.mover(state) else first)(state, len(taken)))
        state = game.play(state, taken[-1])
    return taken, game.outcome(state)
