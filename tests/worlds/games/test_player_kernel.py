"""Players in kernels and in plain Python choose the same moves for the same values, bit for bit."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from evosim.worlds.games.draw import Drawn
from evosim.worlds.games.player_kernel import choose, prefer, value
from evosim.worlds.games.population import workspace
from evosim.worlds.games.reference import Player, net
from evosim.worlds.games.tic_tac_toe.reference import TicTacToe
from tests.worlds.games.made import GAMES, blank, count_ones, drawn, own_letter, random_players, slow


@pytest.mark.parametrize("game", GAMES, ids=str)
@settings(max_examples=40)
@given(
    seed=st.integers(0, 2**32),
    hidden=st.integers(1, 9),
    depth=st.integers(0, 4),
    width=st.integers(1, 3),
    begin=st.lists(st.integers(0, 719), max_size=8),
)
def test_kernel_and_twin(
    game: dict[str, Any], seed: int, hidden: int, depth: int, width: int, begin: list[int]
) -> None:
    of = drawn(game, 1, seed)
    twin, rules = slow(game, of), of.rules
    kernels: Any = sys.modules[type(rules).__module__]
    made = random_players(of, 1, hidden, depth, width, seed)
    if seed % 3 == 0:
        made.first[:], made.second[:] = np.round(made.first), np.round(made.second)  # ties are common
    player, space = Player(twin, made, 0), workspace(of, hidden).search
    state, after = np.zeros((2, rules.words), np.int64)
    kernels.start(rules, 0, state)
    line = twin.start(0)
    for choice in begin:
        move = twin.moves(line)[choice % len(twin.moves(line))]
        if twin.over(twin.play(line, move)):
            break
        kernels.play(rules, state, move, after)
        state, after = after, state
        line = twin.play(line, move)
    move = choose(rules, made, 0, state, space)
    assert move == player.choose(line)
    assert space.nodes[0] == player.nodes
    if depth:
        assert space.best[0].tobytes() == player.search(line, depth)[0].tobytes()


@pytest.mark.parametrize("game", GAMES, ids=str)
@given(seed=st.integers(0, 2**32), hidden=st.integers(1, 9))
def test_outputs_of_a_net(game: dict[str, Any], seed: int, hidden: int) -> None:
    of = drawn(game, 1, seed)
    made, space, state = random_players(of, 1, hidden, seed=seed), workspace(of, hidden).search, first_state(of)
    twin = slow(game, of)
    outputs = net(made.first[0], made.second[0], twin.features(twin.start(0)))
    assert outputs.dtype == np.float32
    assert value(of.rules, made.first[0], made.second[0], state, space) == outputs[0]
    prefer(of.rules, made.first[0], made.second[0], state, space)
    assert space.preferences.tobytes() == outputs[1:].tobytes()


def first_state(of: Drawn) -> NDArray[np.int64]:
    state = np.zeros(of.rules.words, np.int64)
    kernels: Any = sys.modules[type(of.rules).__module__]
    kernels.start(of.rules, 0, state)
    return state


def test_outputs_by_hand() -> None:
    of = drawn({"kind": "hash_game", "length": 4, "structured": True}, 1)
    space, state, made = workspace(of, 1).search, first_state(of), blank(of)
    made.first[0, 1] = -3  # the first bit is 0, which is seen as −1: h = 3⁄4
    made.second[0] = [[1, 2, -1], [4, -4, 8]]
    assert value(of.rules, made.first[0], made.second[0], state, space) == np.float32(4 / 5)
    prefer(of.rules, made.first[0], made.second[0], state, space)
    assert space.preferences.tolist() == [-1, 5]  # not squashed


def test_zeros_take_the_first_move() -> None:
    of = drawn({"kind": "tic_tac_toe"}, 1)
    state = np.array([0b11], np.int64)  # a1 and b1 are taken
    assert choose(of.rules, blank(of), 0, state, workspace(of, 1).search) == 2


def test_the_largest_preference_of_a_legal_move() -> None:
    of = drawn({"kind": "tic_tac_toe"}, 1)
    one, space = blank(of), workspace(of, 1).search
    one.second[0, 0, 1:] = [9, 9, 0, 3, 5, 1, 5, 2, 5]
    assert choose(of.rules, one, 0, np.array([0b1 | 0b10 << 9], np.int64), space) == 4
    assert choose(of.rules, one, 0, np.array([0b10001 | 0b10 << 9], np.int64), space) == 6
    assert space.nodes[0] == 0


@pytest.mark.parametrize(("width", "chosen"), [(1, 4), (2, 4), (3, 7), (9, 8)])
def test_search_looks_at_the_moves_of_largest_preference(width: int, chosen: int) -> None:
    of = drawn({"kind": "tic_tac_toe"}, 1)
    one, space = blank(of, depth=1), workspace(of, 1).search
    one.width[:] = width
    one.second[0, 0, 1:] = [0, 0, 0, 0, 3, 3, 0, 2, 1]
    one.first[0, 10 + 7, 0] = -1  # what the mover has is seen by the other after the move, who finds it bad
    one.first[0, 10 + 8, 0] = -2
    one.second[0, 1, 0] = 1
    assert choose(of.rules, one, 0, np.zeros(1, np.int64), space) == chosen
    assert space.nodes[0] == width


@pytest.mark.parametrize("depth", [0, 1, 2])
@pytest.mark.parametrize("unit", [0, 1, 14])
def test_a_net_with_nan_plays_as_the_twin(depth: int, unit: int) -> None:
    of = drawn({"kind": "tic_tac_toe"}, 1)
    made = random_players(of, 1, 3, depth, 2)
    made.first[0, unit, 1] = np.nan
    player, space = Player(TicTacToe(), made, 0), workspace(of, 3).search
    assert choose(of.rules, made, 0, np.zeros(1, np.int64), space) == player.choose(TicTacToe().start(0))
    assert space.nodes[0] == player.nodes


def test_nodes_by_hand() -> None:
    of = drawn({"kind": "tic_tac_toe"}, 1)
    space, state = workspace(of, 3).search, np.zeros(1, np.int64)
    cases = [(0, 1, 0), (1, 1, 1), (1, 9, 9), (2, 9, 81), (2, 1, 2), (3, 2, 2 + 4 + 8), (4, 1, 4), (9, 9, 549_945)]
    for depth, width, nodes in cases:
        space.nodes[0] = 0
        choose(of.rules, random_players(of, 1, 3, depth, width), 0, state, space)
        assert space.nodes[0] == nodes


def test_a_win_and_a_threat_are_seen_by_search() -> None:
    of = drawn({"kind": "tic_tac_toe"}, 1)
    space = workspace(of, 3).search
    win = np.array([0b11 | 0b11000 << 9], np.int64)  # X a1 b1, O a2 b2: X wins at c1
    block = np.array([0b1000001 | 0b11000 << 9 | 0b100000000], np.int64)  # O a2 b2 and moves: wins at c2
    threat = np.array([0b100000001 | 0b1000 << 9], np.int64)  # X a1 c3, O a2 and moves: else X wins at b2
    for seed in range(20):
        made = random_players(of, 1, 3, 1, 9, seed)
        assert choose(of.rules, made, 0, win, space) == 2
        assert choose(of.rules, made, 0, block, space) == 5
        made = random_players(of, 1, 3, 2, 9, seed)
        assert choose(of.rules, made, 0, threat, space) == 4


def test_a_hand_set_net_adds_ones() -> None:
    of = drawn({"kind": "hash_game", "length": 5, "structured": True}, 3)
    assert choose(of.rules, count_ones(of), 0, first_state(of), workspace(of, 1).search) == 1


def test_one_signature() -> None:
    of = drawn({"kind": "hash_game", "length": 5}, 3)
    choose(of.rules, own_letter(of), 0, np.zeros(3, np.int64), workspace(of, 1).search)
    assert len(choose.signatures) <= 2  # one for each game
