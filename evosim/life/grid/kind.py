"""Grids, as experiments need them."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evosim.arrays import packed
from evosim.life.agent import Agent
from evosim.life.grid.population import Evaluator
from evosim.life.grid.replay import record
from evosim.organs.blueprint import Blueprint
from evosim.organs.plan import Plan
from evosim.threads import Threads
from evosim.worlds.grid.draw import draw_instances
from evosim.worlds.grid.instances import CODE, Instances, Kinds
from evosim.worlds.grid.options import World

PICTURED = 4  # instances of which the lives and minds are kept for pictures


def draw(blueprint: Blueprint, seed: int, replicate: int, novel: int) -> tuple[Instances, Instances]:
    """The instances that a population evolves in, and so many others; raises ``Impossible`` if there is no room."""
    drawn = partial(
        draw_instances, _options(blueprint), seed, replicate, planes=blueprint.planes, built_in=blueprint.built_in
    )
    training = drawn()
    return training, drawn("novel", novel, unlike=training)


def smallest(blueprint: Blueprint) -> Instances:
    """One arena that is all wall, with one start."""
    world = _options(blueprint)
    kinds = Kinds.of(world, blueprint.planes, blueprint.built_in)
    cells = (world.size + 2) ** 2
    return Instances(
        kinds=kinds,
        size=world.size,
        steps=1,
        lives=1,
        shaping=0.0,
        step_cost=world.step_cost,
        walls=np.ones((1, cells), np.bool_),
        things=np.full((1, sum(kinds.counts)), world.size + 3, np.int32),
        starts=np.full((1, 1), world.size + 3, np.int32),
        distance=np.full((1, cells), -1, np.int32),
        codes=np.zeros((1, CODE), np.float32),
        planes=np.zeros((1, len(kinds.planes), cells), np.float32),
        entry=np.zeros(1, np.int32),
        shows=np.zeros((1, sum(kinds.counts), len(kinds.planes)), np.float32),
        keys=np.zeros(1, np.uint64),
    )


def kernels(world: World) -> str:
    """Worlds that move need other ones than worlds that stand still."""
    return f"{world.kind} {world.still}"


def evaluator(
    blueprint: Blueprint, plan: Plan, instances: Instances, threads: Threads, aims: NDArray[Any], root: int
) -> Evaluator:
    """What lets populations live; see ``life.kinds.evaluator``."""
    return Evaluator(plan, instances, threads, aims=aims)


def files(agent: Agent, novel: Instances, after: str = "") -> dict[str, bytes]:
    """Lives and minds on a few instances, for pictures, and a record of lives."""
    end = f"_{after}.npz" if after else ".npz"
    found = {f"lives{end}": _lives(agent, novel.take(range(min(PICTURED, len(novel)))))}
    if len(novel):
        found[f"replay{end}"] = packed(**record(agent, novel))
    return found


def _lives(agent: Agent, novel: Instances) -> bytes:
    """An agent's lives and mind on a few instances; rows and columns count from 0 inside the ring."""
    lives, size = agent.live(novel), novel.size
    r = len(novel)

    def place(cells: NDArray[Any]) -> NDArray[np.int16]:
        row, column = np.divmod(cells, novel.stride)
        return np.stack([row - 1, column - 1], axis=-1).astype(np.int16)

    kind = np.append(novel.kinds.of_thing, -1)
    stands = kind[novel.touch[:, novel.cells] - 1] + 1  # touch 0 → thing −1 → kind −1 → 0
    return packed(
        walls=novel.walls[:, novel.cells].reshape(r, size, size),
        objects=stands.reshape(r, size, size).astype(np.int8),
        names=np.array(novel.kinds.names),
        starts=place(novel.starts),
        paths=place(lives.trails),
        lengths=lives.lengths,
        reached=kind[lives.reached].astype(np.int8),
        distance=novel.path,
        activity=agent.mind(novel),
    )


def _options(blueprint: Blueprint) -> World:
    assert isinstance(blueprint.world, World)
    return blueprint.world
