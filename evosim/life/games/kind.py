"""Games, as experiments need them."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from evosim.life.agent import Agent
from evosim.life.games.matches import match, opponents
from evosim.life.games.population import Evaluator
from evosim.organs.blueprint import Blueprint
from evosim.organs.plan import Plan
from evosim.threads import Threads
from evosim.worlds.games.draw import Drawn, draw_games, draw_head
from evosim.worlds.games.options import Games
from evosim.worlds.games.text import draw_text

KEPT = 4  # games against each opponent that are kept as text


def draw(blueprint: Blueprint, seed: int, replicate: int, novel: int) -> tuple[Drawn, Drawn]:
    """The games that a population evolves in, and so many others."""
    world = _options(blueprint)
    return draw_games(world, seed, replicate), draw_games(world, seed, replicate, "novel", novel)


def smallest(blueprint: Blueprint) -> Drawn:
    """One game."""
    return draw_games(_options(blueprint), 1, 0, count=1)


def kernels(world: Games) -> str:
    """Each game has its own."""
    return f"{world.kind} {world.game!r}"


def evaluator(
    blueprint: Blueprint, plan: Plan, instances: Drawn, threads: Threads, aims: NDArray[Any], root: int
) -> Evaluator:
    """What lets populations play; see ``life.kinds.evaluator``."""
    return Evaluator(plan, instances, threads, _options(blueprint).opponent, root)


def files(agent: Agent, novel: Drawn, after: str = "") -> dict[str, bytes]:
    """A few novel games as text, against each opponent."""
    few = draw_head(novel, KEPT)
    parts = [
        f"against {opponent}\n\n{draw_text(played)}\n"
        for opponent in opponents(_options(agent.blueprint))
        for played in match(agent, few, opponent).played
    ]
    return {"games.txt": "\n".join(parts).encode()}


def _options(blueprint: Blueprint) -> Games:
    assert isinstance(blueprint.world, Games)
    return blueprint.world
