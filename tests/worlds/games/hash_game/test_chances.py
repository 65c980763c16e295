"""Closed forms against enumeration of all cases, and against games over random start strings."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from evosim.threads import Threads
from evosim.worlds.games.exact import tabulate
from evosim.worlds.games.hash_game.chances import alone, alternate
from evosim.worlds.games.population import Evaluator
from tests.worlds.games.made import blank, drawn, random_players

STARTS = 4096


def close(found: float, chance: float, errors: float = 3) -> bool:
    return abs(found - chance) <= errors * np.sqrt(chance * (1 - chance) / STARTS) + 1e-12


def value(bits: tuple[int, ...], length: int, turn: int = 0) -> int:
    if turn == length:
        return bits[0]
    half = len(bits) // 2
    both = value(bits[:half], length, turn + 1), value(bits[half:], length, turn + 1)
    return min(both) if turn % 2 else max(both)


@pytest.mark.parametrize("length", [1, 2, 3, 4])
def test_forms_are_the_share_of_all_first_bits(length: int) -> None:
    leaves = list(itertools.product((0, 1), repeat=2**length))
    assert np.mean([any(bits) for bits in leaves]) == alone(length)
    assert np.mean([value(bits, length) for bits in leaves]) == alternate(length)


def test_forms_by_hand() -> None:
    assert [alone(d) for d in range(4)] == [1 / 2, 3 / 4, 15 / 16, 255 / 256]
    assert [alternate(k) for k in range(3)] == [1 / 2, 3 / 4, 7 / 16]
    assert alone(16) == 1


@pytest.mark.parametrize("length", [1, 2, 3, 4, 6])
@pytest.mark.parametrize("players", [1, 2])
def test_exact_values_of_start_strings(players: int, length: int) -> None:
    of = drawn({"kind": "hash_game", "players": players, "length": length}, STARTS)
    exact = tabulate(of.rules)
    won = (exact.values[:, 0] == 1).mean()
    assert close(won, alone(length) if players == 1 else alternate(length))
    assert set(exact.games.tolist()) == {2**length}
    assert set(exact.positions.tolist()) == {2 ** (length + 1) - 1}


@pytest.mark.parametrize("length", [1, 2, 4])
def test_reflexes_are_at_chance(length: int) -> None:
    of = drawn({"kind": "hash_game", "length": length}, STARTS)
    record = np.zeros((64, STARTS, length), np.int8)
    scores = Evaluator(of, "random", Threads())(random_players(of, 64, 8), record=record)
    assert all(close(wins / STARTS, 0.5, errors=4) for wins in scores.wins)
    assert abs((scores.wins / STARTS).mean() - 0.5) <= 2 * error_of_the_mean(record)
    assert scores.nodes.tolist() == [0] * 64


def error_of_the_mean(record: NDArray[np.int8]) -> float:
    """The standard error of the mean share of wins of players whose moves (P, N, T) were these.

    A last string is won with probability ½, by all players together that come to it.
    """
    last = record @ (1 << np.arange(record.shape[2]))
    shares = (last[..., None] == np.arange(1 << record.shape[2])).mean(0)
    return float(np.sqrt((shares**2).sum() / 4) / record.shape[1])


def test_errors_of_means_by_hand() -> None:
    same, other = np.zeros((2, 100, 1), np.int8), np.zeros((2, 100, 1), np.int8)
    other[1] = 1
    assert error_of_the_mean(same) == pytest.approx(0.05)
    assert error_of_the_mean(other) == pytest.approx(0.05 / np.sqrt(2))


@pytest.mark.parametrize(("length", "depth"), [(4, 1), (4, 2), (4, 3), (4, 4), (2, 2), (2, 9)])
def test_search_wins_as_often_as_it_looks_ahead(length: int, depth: int) -> None:
    of = drawn({"kind": "hash_game", "length": length}, STARTS)
    scores = Evaluator(of, "random", Threads())(random_players(of, 1, 4, depth, 2))
    assert close(scores.wins[0] / STARTS, alone(min(depth, length)))
    assert scores.draws[0] == 0


@pytest.mark.parametrize("sign", [-1, 1])
def test_to_read_the_first_bit_helps_no_reflex(sign: int) -> None:
    of = drawn({"kind": "hash_game", "length": 4}, STARTS)
    one = blank(of)
    one.first[0, 1] = 1
    one.second[0, 1] = sign, -sign, sign
    assert close(Evaluator(of, "random", Threads())(one).wins[0] / STARTS, 0.5)


@pytest.mark.parametrize("depth", [1, 4, 9])
def test_search_of_one_move_in_each_position_is_at_chance(depth: int) -> None:
    of = drawn({"kind": "hash_game", "length": 4}, STARTS)
    scores = Evaluator(of, "random", Threads())(random_players(of, 1, 4, depth, 1))
    assert close(scores.wins[0] / STARTS, 0.5)


@pytest.mark.parametrize("players", [1, 2])
def test_search_to_the_end_finds_the_exact_value(players: int) -> None:
    of = drawn({"kind": "hash_game", "players": players, "length": 6}, 256)
    values = tabulate(of.rules).values[:, 0]
    opponent: Any = "perfect" if players == 2 else "random"
    record = np.zeros((1, 256, 6), np.int8)
    scores = Evaluator(of, opponent, Threads())(random_players(of, 1, 4, 9, 2), record=record)
    sides = np.arange(256) % 2 if players == 2 else np.zeros(256, int)
    assert scores.wins[0] == ((values == 1) ^ (sides == 1)).sum()
    assert (record >= 0).all()
