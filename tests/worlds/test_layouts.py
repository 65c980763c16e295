from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evosim.worlds.grid import layouts
from evosim.worlds.grid.layouts import kernel, reference
from evosim.worlds.grid.options import Maze, Open, Rooms
from evosim.worlds.grid.reference import arena

LAYOUTS = st.one_of(
    st.builds(lambda share: Open(walls=share), st.floats(0, 0.9)),
    st.builds(lambda share: Maze(kind="maze", loops=share), st.floats(0, 1)),
    st.builds(lambda rooms: Rooms(kind="rooms", rooms=rooms), st.integers(2, 4)),
)


def lay(layout: Any, size: int, seed: int) -> np.ndarray:
    walls = np.empty((size + 2) ** 2, np.uint8)
    kernel.lay(np.uint64(seed), *layouts.numbers(layout), size + 2, walls)
    return walls


@given(LAYOUTS, st.integers(2, 12), st.integers(0, 2**63))
def test_kernel_and_twin_lay_the_same(layout: Any, size: int, seed: int) -> None:
    if isinstance(layout, Rooms) and layout.rooms > (size + 1) // 2:
        return
    free = {divmod(int(cell), size + 2) for cell in np.flatnonzero(lay(layout, size, seed) == 0)}
    assert free == reference.lay(layout, size, seed)


@pytest.mark.parametrize("size", [3, 7, 8, 15])
def test_a_perfect_maze_is_a_tree_over_its_chambers(size: int) -> None:
    seen = set()
    for seed in range(20):
        walls = lay(Maze(kind="maze"), size, seed)
        maze = arena(frozenset(np.flatnonzero(walls == 0).tolist()), size + 2)
        chambers = ((size + 1) // 2) ** 2
        assert nx.is_tree(maze)
        assert len(maze) == 2 * chambers - 1
        seen.add(walls.tobytes())
    assert len(seen) > (1 if size == 3 else 15)


def test_loops_open_walls_between_chambers() -> None:
    def ways(loops: float) -> list[int]:
        mazes = [lay(Maze(kind="maze", loops=loops), 9, seed) for seed in range(30)]
        return [nx.number_of_edges(arena(frozenset(np.flatnonzero(w == 0).tolist()), 11)) for w in mazes]

    assert np.mean(ways(0.0)) < np.mean(ways(0.3)) < np.mean(ways(1.0)) == 2 * 2 * 5 * 4


@pytest.mark.parametrize(("size", "rooms"), [(7, 2), (11, 3), (9, 2), (7, 4), (8, 3)])
def test_rooms_are_connected_and_walled(size: int, rooms: int) -> None:
    for seed in range(10):
        walls = lay(Rooms(kind="rooms", rooms=rooms), size, seed)
        house = arena(frozenset(np.flatnonzero(walls == 0).tolist()), size + 2)
        assert nx.is_connected(house)
        doors = 2 * rooms * (rooms - 1)
        assert (walls.reshape(size + 2, -1)[1:-1, 1:-1] == 1).sum() == 2 * (rooms - 1) * size - (rooms - 1) ** 2 - doors
