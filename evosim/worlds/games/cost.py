"""What games take; needs no compiler."""

from __future__ import annotations

from typing import Any

from evosim.worlds.cost import Cost, Life, Place
from evosim.worlds.games.check import players
from evosim.worlds.games.options import Games, HashGame, inputs_of, moves_of

PER_MOVE = 3e-7  # seconds on one core, beside nets


def place(world: Games, brain: Any) -> Place:
    """Where its brains play."""
    return Place(world.instances, 0, 0, False, len(inputs_of(world.game)), len(moves_of(world.game)))


def seconds(life: Life) -> float:
    """Seconds that one individual takes for all its games; of two players it moves every second time."""
    world, brain, organs = life
    game, here = world.game, place(world, brain)
    turns = game.length if isinstance(game, HashGame) else len(moves_of(game))
    return float(world.instances * turns * (PER_MOVE + sum(organ.step(here) for organ in organs) / players(game)))


def beside(life: Life, ticks: int, shown: int, measure: Any) -> Cost:
    """Nothing: a few games are kept as text."""
    return Cost(0.0, 0.0, 0.0)
