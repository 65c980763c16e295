"""From the ``[world]`` table to instances."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from evosim.random.purposes_kernel import LIES
from evosim.random.reference import below, draw, fold, name_key, stream
from evosim.worlds.grid.instances import ATTEMPTS, CODE, Instances, Kinds, show
from evosim.worlds.grid.kernel import draw_rows, falsify_rows
from evosim.worlds.grid.options import World
from evosim.worlds.grid.rules import Rules, Scratch
from evosim.worlds.grid.senses import first

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
    phase: int = 0,
    built_in: tuple[str, ...] = (),
) -> Instances:
    """Draw instances of ``world``, each from (seed, replicate, split, its index): nested in their number.

    Parameters
    ----------
    count : how many; ``world.instances`` by default.
    unlike : instances whose arena and things none of the drawn ones may repeat.
    planes : what the brain is given; ``wall`` and every feature that an object of the world shows by default.
    phase : of evolution; each has training instances of its own.
    built_in : the last of the planes, which are of no object.

    Raises
    ------
    Impossible
        If 10,000 attempts at an instance find no place for its things and starts.
    """
    kinds, rules = Kinds.of(world, planes, built_in), Rules.of(world)
    count = world.instances if count is None else count
    stride, things_count = world.size + 2, len(rules.nth)
    walls = np.empty((count, stride**2), np.uint8)
    things = np.empty((count, things_count), np.int32)
    starts = np.empty((count, world.starts), np.int32)
    distance = np.empty((count, stride**2), np.int32)
    codes = np.empty((count, CODE), np.float32)
    part = (TRAINING if split == "training" else NOVEL) if phase == 0 else NOVEL + phase
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
        arena = f"min_path {world.min_path} in a {world.size}×{world.size} arena"
        raise Impossible(f"{arena}: no {split} instance {failed} of replicate {replicate} in {ATTEMPTS:,} attempts")
    instances = Instances(
        kinds=kinds,
        size=world.size,
        steps=world.steps,
        lives=world.lives,
        shaping=world.shaping,
        step_cost=world.step_cost,
        walls=walls.astype(np.bool_),
        things=things,
        starts=starts,
        distance=distance,
        codes=codes,
        planes=np.empty((0, 0, 0), np.float32),
        entry=np.arange(count, dtype=np.int32) if split == "training" else np.full(count, -1, np.int32),
        shows=np.empty((0, 0, 0), np.float32),
        keys=instance_keys(seed, replicate, part, count),
    )
    return look(instances, world)


def instance_keys(seed: int, replicate: int, part: int, count: int) -> NDArray[np.uint64]:
    """(N,) the stream that each instance is drawn from."""
    return np.array([stream(seed, replicate, part, n) for n in range(count)], np.uint64)


def look(instances: Instances, world: World) -> Instances:
    """The same with what the brain is given: walls, some of them falsely, what things show, and what is built in.

    A feature is hidden, or shown by something else, in exactly the share of instances that the world says, rounded: in
    those whose draws, from their keys, are smallest.
    """
    kinds = instances.kinds
    shows = np.repeat(kinds.shows[kinds.of_thing][None], len(instances), axis=0)
    elsewhere = np.zeros((len(instances), len(kinds.planes), instances.stride**2), np.float32)
    features = kinds.planes[: kinds.features]
    for kind, thing in enumerate(world.object):
        own = np.flatnonzero(kinds.of_thing == kind)
        for feature in [feature for feature in features if feature in thing.lies]:
            for row in _drawn(instances, f"{thing.name} lies {feature}", thing.lies[feature]):
                _lie(instances, world, row, own, feature, shows, elsewhere)
        for feature in [feature for feature in features if feature in thing.hides]:
            hidden = _drawn(instances, f"{thing.name} hides {feature}", thing.hides[feature])
            shows[hidden[:, None], own[None, :], kinds.planes.index(feature)] = 0
    planes = show(instances.walls, instances.things, shows) + elsewhere
    if world.false_walls:
        shown = np.ascontiguousarray(planes[:, 0])
        falsify_rows(instances.keys, world.false_walls, instances.stride, instances.things, instances.starts, shown)
        planes[:, 0] = shown
    for plane, name in enumerate(kinds.built_in, kinds.features):
        planes[:, plane, instances.cells] = np.array(first(name, instances.size), np.float32)
    return replace(instances, planes=planes, shows=shows)


def _drawn(instances: Instances, purpose: str, share: float) -> NDArray[np.int64]:
    """The instances in which something is so that is so in a share of them."""
    lots = [draw(fold(int(key), name_key(purpose)), 0) for key in instances.keys]
    return np.argsort(lots, kind="stable")[: int(share * len(lots) + 0.5)]


def _lie(
    instances: Instances,
    world: World,
    row: int,
    own: NDArray[np.int64],
    feature: str,
    shows: NDArray[np.float32],
    elsewhere: NDArray[np.float32],
) -> None:
    """Let another thing show a feature in the place of things ``own``; free ground does, if there is no other."""
    kinds, key = instances.kinds, fold(fold(int(instances.keys[row]), LIES), name_key(feature))
    others = [t for t, kind in enumerate(kinds.of_thing) if feature not in world.object[kind].shows]
    taken = np.concatenate((np.flatnonzero(instances.walls[row]), instances.things[row], instances.starts[row]))
    ground = np.setdiff1d(np.arange(instances.stride**2), taken)
    plane = kinds.planes.index(feature)
    for i, thing in enumerate(own):
        value, shows[row, thing, plane] = shows[row, thing, plane], 0
        if others:
            shows[row, others[below(key, i, len(others))], plane] += value
        elif len(ground):
            elsewhere[row, plane, ground[below(key, i, len(ground))]] += value
