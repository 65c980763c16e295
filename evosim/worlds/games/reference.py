"""Exact search, players and their games in plain Python over any game: the reference for the kernels of this folder."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from evosim.random.reference import below

if TYPE_CHECKING:
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


def net(first: NDArray[np.float32], second: NDArray[np.float32], seen: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return (1 + C,) the value, squashed, and the preferences of a net that is given (I,).

    Its weights are (1 + I, H) and (1 + H, 1 + C).
    """
    hidden = first[0].copy()
    for i in np.flatnonzero(seen):
        hidden = hidden + seen[i] * first[1 + i]
    hidden = hidden / (np.float32(1) + np.abs(hidden))
    total = second[0].copy()
    for h in range(len(hidden)):
        total = total + hidden[h] * second[1 + h]
    total[0] /= np.float32(1) + np.abs(total[0])
    return total


class Player:
    """Player ``p`` of some, in a game; ``nodes`` counts the positions that its searches have reached by a move."""

    def __init__(self, game: Game, players: Players, p: int) -> None:
        self.game, self.first, self.second = game, players.first[p], players.second[p]
        self.depth, self.width, self.nodes = int(players.depth[p]), int(players.width[p]), 0

    def choose(self, state: Any, turn: int = 0) -> int:
        """Return the move with the largest value if the player searches, otherwise the one it prefers; ties: first."""
        if self.depth:
            return self.search(state, self.depth)[1]
        preferences = self.outputs(state)[1:]
        return max(self.game.moves(state), key=lambda move: preferences[move])

    def search(self, state: Any, plies: int) -> tuple[np.float32, int]:
        """Return the largest value of a move, and the first move that has it."""
        best, chosen = np.float32(0), -1
        for move in self.looked_at(state):
            after = self.game.play(state, move)
            self.nodes += 1
            value = self.ahead(after, plies - 1)
            value = value if self.game.mover(after) == self.game.mover(state) else -value
            if chosen < 0 or value > best:
                best, chosen = value, move
        return best, chosen

    def looked_at(self, state: Any) -> list[int]:
        """Return the ``width`` legal moves of largest preference, of equal ones the first; in increasing order."""
        moves = self.game.moves(state)
        if len(moves) <= self.width:
            return moves
        found = [self.outputs(state)[1 + move] for move in moves]
        above = [
            sum(other > one or (j < i and other == one) for j, other in enumerate(found)) for i, one in enumerate(found)
        ]
        return [move for move, ahead in zip(moves, above, strict=True) if ahead < self.width]

    def ahead(self, state: Any, plies: int) -> np.float32:
        """Return what a state is worth to the player to move, with so many plies yet to search."""
        if self.game.over(state):
            return np.float32(self.game.outcome(state) * (1 - 2 * self.game.mover(state)))
        return self.search(state, plies)[0] if plies else self.outputs(state)[0]

    def outputs(self, state: Any) -> NDArray[np.float32]:
        """Return (1 + C,) what the net finds."""
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
