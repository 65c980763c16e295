from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from evosim.worlds.games.exact import tabulate
from evosim.worlds.games.exact_kernel import UNKNOWN
from evosim.worlds.games.population import baseline
from evosim.worlds.games.reference import solve
from evosim.worlds.games.tic_tac_toe.reference import TicTacToe, pack
from tests.worlds.games.made import GAMES, drawn, slow


def test_tic_tac_toe_has_5478_positions_and_255168_games() -> None:
    exact = tabulate(drawn({"kind": "tic_tac_toe"}, 1).rules)
    assert exact.positions.tolist() == [5478]
    assert exact.games.tolist() == [255_168]
    assert (exact.values != UNKNOWN).sum() == 5478
    assert exact.values[0, 0] == 0


def test_every_position_has_the_value_of_the_twin() -> None:
    twin = TicTacToe()
    known: dict[Any, tuple[int, int]] = {}
    assert solve(twin, twin.start(0), known) == (0, 255_168)
    values = tabulate(drawn({"kind": "tic_tac_toe"}, 1).rules).values[0]
    found = {pack(board): value for board, (value, _) in known.items()}
    assert found == {int(i): int(values[i]) for i in np.flatnonzero(values != UNKNOWN)}


@pytest.mark.parametrize("game", GAMES[1:], ids=str)
def test_values_of_hash_games(game: dict[str, Any]) -> None:
    of = drawn(game, 20)
    exact, twin = tabulate(of.rules), slow(game, of)
    assert len(exact.values) == (1 if game.get("structured") else 20)
    for n in range(len(exact.values)):
        known: dict[Any, tuple[int, int]] = {}
        assert (exact.values[n, 0], exact.games[n]) == solve(twin, twin.start(n), known)
        expected = [2] * of.rules.positions
        for line, (value, _) in known.items():
            expected[2 ** len(line.moves) - 1 + int("0" + "".join(map(str, line.moves)), 2)] = value
        assert exact.values[n].tolist() == expected


def test_exact_search_never_loses_to_chance_in_10_000_games() -> None:
    scores = baseline(drawn({"kind": "tic_tac_toe"}, 10_000), "perfect", "random")
    assert scores.losses[0] == 0
    assert scores.wins[0] + scores.draws[0] == 10_000
    assert scores.score[0] > 0.8


def test_two_exact_searches_always_draw() -> None:
    record = np.zeros((1, 10_000, 9), np.int8)
    scores = baseline(drawn({"kind": "tic_tac_toe"}, 10_000), "perfect", "perfect", record)
    assert scores.draws[0] == 10_000
    assert len(np.unique(record[0], axis=0)) > 1000  # drawn among many


def test_structured_games_of_two_are_won_by_who_can_have_most_letters() -> None:
    for length in (3, 4):
        of = drawn({"kind": "hash_game", "players": 2, "length": length, "structured": True}, 4096)
        assert tabulate(of.rules).values[0, 0] == (1 if length % 2 else -1)
        perfect = baseline(of, "perfect", "perfect")
        assert perfect.wins[0] == 2048
