"""The ``[world]`` table as the drawing kernel reads it, and the kernel's scratch space."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.random.reference import name_key
from evosim.worlds.grid import layouts
from evosim.worlds.grid.kernel import LIKE, PATH, REGION
from evosim.worlds.grid.options import Like, PathRange, Region, World, keys_of


class Rules(NamedTuple):
    """How an instance is drawn; arrays have an entry per thing (T,)."""

    layout: int
    share: float
    rooms: int
    shortest: int  # of the paths from starts to what pays
    longest: int
    where: NDArray[np.int64]  # 0 anywhere, 1 region, 2 like, 3 path
    numbers: NDArray[np.int64]  # (T, 4): the region; what it is like, within; the path, and the things it is aside of
    names: NDArray[np.uint64]  # what the draws for its place are keyed by
    nth: NDArray[np.int64]  # among the things of its kind
    pays: NDArray[np.float64]
    ends: NDArray[np.bool_]
    needs: NDArray[np.int64]  # the key without which it cannot be entered, or −1
    gives: NDArray[np.int64]  # the key that it gives, or −1
    locked: bool  # whether anything needs a key

    @classmethod
    def of(cls, world: World) -> Rules:
        """Read the table of ``world``."""
        kinds = [(kind, nth) for kind in world.object for nth in range(kind.count)]
        keys = keys_of(world.object)
        first = {kind.name: t for t, (kind, nth) in enumerate(kinds) if nth == 0}
        where, numbers = [], []
        for kind, _ in kinds:
            if isinstance(kind.place, Like):
                rule = LIKE, (first[kind.place.like], kind.place.within, 0, 0)
            elif isinstance(kind.place, Region):
                rule = REGION, kind.place.region
            elif isinstance(kind.place, PathRange):
                aside = [t for t, (other, _) in enumerate(kinds) if other.name == kind.place.aside]
                rule = PATH, (*kind.place.path, min(aside, default=0), len(aside))
            else:
                rule = 0, (0, 0, 0, 0)
            where.append(rule[0])
            numbers.append(rule[1])
        layout, share, rooms = layouts.numbers(world.layout)
        return cls(
            layout=layout,
            share=share,
            rooms=rooms,
            shortest=world.min_path,
            longest=world.steps,
            where=np.array(where, np.int64),
            numbers=np.array(numbers, np.int64).reshape(-1, 4),
            names=np.array([name_key(kind.name) for kind, _ in kinds], np.uint64),
            nth=np.array([nth for _, nth in kinds], np.int64),
            pays=np.array([kind.pays for kind, _ in kinds], np.float64),
            ends=np.array([kind.ends for kind, _ in kinds], np.bool_),
            needs=np.array([keys.index(kind.needs) if kind.needs else -1 for kind, _ in kinds], np.int64),
            gives=np.array([keys.index(kind.gives) if kind.gives else -1 for kind, _ in kinds], np.int64),
            locked=any(kind.needs for kind, _ in kinds),
        )


class Scratch(NamedTuple):
    """Arrays (C,) that are written over for every attempt."""

    queue: NDArray[np.int32]
    eligible: NDArray[np.bool_]
    closed: NDArray[np.bool_]
    from_start: NDArray[np.int32]
    from_other: NDArray[np.int32]

    @classmethod
    def of(cls, cells: int) -> Scratch:
        """Make scratch space for arenas of that many cells."""
        queue, start, other = (np.empty(cells, np.int32) for _ in range(3))
        return cls(queue, np.zeros(cells, np.bool_), np.zeros(cells, np.bool_), start, other)
