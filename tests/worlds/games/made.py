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
    genomes = np.random.default_rng(seed).normal(size=(count, genes(of.rules.inputs, hidden)))
    return players(genomes.astype(np.float32), of.rules, hidden, depth, width)


def count_ones(of: Drawn) -> Players:
    """A player whose one hidden unit adds up the bits of the string."""
    genomes = np.zeros((1, genes(of.rules.inputs, 1)), np.float32)
    genomes[0, 1:65] = 1
    genomes[0, -1] = 1
    return players(genomes, of.rules, 1)
