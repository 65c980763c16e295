from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evosim.worlds.games.options import HashGame, TicTacToe
from evosim.worlds.games.population import baseline
from evosim.worlds.games.text import Played, draw_text, read_text, slow
from tests.worlds.games.made import GAMES, drawn

GAME = """tic_tac_toe
1. X b2
...
.X.
...
2. O a1
O..
.X.
...
X to move"""

HASH = """hash_game, 1 player, 2 turns, structured
start 0000000000000001
1. first B
4000000000000001
2. first B
e000000000000001
won"""


@pytest.mark.parametrize("game", GAMES, ids=str)
@given(string=st.integers(0, 2**58 - 1), choices=st.lists(st.integers(0, 719), max_size=9))
def test_what_is_printed_reads_back(game: dict[str, Any], string: int, choices: list[int]) -> None:
    options = TicTacToe() if game["kind"] == "tic_tac_toe" else HashGame.model_validate(game)
    played = Played(options, (), 0 if game["kind"] == "tic_tac_toe" else string)
    rules = slow(played)
    state = rules.start(0)
    for choice in choices:
        if not rules.over(state):
            move = rules.moves(state)[choice % len(rules.moves(state))]
            state, played = rules.play(state, move), played._replace(moves=(*played.moves, move))
    assert read_text(draw_text(played)) == played
    assert read_text(draw_text(played).replace("\n", " \n\n")) == played


def test_a_recorded_game_is_printed() -> None:
    record = np.zeros((1, 5, 9), np.int8)
    baseline(drawn({"kind": "tic_tac_toe"}, 5), "perfect", "perfect", record)
    for row in record[0]:
        text = draw_text(Played(TicTacToe(), tuple(int(move) for move in row if move >= 0)))
        assert text.endswith("draw")


def test_games_by_hand() -> None:
    assert draw_text(Played(TicTacToe(), (4, 0))) == GAME
    assert draw_text(Played(HashGame(kind="hash_game", length=2, structured=True), (1, 1), 1)) == HASH


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "line 1: expected tic_tac_toe, or hash_game, 1 player, 4 turns .1 to 16.; got ''"),
        ("chess", "line 1: expected tic_tac_toe"),
        ("hash_game, 1 player, 17 turns", "1 to 16"),
        ("hash_game, 1 player, 2 turns\nstart 12", "line 2: expected start and 16 digits 0 to f; got 'start 12'"),
        (HASH.replace("start 0", "start 4"), r"start: expected a string below 2\^61; got 4000000000000001"),
        (HASH.replace("4000", "5000"), "line 4: expected '4000000000000001'; got '5000000000000001'"),
        (HASH.replace("first B", "first C"), "move 1: expected one of A B; got C"),
        (HASH.replace("won", "lost"), "line 7: expected 'won'; got 'lost'"),
        (HASH.removesuffix("\nwon"), "line 7: expected 'won'; got the end"),
        (HASH + "\nmore", "line 8: expected the end; got 'more'"),
        (HASH.replace("won", "3. first A\n0000000000000000\nwon"), "move 3: expected none, the game is over; got A"),
        (GAME.replace("O a1", "O b2"), "move 2: expected one of a1 b1 c1 a2 c2 a3 b3 c3; got b2"),
        (GAME.replace("O a1", "X a1"), "line 6: expected '2. O a1'; got '2. X a1'"),
        (GAME.replace("O..", "OO."), "line 7: expected 'O..'; got 'OO.'"),
        (GAME.replace("2. O", "3. O"), "line 6: expected '2. O a1'; got '3. O a1'"),
        (GAME.replace("X to", "O to"), "line 10: expected 'X to move'; got 'O to move'"),
    ],
)
def test_what_does_not_read(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_text(text)


def test_what_cannot_be_printed() -> None:
    with pytest.raises(ValueError, match=r"move 1: expected one of a1 .* c3; got 9"):
        draw_text(Played(TicTacToe(), (9,)))
