"""The rules of tic-tac-toe in plain Python on nine symbols: the reference for ``kernel.py``."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

EMPTY, MARKS = ".", "XO"
Board = tuple[str, ...]
LINES = (
    *((3 * row, 3 * row + 1, 3 * row + 2) for row in range(3)),
    *((column, column + 3, column + 6) for column in range(3)),
    (0, 4, 8),
    (2, 4, 6),
)


def pack(board: Board) -> int:
    """Return the position that ``kernel.py`` has for a board: bits 0 to 8 for X, 9 to 17 for O."""
    return sum(1 << (cell + 9 * MARKS.index(mark)) for cell, mark in enumerate(board) if mark != EMPTY)


class TicTacToe:
    """A state is a tuple of nine symbols, row by row: X for the first player, O for the second, a point for neither."""

    players, inputs, turns = 2, 18, 9

    def start(self, n: int) -> Board:
        """Return the empty board."""
        return (EMPTY,) * 9

    def moves(self, board: Board) -> list[int]:
        """Return the empty cells."""
        return [cell for cell, mark in enumerate(board) if mark == EMPTY]

    def play(self, board: Board, move: int) -> Board:
        """Return the board with one more mark."""
        return (*board[:move], MARKS[self.mover(board)], *board[move + 1 :])

    def mover(self, board: Board) -> int:
        """Return 0 if the first player moves, 1 if the second does."""
        return (9 - board.count(EMPTY)) % 2

    def winner(self, board: Board) -> str:
        """Return the mark that fills a line, or a point."""
        return next((board[a] for a, b, c in LINES if board[a] == board[b] == board[c] != EMPTY), EMPTY)

    def over(self, board: Board) -> bool:
        """Whether a line or the board is full."""
        return EMPTY not in board or self.winner(board) != EMPTY

    def outcome(self, board: Board) -> int:
        """Return 1 if X has won, −1 if O has, 0 otherwise."""
        return {"X": 1, "O": -1, EMPTY: 0}[self.winner(board)]

    def features(self, board: Board) -> NDArray[np.float32]:
        """Return (18,) a 1 for each cell of the player to move, then a 1 for each of the other player."""
        own, other = MARKS[self.mover(board)], MARKS[1 - self.mover(board)]
        return np.array([mark == own for mark in board] + [mark == other for mark in board], np.float32)
