"""Instances of a grid world, as arrays with one row each, and as the blocks that kernels read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.worlds.grid.options import Object, World
from evosim.worlds.grid.planes import planes as seen
from evosim.worlds.grid.senses import SIGNALS

LANES = 16
ACTIONS = ("north", "east", "south", "west")
ATTEMPTS = 10_000  # at one instance, before a world is called impossible
CODE = 6  # numbers in an instance's code, which generators read


class Kinds(NamedTuple):
    """The table of objects, one entry per kind (O,)."""

    names: tuple[str, ...]
    counts: tuple[int, ...]
    pays: NDArray[np.float64]
    ends: NDArray[np.bool_]
    shows: NDArray[np.float32]  # (O, K): what each plane shows where such an object stands
    planes: tuple[str, ...]  # K names, ``wall`` first
    objects: tuple[Object, ...]  # what else is said of them
    built_in: tuple[str, ...] = ()  # the last of the planes, which are of no object

    @classmethod
    def of(cls, world: World, planes: tuple[str, ...] | None = None, built_in: tuple[str, ...] = ()) -> Kinds:
        """Read the table of ``world``.

        Planes are ``wall`` and every feature that an object shows, in order of mention, unless others are given:
        features without a plane are invisible, also where a sense that is of no object has their name.
        """
        planes = planes or seen(world, built_in)
        if planes[len(planes) - len(built_in) :] != built_in:
            raise ValueError(f"expected the planes {', '.join(built_in)} last; got {', '.join(planes)}")
        features = planes[: len(planes) - len(built_in)]
        none = [0.0] * len(built_in)
        shows = [[*(kind.shows.get(plane, 0.0) for plane in features), *none] for kind in world.object]
        return cls(
            names=tuple(kind.name for kind in world.object),
            counts=tuple(kind.count for kind in world.object),
            pays=np.array([kind.pays for kind in world.object], np.float64),
            ends=np.array([kind.ends for kind in world.object], np.bool_),
            shows=np.array(shows, np.float32),
            planes=planes,
            objects=world.object,
            built_in=built_in,
        )

    @property
    def features(self) -> int:
        """How many of the planes, the first, say what stands on a cell; all others are built in."""
        return len(self.planes) - len(self.built_in)

    @property
    def signals(self) -> tuple[str, ...]:
        """The last of the planes, which show one number on all cells and change in a life."""
        return tuple(name for name in self.built_in if name in SIGNALS)

    @property
    def of_thing(self) -> NDArray[np.int64]:
        """(T,) the kind of each thing."""
        return np.repeat(np.arange(len(self.names)), self.counts)


class Unmoved(NamedTuple):
    """In the place of ``Things`` where only the agent moves."""

    on: bool


class Blocks(NamedTuple):
    """What a kernel reads: whatever a cell holds in B blocks of L instances, whose lanes are side by side.

    L is 16, or where there are fewer instances the next power of two; empty lanes are all zero.
    """

    planes: NDArray[np.float32]  # (B, K, S·L): of the S cells from the first unit to the last
    walls: NDArray[np.uint8]  # (B, C·L)
    touch: NDArray[np.int16]  # (B, C·L): 1 + the thing that stands there, or 0
    distance: NDArray[np.int32]  # (B, C·L): steps to the nearest paying thing, −1 where there is no way
    starts: NDArray[np.int32]  # (N, J): cells
    codes: NDArray[np.float32]  # (N, 6)
    entry: NDArray[np.int32]  # (N,): the row of a table of habits, −1 where it has none
    cells: NDArray[np.int32]  # (Q,): the cell of each unit
    units: NDArray[np.int32]  # (C,): the unit of each cell, −1 on the ring
    pays: NDArray[np.float64]  # (T,)
    ends: NDArray[np.bool_]  # (T,)
    aims: NDArray[np.float64]  # what the mean return in each instance is measured against, or empty
    stride: int  # size + 2
    lanes: int  # L
    shift: int  # its logarithm to base 2
    steps: int
    lives: int  # from each start, one after another
    shaping: float
    inert: bool  # whether things neither pay nor end a life
    features: int  # of the planes, the first: those that say what stands on a cell
    signals: NDArray[np.int64]  # the plane of each signal there can be, or −1; these planes are the last
    things: Any = Unmoved(True)  # or the ``Things`` of a world that moves


@dataclass(frozen=True, eq=False, repr=False)
class Instances:
    """N instances of one world.

    Attributes
    ----------
    walls : (N, C) bool
    things : (N, T) int32, cell of each thing
    starts : (N, J) int32, cells
    distance : (N, C) int32, steps to the nearest paying thing; −1 where there is none
    codes : (N, 6) float32 in [−1, 1)
    planes : (N, K, C) float32, what the brain is given
    entry : (N,) int32, the row of an instance in a table of habits; −1 for novel ones, for which it has none
    shows : (N, T, K) float32, what each plane shows where a thing stands
    keys : (N,) uint64, what happens by chance in lives is drawn from
    """

    kinds: Kinds
    size: int
    steps: int
    lives: int
    shaping: float
    step_cost: float
    walls: NDArray[np.bool_]
    things: NDArray[np.int32]
    starts: NDArray[np.int32]
    distance: NDArray[np.int32]
    codes: NDArray[np.float32]
    planes: NDArray[np.float32]
    entry: NDArray[np.int32]
    shows: NDArray[np.float32]
    keys: NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.walls)

    def __repr__(self) -> str:
        return f"Instances({len(self)} arenas of {self.size} × {self.size} cells, {self.starts.shape[1]} starts)"

    @property
    def still(self) -> bool:
        """Whether nothing but the agent ever changes, and steps are free."""
        return self.step_cost == 0 and all(thing.lasts for thing in self.kinds.objects)

    @property
    def goals_stay(self) -> bool:
        """Whether what pays stands all life long where it stands at its start, and no lock bars the way."""
        objects = self.kinds.objects
        stays = all(thing.moves.kind == "still" and not thing.eaten for thing in objects if thing.pays > 0)
        return stays and all(thing.needs is None for thing in objects)

    @property
    def stride(self) -> int:
        """Cells in a row of the padded arena."""
        return self.size + 2

    @property
    def moves(self) -> NDArray[np.int64]:
        """(A,) what each action adds to the cell: north, east, south, west."""
        return np.array([-self.stride, 1, self.stride, -1])

    @cached_property
    def cells(self) -> NDArray[np.int32]:
        """(Q,) the cell of each unit, row by row."""
        inside = np.arange(1, self.size + 1)
        return (inside[:, None] * self.stride + inside[None, :]).ravel().astype(np.int32)

    @cached_property
    def units(self) -> NDArray[np.int32]:
        """(C,) the unit of each cell, −1 on the ring."""
        units = np.full(self.stride**2, -1, np.int32)
        units[self.cells] = np.arange(len(self.cells))
        return units

    @cached_property
    def touch(self) -> NDArray[np.int16]:
        """(N, C) 1 + the thing that stands on a cell, or 0."""
        touch = np.zeros(self.walls.shape, np.int16)
        for thing in range(self.things.shape[1]):
            touch[np.arange(len(self)), self.things[:, thing]] = thing + 1
        return touch

    @property
    def paying(self) -> list[int]:
        """The things that pay."""
        return [thing for thing, kind in enumerate(self.kinds.of_thing) if self.kinds.pays[kind] > 0]

    @property
    def path(self) -> NDArray[np.int32]:
        """(N, J) length of the shortest path from each start to a paying thing."""
        return np.take_along_axis(self.distance, self.starts, axis=1)

    def blocks(self, inert: bool = False) -> Blocks:
        """The same instances as kernels read them, with things that last."""
        of_thing = self.kinds.of_thing
        lanes = min(LANES, 1 << (len(self) - 1).bit_length())
        return Blocks(
            planes=side_by_side(self.planes[:, :, self.cells[0] : self.cells[-1] + 1], lanes),
            walls=side_by_side(self.walls.astype(np.uint8), lanes),
            touch=side_by_side(self.touch, lanes),
            distance=side_by_side(self.distance, lanes),
            starts=self.starts,
            codes=self.codes,
            entry=self.entry,
            cells=self.cells,
            units=self.units,
            pays=self.kinds.pays[of_thing],
            ends=self.kinds.ends[of_thing],
            aims=np.empty(0),
            stride=self.stride,
            lanes=lanes,
            shift=lanes.bit_length() - 1,
            steps=self.steps,
            lives=self.lives,
            shaping=self.shaping,
            inert=inert,
            features=self.kinds.features,
            signals=np.array([signal_plane(self.kinds, name) for name in SIGNALS], np.int64),
        )

    def apart(self) -> Instances:
        """The same lives with one start each: those of an instance stand one after another."""
        n, j = self.starts.shape
        return self.take(np.repeat(np.arange(n), j), self.starts.reshape(-1, 1))

    def take(self, rows: Sequence[int] | NDArray[np.int64], starts: NDArray[np.int32] | None = None) -> Instances:
        """Copies of the named rows, in that order, with other starts (len(rows), J) where given."""
        rows = np.asarray(rows, np.int64)
        return replace(
            self,
            walls=self.walls[rows],
            things=self.things[rows],
            starts=self.starts[rows] if starts is None else np.ascontiguousarray(starts, dtype=np.int32),
            distance=self.distance[rows],
            codes=self.codes[rows],
            planes=self.planes[rows].copy(),
            entry=self.entry[rows],
            shows=self.shows[rows],
            keys=self.keys[rows],
        )


def signal_plane(kinds: Kinds, name: str) -> int:
    """The number of the plane of a signal, or −1."""
    return kinds.planes.index(name, kinds.features) if name in kinds.signals else -1


def show(
    walls: NDArray[np.bool_], things: NDArray[np.int32], shows: NDArray[np.float32]
) -> NDArray[np.float32]:
    """(N, K, C) the planes that walls and things give rise to."""
    planes = np.zeros((len(walls), shows.shape[2], walls.shape[1]), np.float32)
    planes[:, 0] = walls
    rows = np.arange(len(walls))
    for thing in range(things.shape[1]):
        planes[rows, :, things[:, thing]] += shows[:, thing]
    return planes


def side_by_side(rows: NDArray[Any], lanes: int) -> NDArray[Any]:
    """Rows (N, …, C) in blocks (B, …, C·L) of L lanes, the last filled up with zeros."""
    count = -(-len(rows) // lanes)
    whole = np.zeros((count * lanes, *rows.shape[1:]), rows.dtype)
    whole[: len(rows)] = rows
    blocks = np.moveaxis(whole.reshape(count, lanes, *rows.shape[1:]), 1, -1)
    return np.ascontiguousarray(blocks).reshape(*blocks.shape[:-2], -1)
