"""Games, players and random states that tests share."""

from __future__ import annotations

from typing import Any

import numpy as np

from evosim.worlds.games.draw import Drawn, draw_games
from evosim.worlds.games.hash_game.reference import HashGame
from evosim.worlds.games.options import Games
from evosim.worlds.games.player_kernel import Players
from evosim.worlds.games.players import genes, players
from evosim.worlds.games.reference import Game
from evosim.worlds.games.tic_tac_toe.reference import TicTacToe

GAMES: tuple[dict[str, Any], ...] = (
    {"kind": "tic_tac_toe"},
    {"kind": "hash_game", "players": 1, "length": 4},
    {"kind": "hash_game", "players": 2, "length": 5},
    {"kind": "hash_game", "players": 1, "length": 4, "structured": True},
    {"kind": "hash_game", "players": 2, "length": 5, "structured": True},
)


def drawn(game: dict[str, Any], instances: int, seed: int = 1) -> Drawn:
    """Instances of a game."""
    return draw_games(Games.model_validate({"kind": "games", "game": game, "instances": instances}), seed, 0)


def slow(game: dict[str, Any], of: Drawn) -> Game:
    """The same game in plain Python."""
    if game["kind"] == "tic_tac_toe":
        return TicTacToe()
    starts = [int(string) for string in of.rules.starts]
    return HashGame(game["players"], game["length"], game.get("structured", False), starts)


def random_players(of: Drawn, count: int, hidden: int, depth: Any = 0, width: Any = 1, seed: int = 0) -> Players:
    """Players with normal weights."""
    rules = of.rules
    genomes = np.random.default_rng(seed).normal(size=(count, genes(rules.inputs, hidden, rules.choices)))
    return players(genomes.astype(np.float32), rules, hidden, depth, width)


def blank(of: Drawn, depth: int = 0) -> Players:
    """A player of one hidden unit whose weights are 0."""
    return players(np.zeros((1, genes(of.rules.inputs, 1, of.rules.choices)), np.float32), of.rules, 1, depth, 2)


def own_letter(of: Drawn) -> Players:
    """A player of the structured hash game that always adds its own letter: B as the first player, A as the second.

    The first bit of the string says who moves, because until the end it is 0.
    """
    one = blank(of)
    one.first[0, 1] = 1
    one.second[0, 1] = 0, 1, -1
    return one


def count_ones(of: Drawn) -> Players:
    """A player that looks one ply ahead to positions that are worth the more to it the more of its bits are there."""
    one = blank(of, depth=1)
    one.first[0, 1:65] = 1
    one.second[0, 1, 0] = 1
    return one
