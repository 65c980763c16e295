"""Novel instances after a shift of their world."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.random.purposes_kernel import SHIFT
from evosim.random.reference import fold
from evosim.worlds.grid.draw import draw_instances, look
from evosim.worlds.grid.instances import Instances, Kinds
from evosim.worlds.grid.kernel import place_rows
from evosim.worlds.grid.options import World, redrawn
from evosim.worlds.grid.rules import Rules, Scratch


class Shifted(NamedTuple):
    """Lives after a shift: instances with one start each, and which life of the novel instances each one was.

    Lives for which there is no room for what the shift adds are left out.
    """

    instances: Instances
    lives: NDArray[np.int64]  # (M,) n·J + j


def shift_instances(
    novel: Instances, before: World, after: World, seed: int, replicate: int, unlike: Instances | None = None
) -> Shifted:
    """The lives of ``novel``, drawn from the world ``before``, in the world ``after``.

    Arenas, starts and all things whose placement is the same stay where they are; other things are placed for each life
    by itself. Where the arena is another one (size, layout, starts, min_path), new instances are drawn,
    none of them ``unlike``'s.

    Raises
    ------
    Impossible
        If instances must be drawn and cannot be.
    """
    n = len(novel)
    planes, built_in = novel.kinds.planes, novel.kinds.built_in
    if redrawn(before, after):
        drawn = draw_instances(after, seed, replicate, "novel", n, unlike, planes, built_in=built_in)
        rows = np.repeat(np.arange(n), after.starts)
        return Shifted(drawn.take(rows, drawn.starts.reshape(-1, 1)), np.arange(len(rows)))
    j = novel.starts.shape[1]
    rows = np.repeat(np.arange(n), j)
    lives = novel.take(rows, novel.starts.reshape(-1, 1))
    own = np.array([fold(fold(int(key), SHIFT), life % j) for life, key in enumerate(lives.keys)], np.uint64)
    things = _stay(lives, before, after)
    distance, found = np.empty_like(lives.distance), np.empty(len(rows), np.bool_)
    rules = Rules.of(after)
    if not (rules.pays > 0).any():  # nothing to find a way to
        rules = rules._replace(pays=np.ones_like(rules.pays), ends=np.zeros_like(rules.ends))
    walls = lives.walls.astype(np.uint8)
    place_rows(own, rules, after.size + 2, walls, things, lives.starts, distance, found, Scratch.of(walls.shape[1]))
    kept = np.flatnonzero(found)
    shifted = replace(
        lives.take(kept),
        kinds=Kinds.of(after, planes, built_in),
        steps=after.steps,
        lives=after.lives,
        shaping=after.shaping,
        step_cost=after.step_cost,
        things=things[kept],
        distance=distance[kept],
    )
    return Shifted(look(shifted, after), kept)


def _stay(lives: Instances, before: World, after: World) -> NDArray[np.int32]:
    """(M, T) where the things of the world after stand already; −1 for those still to be placed."""
    old = {kind.name: (kind, at) for kind, at in zip(before.object, _first(before), strict=True)}
    things = np.full((len(lives), sum(kind.count for kind in after.object)), -1, np.int32)
    for kind, at in zip(after.object, _first(after), strict=True):
        known, was = old.get(kind.name, (None, 0))
        if known is not None and known.place == kind.place:
            same = min(known.count, kind.count)
            things[:, at : at + same] = lives.things[:, was : was + same]
    return things


def _first(world: World) -> list[int]:
    """The number of the first thing of each kind."""
    counts = [kind.count for kind in world.object]
    return [sum(counts[:i]) for i in range(len(counts))]
