from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest

from evosim.random.purposes_kernel import SHIFT
from evosim.random.reference import fold, stream
from evosim.scenario.schema import Shift
from evosim.scenario.shift import shifted
from evosim.worlds.grid.draw import NOVEL, draw_instances
from evosim.worlds.grid.reference import arena, falsified, populate
from evosim.worlds.grid.shift import shift_instances

DECOY = {"name": "decoy", "shows": {"red": 1}, "ends": True, "place": {"like": "door", "within": 1}}


@pytest.fixture(scope="module")
def novel(make_world: Any) -> Any:
    return draw_instances(make_world(), 4, 1, "novel", 40)


def after(make_world: Any, novel: Any, **shift: Any) -> Any:
    world = make_world()
    return shift_instances(novel, world, shifted(world, Shift.model_validate({"name": "s", **shift})), 4, 1)


def test_blue_doors_with_red_decoys(make_world: Any, novel: Any) -> None:
    found = after(make_world, novel, set={"world.object.door.shows": {"door": 1}}, add=[DECOY])
    lives = found.instances
    assert 0.5 * novel.starts.size < len(lives) <= novel.starts.size
    assert lives.kinds.names == ("door", "decoy")
    for m, life in enumerate(found.lives):
        n, j = divmod(int(life), 3)
        np.testing.assert_array_equal(lives.walls[m], novel.walls[n])
        assert lives.starts[m, 0] == novel.starts[n, j]
        door, decoy = lives.things[m].tolist()
        assert door == novel.things[n, 0]
        assert np.argwhere(lives.planes[m, 1:]).tolist() == [[0, door], [1, decoy]]
        maze = arena(frozenset(np.flatnonzero(~lives.walls[m]).tolist()), lives.stride)
        start = int(lives.starts[m, 0])
        far, near = (nx.shortest_path_length(maze, start, cell) for cell in (door, decoy))
        assert abs(far - near) <= 1
        assert nx.shortest_path_length(maze, start, decoy) + nx.shortest_path_length(maze, decoy, door) > far
        assert lives.path[m, 0] == far


def test_lives_without_room_are_left_out(make_world: Any, novel: Any) -> None:
    crowd = {**DECOY, "count": 3, "place": {"like": "door", "within": 0}}
    assert len(after(make_world, novel, add=[crowd]).instances) < len(after(make_world, novel, add=[DECOY]).instances)


def test_the_same_world_is_the_same(make_world: Any, novel: Any) -> None:
    found = after(make_world, novel)
    assert found.lives.tolist() == list(range(novel.starts.size))
    np.testing.assert_array_equal(found.instances.planes[::3], novel.planes)
    np.testing.assert_array_equal(found.instances.distance[::3], novel.distance)
    np.testing.assert_array_equal(found.instances.codes[::3], novel.codes)


def test_decoys_alone(make_world: Any, novel: Any) -> None:
    gone = {"world.object.door.shows": {}, "world.object.door.pays": 0.0, "world.object.door.ends": False}
    found = after(make_world, novel, set=gone, add=[DECOY])
    assert not (found.instances.kinds.pays > 0).any()
    assert not found.instances.planes[:, 1].any()
    assert (found.instances.planes[:, 2].sum(axis=1) == 1).all()


def test_another_arena(make_world: Any, novel: Any) -> None:
    found = after(make_world, novel, set={"world.size": 9, "world.layout": {"kind": "maze"}, "world.steps": 60})
    assert found.instances.size == 9
    assert found.instances.steps == 60
    assert len(found.instances) == 120
    again = after(make_world, novel, set={"world.size": 9, "world.layout": {"kind": "maze"}, "world.steps": 60})
    np.testing.assert_array_equal(found.instances.planes, again.instances.planes)


def test_walls_shown_falsely(make_world: Any, novel: Any) -> None:
    found = after(make_world, novel, set={"world.false_walls": 0.2})
    lives = found.instances
    shown, true = lives.planes[:, 0, lives.cells] > 0, lives.walls[:, lives.cells]
    assert 0.15 < (shown != true).mean() < 0.2
    np.testing.assert_array_equal(lives.walls[::3], novel.walls)
    for m in range(len(lives)):
        for cell in (*lives.things[m], *lives.starts[m]):
            assert not lives.planes[m, 0, cell]
    assert (lives.planes[:, 0].reshape(-1, 9, 9)[:, 0] == 1).all()


@pytest.mark.parametrize(("share", "hidden"), [(0.0, 0), (1 / 40, 1), (0.25, 10), (1.0, 40)])
def test_hidden_features(make_world: Any, share: float, hidden: int) -> None:
    door = {"name": "door", "shows": {"door": 1, "red": 1}, "pays": 1.0, "ends": True, "hides": {"red": share}}
    drawn = draw_instances(make_world(object=[door], instances=40), 4, 1)
    assert (drawn.planes[:, 2].sum(axis=1) == 0).sum() == hidden
    assert (drawn.planes[:, 1].sum(axis=1) == 1).all()


PLACES: dict[str, Any] = {
    "anywhere": "anywhere", "region": {"region": [0, 0, 3, 6]}, "like": {"like": "door", "within": 2},
    "path": {"path": [2, 5]}, "aside": {"path": [1, 6], "aside": "door"},
}  # fmt: skip


@pytest.mark.parametrize("count", [1, 4])
@pytest.mark.parametrize("ends", [True, False])
@pytest.mark.parametrize("place", PLACES)
def test_kernel_and_twin_place_the_same(make_world: Any, novel: Any, place: str, ends: bool, count: int) -> None:
    decoy = {**DECOY, "place": PLACES[place], "ends": ends, "count": count}
    world = make_world()
    changed = shifted(world, Shift.model_validate({"name": "s", "add": [decoy]}))
    found = shift_instances(novel, world, changed, 4, 1)
    expected = {}
    for life in range(novel.starts.size):
        n, j = divmod(life, 3)
        free = frozenset(np.flatnonzero(~novel.walls[n]).tolist())
        key = fold(fold(stream(4, 1, NOVEL, n), SHIFT), j)
        things = [*novel.things[n].tolist(), *[-1] * count]
        expected[life] = populate(changed, key, free, things, [int(novel.starts[n, j])])
    assert found.lives.tolist() == [life for life, one in expected.items() if one]
    for m, life in enumerate(found.lives.tolist()):
        one = expected[life]
        assert one is not None
        assert found.instances.things[m].tolist() == one.things
        assert dict(enumerate(found.instances.distance[m].tolist())) == {
            cell: one.distance.get(cell, -1) for cell in range(81)
        }


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_kernel_and_twin_lie_the_same(make_world: Any, novel: Any, share: float) -> None:
    lives = after(make_world, novel, set={"world.false_walls": share}).instances
    for m in range(len(lives)):
        free = frozenset(np.flatnonzero(~lives.walls[m]).tolist())
        kept = {*lives.things[m].tolist(), *lives.starts[m].tolist()}
        shown = set(np.flatnonzero(lives.planes[m, 0]).tolist()) & set(lives.cells.tolist())
        assert shown == falsified(stream(4, 1, NOVEL, m // 3), share, free, kept, 7)


def test_after_a_shift_nobody_meets_what_it_was_trained_on(make_world: Any) -> None:
    world = make_world(size=3, layout={"walls": 0.2}, min_path=1, starts=1)
    training = draw_instances(world, 4, 1, count=60)
    novel = draw_instances(world, 4, 1, "novel", 40, unlike=training)
    changed = shifted(world, Shift.model_validate({"name": "s", "set": {"world.min_path": 2}}))
    found = shift_instances(novel, world, changed, 4, 1, training).instances
    known = {(walls.tobytes(), things.tobytes()) for walls, things in zip(training.walls, training.things, strict=True)}
    drawn = {(walls.tobytes(), things.tobytes()) for walls, things in zip(found.walls, found.things, strict=True)}
    assert not known & drawn
