"""From the ``[world]`` table to instances."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from evosim.random.reference import draw, fold, name_key, stream
from evosim.worlds.grid.instances import ATTEMPTS, CODE, Instances, Kinds, show
from evosim.worlds.grid.kernel import draw_rows, falsify_rows
from evosim.worlds.grid.options import World
from evosim.worlds.grid.rules import Rules, Scratch

TRAINING, NOVEL = 0, 1


class Impossible(ValueError):
    """No instance of the kind asked for was found."""


def draw_instances(
    world: World,
    seed: int,
    replicate: int,
    split: Literal["training", "novel"] = "training",
    count: int | None = None,
    unlike: Instances | None = None,
    planes: tuple[str, ...] | None = None,
) -> Instances:
    """Draw instances of ``world``, each from (seed, replicate, split, its index): nested in their number.

    Parameters
    ----------
    count : how many; ``world.instances`` by default.
    unlike : instances whose arena and things none of the drawn ones may repeat.
    planes : what the brain is given; ``wall`` and every feature that an object of the world shows by default.

    Raises
    ------
    Impossible
        If 10,000 attempts at an instance find no place for its things and starts.
    """
    kinds, rules = Kinds.of(world, planes), Rules.of(world)
    count = world.instances if count is None else count
    stride, things_count = world.size + 2, len(rules.nth)
    walls = np.empty((count, stride**2), np.uint8)
    things = np.empty((count, things_count), np.int32)
    starts = np.empty((count, world.starts), np.int32)
    distance = np.empty((count, stride**2), np.int32)
    codes = np.empty((count, CODE), np.float32)
    part = TRAINING if split == "training" else NOVEL
    seen = unlike is not None and unlike.walls.shape[1] == stride**2 and unlike.things.shape[1] == things_count
    failed = draw_rows(
        np.uint64(seed),
        replicate,
        part,
        rules,
        stride,
        ATTEMPTS,
        unlike.walls.astype(np.uint8) if unlike and seen else np.empty((0, stride**2), np.uint8),
        unlike.things if unlike and seen else np.empty((0, things_count), np.int32),
        walls,
        things,
        starts,
        distance,
        codes,
        Scratch.of(stride**2),
    )
    if failed >= 0:
        raise Impossible(f"no {split} instance {failed} of replicate {replicate} in {ATTEMPTS:,} attempts")
    instances = Instances(
        kinds=kinds,
        size=world.size,
        steps=world.steps,
        lives=world.lives,
        shaping=world.shaping,
        walls=walls.astype(np.bool_),
        things=things,
        starts=starts,
        distance=distance,
        codes=codes,
        planes=np.empty((0, 0, 0), np.float32),
        entry=np.arange(count, dtype=np.int32) if split == "training" else np.full(count, -1, np.int32),
    )
    return replace(instances, planes=look(instances, world, instance_keys(seed, replicate, part, count)))


def instance_keys(seed: int, replicate: int, part: int, count: int) -> NDArray[np.uint64]:
    """(N,) the stream that each instance is drawn from."""
    return np.array([stream(seed, replicate, part, n) for n in range(count)], np.uint64)


def look(instances: Instances, world: World, keys: NDArray[np.uint64]) -> NDArray[np.float32]:
    """(N, K, C) what the brain is given: walls, some of them falsely, and what things show, unless they hide it.

    A feature is hidden in exactly the share of instances that the world says, rounded: in those whose draws, from keys
    (N,), are smallest.
    """
    kinds = instances.kinds
    planes = show(kinds, instances.walls, instances.things)
    for kind, thing in enumerate(world.object):
        for feature, share in thing.hides.items():
            if feature in kinds.planes:
                lots = [draw(fold(int(key), name_key(f"{thing.name} hides {feature}")), 0) for key in keys]
                hidden = np.argsort(lots, kind="stable")[: int(share * len(keys) + 0.5)]
                plane = kinds.planes.index(feature)
                for t in np.flatnonzero(kinds.of_thing == kind):
                    planes[hidden, plane, instances.things[hidden, t]] -= kinds.shows[kind, plane]
    if world.false_walls:
        shown = np.ascontiguousarray(planes[:, 0])
        falsify_rows(keys, world.false_walls, instances.stride, instances.things, instances.starts, shown)
        planes[:, 0] = shown
    return planes
