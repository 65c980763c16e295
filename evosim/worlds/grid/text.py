"""Instances as text: ``#`` wall, ``.`` floor, ``@`` start, a letter for each kind of object. It reads back, too."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from evosim.worlds.grid.instances import CODE, Instances, Kinds, show
from evosim.worlds.grid.kernel import way_home
from evosim.worlds.grid.options import World
from evosim.worlds.grid.reference import arena, each, unlocks
from evosim.worlds.grid.rules import Rules, Scratch

WALL, FLOOR, START = "#", ".", "@"


def letters(kinds: Kinds) -> tuple[str, ...]:
    """A capital for each kind: the first free letter of its name, else of the alphabet."""
    taken: list[str] = []
    for name in kinds.names:
        taken.append(next(c for c in name.upper() + "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if c.isalpha() and c not in taken))
    return tuple(taken)


def draw_text(
    instances: Instances, n: int = 0, things: NDArray[np.int32] | None = None, agent: int | None = None
) -> str:
    """Print instance ``n`` with its ring of walls, a line per row.

    Of a moment in a life ``things`` (T,) are the cells where things are, −1 while they are away, and ``agent`` is the
    cell where the agent stands; without them things stand where they do at the start, and all starts are shown.
    """
    symbols = np.where(instances.walls[n], WALL, FLOOR)
    names = letters(instances.kinds)
    if agent is None:
        symbols[instances.starts[n]] = START
    for kind, cell in zip(instances.kinds.of_thing, instances.things[n] if things is None else things, strict=True):
        if cell >= 0:
            symbols[cell] = names[kind]
    if agent is not None:
        symbols[agent] = START
    return "\n".join("".join(row) for row in symbols.reshape(instances.stride, -1))


def read_text(text: str, world: World) -> Instances:
    """Read an instance of ``world`` that ``draw_text`` printed; starts come in reading order, its code is zero.

    Raises
    ------
    ValueError
        If the text is not a square with a ring of walls, has other symbols, or other things than the world.
    """
    kinds = Kinds.of(world)
    rows = text.split()
    stride = world.size + 2
    if len(rows) != stride or any(len(row) != stride for row in rows):
        raise ValueError(f"expected {stride} rows of {stride} symbols; got {[len(row) for row in rows]}")
    symbols = np.array([list(row) for row in rows]).ravel()
    names = letters(kinds)
    unknown = set(symbols.tolist()) - {WALL, FLOOR, START, *names}
    if unknown:
        raise ValueError(f"expected {WALL} {FLOOR} {START} {' '.join(names)}; got {' '.join(sorted(unknown))}")
    walls = symbols == WALL
    square = walls.reshape(stride, stride)
    if not (square[0].all() and square[-1].all() and square[:, 0].all() and square[:, -1].all()):
        raise ValueError("expected walls all around; got an opening in the ring")
    places = [np.flatnonzero(symbols == name) for name in names]
    for name, place, count in zip(kinds.names, places, kinds.counts, strict=True):
        if len(place) != count:
            raise ValueError(f"expected {count} of {name!r}; got {len(place)}")
    things = np.concatenate(places).astype(np.int32)[None]
    starts = np.flatnonzero(symbols == START).astype(np.int32)[None]
    shows = kinds.shows[kinds.of_thing][None]
    if any(kind.needs for kind in world.object):
        graph = arena(frozenset(np.flatnonzero(~walls).tolist()), stride)
        for start in starts[0].tolist():
            if not unlocks(each(world), things[0].tolist(), start, graph):
                row, column = divmod(start, stride)
                raise ValueError(f"expected a key before every lock; from row {row}, column {column} there is no way")
    return Instances(
        kinds=kinds,
        size=world.size,
        steps=world.steps,
        lives=world.lives,
        shaping=world.shaping,
        step_cost=world.step_cost,
        walls=walls[None],
        things=things,
        starts=starts,
        distance=_distance(walls, world, things[0])[None],
        codes=np.zeros((1, CODE), np.float32),
        planes=show(walls[None], things, shows),
        entry=np.full(1, -1, np.int32),
        shows=shows,
        keys=np.zeros(1, np.uint64),
    )


def _distance(walls: NDArray[np.bool_], world: World, things: NDArray[np.int32]) -> NDArray[np.int32]:
    distance = np.empty(walls.size, np.int32)
    way_home(Rules.of(world), things, walls.astype(np.uint8), world.size + 2, distance, Scratch.of(walls.size))
    return distance
