"""From the options of a world to the rules that kernels read, with the start of every instance."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.random.purposes_kernel import OPPONENT
from evosim.random.reference import fold, stream
from evosim.worlds.games.hash_game import kernel as hash_game
from evosim.worlds.games.match_kernel import draw_against
from evosim.worlds.games.options import Games, HashGame, TicTacToe
from evosim.worlds.games.tic_tac_toe import kernel as tic_tac_toe

TRAINING, NOVEL = 0, 1


class Drawn(NamedTuple):
    """N instances of one game."""

    rules: Any  # the ``Rules`` of its kernel
    keys: NDArray[np.uint64]  # (N,) what its opponent draws from


def draw_games(
    world: Games, seed: int, replicate: int, split: Literal["training", "novel"] = "training", count: int | None = None
) -> Drawn:
    """Draw instances of a world, each from (seed, replicate, split, its index): nested in their number.

    ``count`` is how many; ``world.instances`` by default.
    """
    count = world.instances if count is None else count
    part = TRAINING if split == "training" else NOVEL
    streams = [stream(seed, replicate, part, n) for n in range(count)]
    keys = np.array([fold(key, OPPONENT) for key in streams], np.uint64)
    return Drawn(rules(world.game, np.array(streams, np.uint64)), keys)


def draw_head(drawn: Drawn, count: int) -> Drawn:
    """Return the first ``count`` of some instances."""
    rules = drawn.rules
    if isinstance(rules, hash_game.Rules):
        starts = rules.starts[:count]
        rules = rules._replace(starts=starts, tables=1 if rules.structured else len(starts))
    return Drawn(rules, drawn.keys[:count])


def rules(game: TicTacToe | HashGame, streams: NDArray[np.uint64]) -> Any:
    """Return the rules of a game with the starts of N instances, drawn from streams (N,)."""
    if isinstance(game, TicTacToe):
        return tic_tac_toe.Rules()
    starts = np.empty(len(streams), np.uint64)
    hash_game.draw_starts(streams, game.length, game.structured, starts)
    return hash_rules(game, starts)


def hash_rules(game: HashGame, starts: NDArray[np.uint64]) -> hash_game.Rules:
    """Return the rules of a hash game with given start strings (N,)."""
    return hash_game.Rules(
        players=game.players,
        words=3,
        choices=2,
        inputs=hash_game.BITS + 1,
        turns=game.length,
        tables=1 if game.structured else len(starts),
        positions=2 ** (game.length + 1) - 1,
        structured=game.structured,
        starts=starts,
    )


def draw_rivals(root: int, generation: int, population: int, count: int) -> NDArray[np.int64]:
    """Return (P, N) whom each of a population plays against in each of ``count`` games: another one, drawn by key.

    A single individual plays against itself.
    """
    against = np.zeros((population, count), np.int64)
    draw_against(np.uint64(root), generation, against)
    return against
