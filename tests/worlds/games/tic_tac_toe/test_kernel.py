from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evosim.worlds.games.tic_tac_toe import kernel
from evosim.worlds.games.tic_tac_toe.reference import LINES, TicTacToe, pack


@given(st.permutations(range(9)), st.integers(0, 9))
def test_positions_are_packed_boards(order: list[int], count: int) -> None:
    twin, state, after = TicTacToe(), np.zeros(1, np.int64), np.zeros(1, np.int64)
    board = twin.start(0)
    for move in order[:count]:
        if twin.over(board):
            break
        kernel.play(kernel.Rules(), state, move, after)
        board = twin.play(board, move)
        state[:] = after
        assert state[0] == pack(board)


@pytest.mark.parametrize("line", LINES)
def test_each_line_wins_for_either(line: tuple[int, int, int]) -> None:
    cells = sum(1 << cell for cell in line)
    assert kernel.winner(cells) == 1
    assert kernel.winner(cells << 9) == -1
    assert kernel.winner(cells & (cells - 1)) == 0  # without one of the three


def test_lines_are_the_eight_of_the_board() -> None:
    assert sorted(kernel.LINES) == sorted(sum(1 << cell for cell in line) for line in LINES)


def test_the_net_sees_the_mover_first() -> None:
    state, seen = np.array([0b1 | 0b10 << 9 | 0b100], np.int64), np.zeros(18, np.float32)  # X a1, O b1, X c1: O moves
    kernel.features(kernel.Rules(), state, seen)
    assert np.flatnonzero(seen).tolist() == [1, 9, 11]
