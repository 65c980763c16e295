"""Labels, as experiments need them."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from evosim.life.agent import Agent
from evosim.life.labels.population import Evaluator
from evosim.organs.blueprint import Blueprint
from evosim.organs.plan import Plan
from evosim.threads import Threads
from evosim.worlds.labels.draw import Drawn, draw_labels
from evosim.worlds.labels.options import Labels


def draw(blueprint: Blueprint, seed: int, replicate: int, novel: int) -> tuple[Drawn, Drawn]:
    """The examples, twice: those held out are among them, as many as the options say."""
    examples = draw_labels(_options(blueprint), seed, replicate)
    return examples, examples


def smallest(blueprint: Blueprint) -> Drawn:
    """The examples of one replicate."""
    return draw_labels(_options(blueprint), 1, 0)


def kernels(world: Labels) -> str:
    """All rules have the same."""
    return world.kind


def evaluator(
    blueprint: Blueprint, plan: Plan, instances: Drawn, threads: Threads, aims: NDArray[Any], root: int
) -> Evaluator:
    """What lets populations label; see ``life.kinds.evaluator``."""
    return Evaluator(plan, instances, threads)


def files(agent: Agent, novel: Drawn, after: str = "") -> dict[str, bytes]:
    """Nothing: an agent's labels follow from its genome."""
    return {}


def _options(blueprint: Blueprint) -> Labels:
    assert isinstance(blueprint.world, Labels)
    return blueprint.world
