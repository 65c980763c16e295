from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evosim.worlds.grid.distances import from_starts, manhattan
from evosim.worlds.grid.draw import Impossible, draw_instances
from evosim.worlds.grid.instances import Instances
from evosim.worlds.grid.reference import arena, draw_instance

DECOYS = [
    {"name": "door", "shows": {"door": 1, "red": 1}, "pays": 1.0, "ends": True},
    {"name": "decoy", "shows": {"red": 1}, "ends": True, "place": {"like": "door", "within": 1}},
    {"name": "coin", "shows": {"gold": 2}, "pays": 0.5, "count": 2},
    {"name": "pit", "shows": {"dark": 1}, "pays": -1.0, "ends": True},
]


def graph(instances: Instances, n: int) -> nx.Graph:
    return arena(frozenset(np.flatnonzero(~instances.walls[n]).tolist()), instances.stride)


LAYOUTS = st.one_of(
    st.builds(lambda share: {"kind": "open", "walls": share}, st.floats(0, 0.4)),
    st.builds(lambda share: {"kind": "maze", "loops": share}, st.sampled_from([0.0, 0.3, 1.0])),
    st.builds(lambda rooms: {"kind": "rooms", "rooms": rooms}, st.integers(2, 3)),
)
PLACES = [
    None,
    {"path": [2, 5]},
    {"path": [1, 6], "aside": "door"},
    {"like": "door", "within": 1},
    {"region": [0, 1, 4, 4]},
]


@settings(max_examples=80, deadline=None)
@given(
    size=st.integers(5, 9),
    layout=LAYOUTS,
    place=st.sampled_from(PLACES),
    starts=st.integers(1, 3),
    shortest=st.integers(1, 4),
    rich=st.booleans(),
    seed=st.integers(0, 2**40),
)
def test_kernel_and_twin_draw_the_same(
    make_world: Any, size: int, layout: Any, place: Any, starts: int, shortest: int, rich: bool, seed: int
) -> None:
    keys: dict[str, Any] = {"object": DECOYS} if rich and size > 5 else {}
    if place:
        keys["object"] = [*DECOYS[:1], {"name": "extra", "shows": {"x": 1}, "count": 2, "place": place}]
    world = make_world(size=size, layout=layout, starts=starts, min_path=shortest, instances=3, **keys)
    twins = [draw_instance(world, seed, 4, 0, i, 60) for i in range(3)]
    if None in twins:
        return  # not every world is possible, and plain Python is slow to find out
    drawn = draw_instances(world, seed, 4)
    for n, twin in enumerate(twins):
        assert twin is not None
        assert set(np.flatnonzero(~drawn.walls[n])) == twin.free
        assert drawn.things[n].tolist() == twin.things
        assert drawn.starts[n].tolist() == twin.starts
        assert drawn.codes[n].tolist() == twin.code
        assert [twin.distance.get(c, -1) for c in range(drawn.stride**2)] == drawn.distance[n].tolist()


def test_solvable_by_construction(make_world: Any) -> None:
    world = make_world(instances=60)
    drawn = draw_instances(world, 3, 1)
    assert drawn.path.min() >= world.min_path
    assert drawn.path.max() <= world.steps
    for n in range(len(drawn)):
        maze, door = graph(drawn, n), int(drawn.things[n, 0])
        assert len(set(drawn.starts[n])) == world.starts
        for j, start in enumerate(drawn.starts[n].tolist()):
            assert nx.shortest_path_length(maze, start, door) == drawn.path[n, j]


def test_like_is_neither_on_the_others_way_nor_much_nearer(make_world: Any) -> None:
    drawn = draw_instances(make_world(instances=40, object=DECOYS[:2], starts=2), 5, 0)
    for n in range(len(drawn)):
        maze = graph(drawn, n)
        door, decoy = drawn.things[n].tolist()
        for start in drawn.starts[n].tolist():
            far, near = (nx.shortest_path_length(maze, start, cell) for cell in (door, decoy))
            assert abs(far - near) <= 1
            assert all(decoy not in path for path in nx.all_shortest_paths(maze, start, door))
            assert all(door not in path for path in nx.all_shortest_paths(maze, start, decoy))


def test_like_a_goal_that_cannot_be_reached(make_world: Any) -> None:
    # Found by the property above: a start may lead to another paying thing than the one that "like" names.
    world = make_world(size=6, layout={"walls": 0.25}, starts=1, min_path=1, instances=3, object=DECOYS)
    drawn = draw_instances(world, 1, 4)
    for n in range(3):
        maze = graph(drawn, n)
        assert nx.has_path(maze, int(drawn.starts[n, 0]), int(drawn.things[n, 0]))


def test_nested_and_paired(make_world: Any) -> None:
    few, many = (draw_instances(make_world(instances=n), 9, 2) for n in (4, 64))
    for name in ("walls", "things", "starts", "distance", "codes"):
        np.testing.assert_array_equal(getattr(few, name), getattr(many, name)[:4])
    other = draw_instances(make_world(instances=4), 9, 3)
    assert (other.walls != few.walls).any()


def test_adding_an_object_moves_no_other(make_world: Any) -> None:
    one, two = (draw_instances(make_world(instances=30, min_path=3, object=DECOYS[:1] + extra), 9, 2)
                for extra in ([], [{**DECOYS[2], "count": 1, "pays": 0.0}]))  # fmt: skip
    same = (one.walls == two.walls).all(axis=1)
    assert same.mean() > 0.8  # an attempt may fail for want of room
    clear = same & (one.things[:, 0] == two.things[:, 0])
    assert clear.sum() >= same.sum() - 3  # unless the new object was to stand where the door stands


def test_novel_instances_are_never_training_ones(make_world: Any) -> None:
    world = make_world(size=3, min_path=2, layout={"walls": 0.1}, starts=1, instances=60)
    training = draw_instances(world, 1, 0)
    novel = draw_instances(world, 1, 0, "novel", 64, unlike=training)
    seen = {training.walls[n].tobytes() + training.things[n].tobytes() for n in range(60)}
    assert not any(novel.walls[n].tobytes() + novel.things[n].tobytes() in seen for n in range(64))
    assert (novel.entry == -1).all()
    assert training.entry.tolist() == list(range(60))


def test_impossible_world(make_world: Any) -> None:
    with pytest.raises(Impossible, match="no training instance 0"):
        draw_instances(make_world(layout={"walls": 0.0}, min_path=20), 1, 0)


def test_distances(make_world: Any) -> None:
    drawn = draw_instances(make_world(instances=5), 2, 0)
    far, straight = from_starts(drawn), manhattan(drawn)
    for n in range(5):
        lengths = nx.single_source_shortest_path_length(graph(drawn, n), int(drawn.starts[n, 1]))
        assert far[n, 1].tolist() == [lengths.get(c, -1) for c in range(drawn.stride**2)]
    assert (far[far >= 0] >= straight[far >= 0]).all()
    assert straight[0, 0, drawn.starts[0, 0]] == 0


def test_planes_and_blocks(make_world: Any) -> None:
    drawn = draw_instances(make_world(instances=20, object=DECOYS, min_path=3), 2, 0)
    assert drawn.kinds.planes == ("wall", "door", "red", "gold", "dark")
    assert drawn.planes[:, 3].sum() == 20 * 2 * 2
    blocks = drawn.blocks()
    assert blocks.planes.shape == (2, 5, 61 * 16)
    lanes = blocks.planes.reshape(2, 5, 61, 16)
    np.testing.assert_array_equal(lanes[1, :, :, 3], drawn.planes[19][:, 10:71])
    assert not lanes[1, :, :, 4:].any()


@pytest.mark.parametrize(("n", "lanes", "blocks"), [(1, 1, 1), (2, 2, 1), (3, 4, 1), (9, 16, 1), (17, 16, 2)])
def test_blocks_are_as_wide_as_they_need_be(make_world: Any, n: int, lanes: int, blocks: int) -> None:
    drawn = draw_instances(make_world(instances=n), 1, 0)
    found = drawn.blocks()
    assert (found.lanes, 1 << found.shift) == (lanes, lanes)
    assert found.walls.shape == (blocks, 81 * lanes)
    for row in range(n):
        b, lane = divmod(row, lanes)
        np.testing.assert_array_equal(found.distance[b, lane::lanes], drawn.distance[row])
