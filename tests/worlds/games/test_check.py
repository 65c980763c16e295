from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from evosim.faults.fault import faults
from evosim.worlds.games.check import LIMIT, check_world, tabulated
from evosim.worlds.games.draw import draw_games
from evosim.worlds.games.options import Games, TicTacToe


def world(**keys: Any) -> Games:
    return Games.model_validate({"kind": "games", **keys})


def hash_game(**keys: Any) -> dict[str, Any]:
    return {"kind": "hash_game", **keys}


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"opponent": "perfect", "instances": 1_000_000},
        {"game": hash_game()},
        {"game": hash_game(players=2), "opponent": "population"},
        {"game": hash_game(players=2, length=16), "opponent": "perfect", "instances": 15},
        {"game": hash_game(players=2, length=16, structured=True), "opponent": "perfect", "instances": 10_000},
        {"game": hash_game(length=16), "instances": 10_000},
    ],
)
def test_what_can_be(keys: dict[str, Any]) -> None:
    assert check_world(world(**keys)) == []


@pytest.mark.parametrize("opponent", ["perfect", "population"])
def test_one_player_has_no_opponent(opponent: str) -> None:
    (fault,) = check_world(world(game=hash_game(), opponent=opponent))
    assert fault.path == ("world", "opponent")
    assert fault.got == f'"{opponent}"'
    assert '"random"' in fault.expected


def test_too_many_positions() -> None:
    (fault,) = check_world(world(game=hash_game(players=2, length=16), opponent="perfect", instances=16))
    assert fault.path == ("world", "instances")
    assert fault.expected == "at most 2,000,000 positions for a perfect opponent to look up"
    assert fault.got == "2,097,136"
    assert LIMIT == 2_000_000


@pytest.mark.parametrize(
    "game", [{}, hash_game(length=3), hash_game(length=5, structured=True), hash_game(players=2, length=2)]
)
def test_as_many_positions_are_counted_as_tables_have(game: dict[str, Any]) -> None:
    made = world(game=game, instances=7)
    rules = draw_games(made, 1, 0).rules
    assert tabulated(made) == rules.tables * rules.positions


def test_defaults() -> None:
    made = world()
    assert made.game == TicTacToe()
    assert (made.opponent, made.instances) == ("random", 64)


@pytest.mark.parametrize(
    ("keys", "path", "expected"),
    [
        ({"game": {"kind": "chess"}}, ("game", "kind"), "one of tic_tac_toe, hash_game"),
        ({"game": hash_game(length=17)}, ("game", "length"), "a whole number from 1 to 16"),
        ({"game": hash_game(length=0)}, ("game", "length"), "a whole number from 1 to 16"),
        ({"game": hash_game(players=3)}, ("game", "players"), "a whole number from 1 to 2"),
        ({"game": hash_game(structured=1)}, ("game", "structured"), "true or false"),
        ({"game": {"kind": "tic_tac_toe", "length": 4}}, ("game", "length"), "kind"),
        ({"instances": 0}, ("instances",), "a whole number from 1 to 1000000"),
        ({"opponent": "perfekt"}, ("opponent",), 'one of "random", "perfect", "population"'),
    ],
)
def test_bad_options(keys: dict[str, Any], path: tuple[str, ...], expected: str) -> None:
    with pytest.raises(ValidationError) as caught:
        world(**keys)
    (fault,) = faults(caught.value, Games)
    assert (fault.path, fault.expected) == (path, expected)
