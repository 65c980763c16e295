"""Closed forms against enumeration of all cases, and against games over random start strings."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from evosim.threads import Threads
from evosim.worlds.games.exact import tabulate
from evosim.worlds.games.hash_game.chances import alone, alternate
from evosim.worlds.games.population import Evaluator
from tests.worlds.games.made import drawn, random_players

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


@pytest.mark.parametrize("length", [1, 4])
def test_random_reflexes_are_at_chance_in_the_mean(length: int) -> None:
    """One by one they are not: see the next test but one."""
    of = drawn({"kind": "hash_game", "length": length}, STARTS)
    scores = Evaluator(of, "random", Threads())(random_players(of, 256, 8))
    assert close((scores.wins / STARTS).mean(), 0.5, errors=2)


def test_before_the_last_turn_a_net_sees_nothing_of_the_end() -> None:
    """The last move is taken at random, so that only those before it are the net's."""
    of = drawn({"kind": "hash_game", "length": 4}, STARTS)
    record = np.zeros((64, STARTS, 4), np.int8)
    Evaluator(of, "random", Threads())(random_players(of, 64, 8), record=record)
    values = tabulate(of.rules).values
    paths = record[:, :, :3] @ np.array([4, 2, 1])
    last = np.random.default_rng(0).integers(0, 2, paths.shape)
    won = values[np.arange(STARTS), 15 + 2 * paths + last] == 1
    z = (won.mean(1) - 0.5) / (0.5 / np.sqrt(STARTS))
    assert (np.abs(z) < 2).mean() > 0.8  # 0.95 is expected
    assert np.abs(z).max() < 4


@pytest.mark.parametrize(("length", "depth"), [(4, 1), (4, 2), (4, 3), (4, 4), (2, 2), (2, 9)])
def test_search_wins_as_often_as_it_looks_ahead(length: int, depth: int) -> None:
    of = drawn({"kind": "hash_game", "length": length}, STARTS)
    scores = Evaluator(of, "random", Threads())(random_players(of, 1, 4, depth, 2))
    assert close(scores.wins[0] / STARTS, alone(min(depth, length)))
    assert scores.draws[0] == 0


def test_a_net_that_reads_the_first_bit_looks_one_turn_ahead_without_search() -> None:
    of = drawn({"kind": "hash_game", "length": 4}, STARTS)
    one = random_players(of, 1, 1)
    one.first[:], one.second[:] = 0, [[0, 1]]
    one.first[0, 1] = 1
    assert close(Evaluator(of, "random", Threads())(one).wins[0] / STARTS, alone(1))


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
