from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from evosim.random import reference
from evosim.random.purposes_kernel import RIVAL
from evosim.threads import Threads
from evosim.worlds.games.draw import draw_rivals
from evosim.worlds.games.match_kernel import evaluate
from evosim.worlds.games.player_kernel import Players
from evosim.worlds.games.population import Evaluator, baseline
from evosim.worlds.games.reference import Chooser, Player, match, perfect
from evosim.worlds.games.reference import drawn as drawing
from tests.worlds.games.made import GAMES, count_ones, drawn, own_letter, random_players, slow

NONE = np.zeros((2, 3), np.int64)


def twin(game: dict[str, Any], of: Any, kind: str, made: Players, against: Any) -> tuple[list[Any], Any, Any]:
    """Wins, draws, losses and nodes a move of each player, and all moves, in plain Python."""
    rules, count, games = slow(game, of), len(made.first), len(of.keys)
    found, record = [], np.full((count, games, rules.turns), -1)
    for p in range(count):
        tally, taken, nodes = [0, 0, 0], 0, 0
        for n in range(games):
            player = Player(rules, made, p)
            other: Chooser
            if kind == "population":
                other = Player(rules, made, against[p, n]).choose
            else:
                other = (perfect if kind == "perfect" else drawing)(rules, int(of.keys[n]))
            side = n % rules.players
            moves, outcome = match(rules, n, *((other, player.choose) if side else (player.choose, other)))
            tally[1 - (-outcome if side else outcome)] += 1
            taken += len(moves[side :: rules.players])
            nodes += player.nodes
            record[p, n, : len(moves)] = moves
        found.append((*tally, nodes / taken))
    return found, record, games


@pytest.mark.parametrize("game", GAMES, ids=str)
@pytest.mark.parametrize("kind", ["random", "perfect", "population"])
def test_kernel_and_twin_play_the_same_games(game: dict[str, Any], kind: Any) -> None:
    if game.get("players") == 1 and kind != "random":
        pytest.skip("there is no opponent")
    of = drawn(game, 7)
    made = random_players(of, 4, 5, [0, 1, 2, 3], [1, 9, 2, 1])
    against = draw_rivals(3, 2, 4, 7)
    record = np.zeros((4, 7, of.rules.turns), np.int8)
    scores = Evaluator(of, kind, Threads())(made, against=against, record=record)
    expected, moves, games = twin(game, of, kind, made, against)
    assert list(zip(scores.wins, scores.draws, scores.losses, scores.nodes, strict=True)) == expected
    assert scores.score.tolist() == [(wins - losses) / games for wins, _, losses, _ in expected]
    assert record.tolist() == moves.tolist()


@pytest.mark.parametrize("game", GAMES[:3], ids=str)
def test_the_same_bits_for_any_number_of_threads(game: dict[str, Any]) -> None:
    of = drawn(game, 16)
    made, against = random_players(of, 33, 6, 1, 2), draw_rivals(1, 1, 33, 16)
    alone = Evaluator(of, "population", Threads(1))(made, against=against)
    with Threads(4) as threads:
        evaluator = Evaluator(of, "population", threads)
        for _ in range(3):
            for one, other in zip(alone, evaluator(made, against=against), strict=True):
                assert one.tobytes() == other.tobytes()


def test_exact_search_never_loses_to_random_nets_in_10_000_games() -> None:
    of = drawn({"kind": "tic_tac_toe"}, 100)
    scores = Evaluator(of, "perfect", Threads())(random_players(of, 100, 8))
    assert scores.wins.sum() == 0
    assert scores.losses.sum() > 5000


def test_a_player_that_searches_nine_plies_never_loses() -> None:
    of = drawn({"kind": "tic_tac_toe"}, 40)
    searching = random_players(of, 1, 4, 9, 9)
    assert Evaluator(of, "random", Threads())(searching).losses[0] == 0
    assert Evaluator(of, "perfect", Threads())(searching).draws[0] == 40
    rivals, against = random_players(of, 40, 8, seed=3), np.arange(40)[None]
    assert Evaluator(of, "population", Threads())(searching, rivals, against).losses[0] == 0


def test_search_beats_reflexes_and_chance_is_even() -> None:
    of = drawn({"kind": "tic_tac_toe"}, 2000)
    means = [Evaluator(of, "random", Threads())(random_players(of, 8, 8, d, 9)).score.mean() for d in (0, 1, 2)]
    assert means == sorted(means)
    assert abs(means[0]) < 0.4
    even = baseline(of, "random", "random")
    assert abs(even.score[0]) < 3 / np.sqrt(2000)


@pytest.mark.parametrize("length", [1, 2, 5, 16])
def test_a_hand_set_reflex_always_wins_the_structured_game_of_one(length: int) -> None:
    of = drawn({"kind": "hash_game", "length": length, "structured": True}, 500)
    record = np.zeros((1, 500, length), np.int8)
    scores = Evaluator(of, "random", Threads())(own_letter(of), record=record)
    assert scores.wins[0] == 500
    assert scores.nodes[0] == 0
    assert (record == 1).all()
    assert Evaluator(of, "random", Threads())(count_ones(of)).wins[0] == 500


@pytest.mark.parametrize("length", [1, 2, 5, 6])
def test_of_two_it_wins_from_the_side_that_can(length: int) -> None:
    """See ``chances.py``: as the first player if length is odd, otherwise as the second."""
    of = drawn({"kind": "hash_game", "players": 2, "length": length, "structured": True}, 4096)
    record = np.zeros((1, 4096, length), np.int8)
    scores = Evaluator(of, "perfect", Threads())(own_letter(of), record=record)
    assert (scores.wins[0], scores.losses[0]) == (2048, 2048)
    assert (record[0, ::2, ::2] == 1).all()
    assert (record[0, 1::2, 1::2] == 0).all()
    wins = Evaluator(of, "random", Threads())(own_letter(of)).wins[0] - 2048
    chance = 1 - 2.0 ** -((length + 1) // 2)
    assert abs(wins / 2048 - chance) < 3 * np.sqrt(chance * (1 - chance) / 2048)
    itself = Evaluator(of, "population", Threads())(own_letter(of), against=np.zeros((1, 4096), np.int64))
    assert itself.wins[0] == 2048


def test_rivals_are_others_drawn_by_key() -> None:
    against = draw_rivals(1, 2, 9, 100)
    assert (against != np.arange(9)[:, None]).all()
    assert all(len(set(row)) == 8 for row in against.tolist())
    assert (draw_rivals(1, 2, 9, 10) == against[:, :10]).all()
    assert (draw_rivals(1, 3, 9, 100) != against).any()
    assert draw_rivals(1, 2, 1, 3).tolist() == [[0, 0, 0]]
    others = [[q for q in range(9) if q != p] for p in range(9)]
    keys = [reference.stream(1, 2, p, RIVAL) for p in range(9)]
    assert against.tolist() == [[others[p][reference.below(keys[p], n, 8)] for n in range(100)] for p in range(9)]


@pytest.mark.parametrize("game", GAMES[:2], ids=str)
def test_kernels_are_compiled_once_for_a_game(game: dict[str, Any]) -> None:
    of = drawn(game, 3)
    Evaluator(of, "random", Threads())(random_players(of, 1, 3))
    before = len(evaluate.signatures)
    for count in (1, 2):
        made, against = random_players(of, count, 3), draw_rivals(1, 1, count, 3)
        record = np.zeros((count, 3, of.rules.turns), np.int8)
        Evaluator(of, "population", Threads())(made, against=against, record=record)
    assert len(evaluate.signatures) == before


def test_an_empty_population() -> None:
    of = drawn({"kind": "tic_tac_toe"}, 3)
    assert len(Evaluator(of, "random", Threads())(random_players(of, 0, 3)).score) == 0


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({}, r"against: expected \(2, 3\), a rival for each player and game; got \(0, 0\)"),
        ({"against": np.full((2, 3), 2)}, "against: expected 0 to 1; got 2 to 2"),
        ({"against": NONE, "record": np.zeros((2, 3, 8), np.int8)}, r"record: expected int8 \(2, 3, 9\)"),
        ({"against": NONE, "record": np.zeros((2, 3, 9))}, "got float64"),
    ],
)
def test_wrong_arrays(keys: dict[str, Any], words: str) -> None:
    of = drawn({"kind": "tic_tac_toe"}, 3)
    with pytest.raises(ValueError, match=words):
        Evaluator(of, "population", Threads())(random_players(of, 2, 3), **keys)
