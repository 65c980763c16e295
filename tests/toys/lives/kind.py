"""Targets, as experiments need them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evosim.life.agent import Agent
from evosim.life.grower import Grower
from evosim.life.scores import Scores
from evosim.organs.answer.kernel import Answers
from evosim.organs.blueprint import Blueprint
from evosim.organs.plan import Plan
from evosim.threads import Threads
from evosim.worlds.targets.draw import draw_targets
from evosim.worlds.targets.options import Targets

Drawn = NDArray[np.float32]


def draw(blueprint: Blueprint, seed: int, replicate: int, novel: int) -> tuple[Drawn, Drawn]:
    """The targets that a population evolves on, and so many others."""
    world = _options(blueprint)
    return draw_targets(world, seed, replicate, 0, world.instances), draw_targets(world, seed, replicate, 1, novel)


def smallest(blueprint: Blueprint) -> Drawn:
    """One target."""
    return draw_targets(_options(blueprint), 1, 0, 0, 1)


def kernels(world: Targets) -> str:
    """All have the same."""
    return world.kind


def evaluator(
    blueprint: Blueprint, plan: Plan, instances: Drawn, threads: Threads, aims: NDArray[Any], root: int
) -> Callable[[NDArray[Any]], Scores]:
    """What lets populations answer: the score is the mean distance from the targets, below 0."""
    grow = Grower(plan, threads)

    def evaluate(genomes: NDArray[Any]) -> Scores:
        answers = Answers(np.empty(len(genomes), np.float32))
        genes = grow(genomes, answers)
        miss = np.abs(answers.numbers[:, None] - instances).mean(axis=1, dtype=np.float64)
        none = np.zeros(len(genomes))
        return Scores(-miss, none, genes, none.astype(np.int64), none, none, none)

    return evaluate


def files(agent: Agent, novel: Drawn, after: str = "") -> dict[str, bytes]:
    """The answer."""
    return {"answer.txt": repr(float(agent.parameters["answer_number"][0])).encode()}


def _options(blueprint: Blueprint) -> Targets:
    assert isinstance(blueprint.world, Targets)
    return blueprint.world
