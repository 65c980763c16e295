"""Games of one player: their outcomes, and their moves to read."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from evosim.life.agent import Agent
from evosim.life.games.population import Evaluator, Opponents
from evosim.threads import Threads
from evosim.worlds.games import population as games
from evosim.worlds.games.check import players
from evosim.worlds.games.draw import Drawn
from evosim.worlds.games.options import Games, HashGame
from evosim.worlds.games.text import Played


class Match(NamedTuple):
    """What came of the games of a player in N instances."""

    score: float  # mean outcome: 1 of a game that is won, 0 drawn, −1 lost
    won: float  # share of games
    lost: float
    nodes: float  # positions that the search reached, mean over its moves
    played: list[Played]


def match(agent: Agent, drawn: Drawn, opponent: Opponents = "random", depth: int | None = None) -> Match:
    """Let an agent play in every instance; ``depth`` is how many plies it may search instead of its own.

    Against the population it plays against itself.
    """
    blueprint = agent.blueprint
    world = blueprint.world
    assert isinstance(world, Games)
    evaluate = Evaluator(blueprint.altered(depth), drawn, Threads(), opponent)
    grown, _ = evaluate.grow(agent.genome[None])
    count = len(drawn.keys)
    record = np.empty((1, count, drawn.rules.turns), np.int8)
    against = np.zeros((1, count), np.int64) if opponent == "population" else games.NO_RIVALS
    found = games.Evaluator(drawn, opponent, Threads())(grown, against=against, record=record)
    starts = drawn.rules.starts if isinstance(world.game, HashGame) else np.zeros(count, np.uint64)
    played = [
        Played(world.game, tuple(int(move) for move in moves if move >= 0), int(start))
        for moves, start in zip(record[0], starts, strict=True)
    ]
    return Match(
        score=float(found.score[0]),
        won=float(found.wins[0] / count),
        lost=float(found.losses[0] / count),
        nodes=float(found.nodes[0]),
        played=played,
    )


def opponents(world: Games) -> tuple[Opponents, ...]:
    """The given opponents of a game: none of one player but chance, which has no effect there."""
    return ("random",) if players(world.game) == 1 else ("random", "perfect")
