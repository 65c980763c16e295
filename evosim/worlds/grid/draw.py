"""From the ``[world]`` table to instances."""

from __future__ import annotations

from typing import Literal

import numpy as np

from evosim.random.reference import name_key
from evosim.scenario.schema import Like, World
from evosim.worlds.grid.instances import ATTEMPTS, CODE, Instances, Kinds, show
from evosim.worlds.grid.kernel import draw_rows

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
) -> Instances:
    """Draw instances of ``world``, each from (seed, replicate, split, its index): nested in their number.

    Parameters
    ----------
    count : how many; ``world.instances`` by default.
    unlike : instances whose arena and things none of the drawn ones may repeat.

    Raises
    ------
    Impossible
        If 10,000 attempts at an instance find no place for its things and starts.
    """
    kinds = Kinds.of(world)
    count = world.instances if count is None else count
    stride = world.size + 2
    of_thing = kinds.of_thing
    like = [kinds.names.index(kind.place.like) if isinstance(kind.place, Like) else -1 for kind in world.object]
    within = [kind.place.within if isinstance(kind.place, Like) else 0 for kind in world.object]
    walls = np.empty((count, stride**2), np.uint8)
    things = np.empty((count, len(of_thing)), np.int32)
    starts = np.empty((count, world.starts), np.int32)
    distance = np.empty((count, stride**2), np.int32)
    codes = np.empty((count, CODE), np.float32)
    failed = draw_rows(
        np.uint64(seed),
        replicate,
        TRAINING if split == "training" else NOVEL,
        stride,
        world.layout.walls,
        of_thing,
        np.array(like, np.int64),
        np.array(within, np.int64),
        np.array([name_key(name) for name in kinds.names], np.uint64),
        kinds.pays,
        kinds.ends,
        world.min_path,
        world.steps,
        ATTEMPTS,
        np.empty((0, stride**2), np.uint8) if unlike is None else unlike.walls.astype(np.uint8),
        np.empty((0, len(of_thing)), np.int32) if unlike is None else unlike.things,
        walls,
        things,
        starts,
        distance,
        codes,
    )
    if failed >= 0:
        raise Impossible(f"no {split} instance {failed} of replicate {replicate} in {ATTEMPTS:,} attempts")
    return Instances(
        kinds=kinds,
        size=world.size,
        steps=world.steps,
        shaping=world.shaping,
        walls=walls.astype(np.bool_),
        things=things,
        starts=starts,
        distance=distance,
        codes=codes,
        planes=show(kinds, walls.astype(np.bool_), things),
        entry=np.arange(count, dtype=np.int32) if split == "training" else np.full(count, -1, np.int32),
    )
