"""Worlds that move: kernels live as the slow twin does."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evosim.life import Agent
from evosim.organs.blueprint import Blueprint
from evosim.probes.zoo import Walker
from evosim.worlds.grid.draw import draw_instances
from evosim.worlds.grid.reference import arena, draw_instance, each, unlocks
from evosim.worlds.grid.text import draw_text, read_text
from evosim.worlds.grid.things.reference import Course
from tests.life.grid.general_twin import SlowCortex, live

AFTER = st.sampled_from(["agent", "door", "ant", "prey"])
MOVES = st.one_of(
    st.just({"kind": "still"}),
    st.builds(lambda every: {"kind": "random", "every": every}, st.integers(1, 3)),
    st.builds(
        lambda kind, what, every: {"kind": kind, "what": what, "every": every},
        st.sampled_from(["chase", "flee", "plan"]), AFTER, st.integers(1, 2),
    ),
)  # fmt: skip
THING = st.fixed_dictionaries(
    {
        "pays": st.sampled_from([0.0, 0.5, -1.0]),
        "repeats": st.booleans(),
        "ends": st.sampled_from([False, False, True]),
        "eaten": st.booleans(),
        "moves": MOVES,
        "count": st.integers(1, 2),
        "gives": st.sampled_from([None, "brass"]),
        "needs": st.sampled_from([None, None, "brass"]),
    },
    optional={"regrows": st.builds(
        lambda after, where: {"after": after, "where": where}, st.integers(1, 4), st.sampled_from(["here", "elsewhere"])
    )},
)  # fmt: skip


def objects(thing: dict[str, Any], other: dict[str, Any]) -> list[dict[str, Any]]:
    """A door, and two kinds of other things."""
    clean = [{key: value for key, value in one.items() if value is not None} for one in (thing, other)]
    return [
        {"name": "door", "shows": {"door": 1.0}, "pays": 1.0, "ends": True},
        {"name": "ant", "shows": {"red": 0.7}, **clean[0]},
        {"name": "prey", "shows": {"door": 0.3, "blue": 1.0}, **clean[1]},
    ]


@pytest.mark.long
@settings(max_examples=60, deadline=None)
@given(THING, THING, st.sampled_from([0, 1]), st.sampled_from([0.0, 0.01]), st.integers(1, 2), st.integers(0, 10**6))
def test_kernel_and_twin_live_the_same(
    make_settings: Any, thing: Any, other: Any, sight: int, cost: float, lives: int, seed: int
) -> None:
    found = make_settings(
        {
            "size": 5, "instances": 5, "starts": 2, "steps": 15, "lives": lives, "min_path": 1, "step_cost": cost,
            "object": objects(thing, other),
        },
        brain={"organs": ["cortex"], "sight": sight, "cortex": {"ticks": 4, "think": "step", "state": "kept"}},
    )  # fmt: skip
    blueprint = Blueprint.of(found)
    instances = draw_instances(found.world, seed, 0, planes=blueprint.planes)
    assert instances.still == found.world.still
    rng = np.random.default_rng(seed)
    genome = rng.normal(size=blueprint.length).astype(np.float32)
    agent = Agent(genome, blueprint)
    twin = live(agent, instances, [lambda n: SlowCortex(agent)])
    lives_found = agent.live(instances)
    np.testing.assert_array_equal(lives_found.trails, twin[0])
    np.testing.assert_array_equal(lives_found.reached, twin[1])
    np.testing.assert_array_equal(lives_found.won, twin[2])


def lay(make_world: Any, text: str, *things: dict[str, Any], **keys: Any) -> Any:
    """An instance that is drawn by hand, with a door that pays in it."""
    door = {"name": "door", "shows": {"door": 1}, "pays": 1.0, "ends": True}
    rows = len(text.split())
    return read_text(
        text, make_world(size=rows - 2, starts=1, min_path=1, object=[door, *things], **{"steps": 12, **keys})
    )


WAITING = Walker("waiting", lambda view, cell: None)


def goes(*actions: int | None) -> Walker:
    """A walker that takes these actions, one after another, and then waits."""
    return Walker("given", lambda view, cell: [*actions, None][min(len(view.trail) - 1, len(actions))])


def test_what_plans_catches_what_stands_in_exactly_its_distance(make_world: Any) -> None:
    settings = {"size": 9, "instances": 20, "min_path": 8, "layout": {"walls": 0.3}}
    wolf = {"name": "wolf", "shows": {"fur": 1}, "ends": True, "pays": -1.0, "moves": {"kind": "plan"}}
    for every in (1, 3):
        world = make_world(
            **settings, steps=200, object=[
                {"name": "door", "shows": {"door": 1}, "pays": 1.0, "ends": True},
                {**wolf, "moves": {"kind": "plan", "every": every}},
            ],
        )  # fmt: skip
        instances = draw_instances(world, 3, 0)
        caught = WAITING.live(instances)
        for n, j in np.ndindex(instances.starts.shape):
            free = frozenset(np.flatnonzero(~instances.walls[n]).tolist())
            try:
                far = nx.shortest_path_length(
                    arena(free, instances.stride), int(instances.starts[n, j]), int(instances.things[n, 1])
                )
            except nx.NetworkXNoPath:
                assert caught.reached[n, j] == -1
                continue
            assert caught.reached[n, j] == 1
            assert caught.lengths[n, j] == far * every
            assert caught.earned[n, j] == -1.0


def test_what_plans_goes_for_other_things_and_eats_them(make_world: Any) -> None:
    cat = {"name": "cat", "shows": {"fur": 1}, "moves": {"kind": "plan", "what": "mouse"}}
    mouse = {"name": "mouse", "shows": {"tail": 1}, "pays": 0.5, "eaten": True, "moves": {"kind": "still"}}
    instances = lay(make_world, "##### #C..# #.#M# #@.D# #####", cat, mouse)
    course = Course(instances, 0, int(instances.starts[0, 0]))
    here = int(instances.starts[0, 0])
    for _ in range(3):
        course.step(here, here)
    assert course.at == {0: 18, 1: 13}  # the cat stands where the mouse was, and that is gone
    assert not course.won


def test_chase_and_flee(make_world: Any) -> None:
    """On open ground one comes nearer with each step; the other goes into a corner and stays there."""
    hound = {"name": "hound", "shows": {"fur": 1}, "moves": {"kind": "chase"}}
    hare = {"name": "xhare", "shows": {"ears": 1}, "moves": {"kind": "flee"}}
    instances = lay(make_world, "####### #@...H# #.....# #..X..# #.....# #....D# #######", hound, hare)
    here = int(instances.starts[0, 0])
    course = Course(instances, 0, here)
    apart = [course._apart(course.at[1], here)]
    for _ in range(6):
        course.step(here, here)
        apart.append(course._apart(course.at[1], here))
    assert apart == [4, 3, 2, 1, 0, 0, 0]
    assert course.at[2] == 5 * 7 + 5  # in the corner furthest away, where the door stands


def test_a_key_opens_its_lock_and_no_other(make_world: Any) -> None:
    gate = {"name": "gate", "shows": {"gate": 1}, "needs": "brass"}
    key = {"name": "key", "shows": {"key": 1}, "gives": "brass", "eaten": True}
    instances = lay(make_world, "##### #K@G# ###.# ###D# #####", gate, key)
    east, west, south = 1, 3, 2
    refused = goes(east, east, south, south).live(instances)
    assert not refused.won[0, 0]
    assert refused.touches.tolist() == [[[0, 0, 0]]]
    opened = goes(west, east, east, south, south).live(instances)
    assert opened.won[0, 0]
    assert opened.lengths[0, 0] == 5
    with pytest.raises(ValueError, match="expected a key before every lock"):
        lay(make_world, "##### #.@G# ###K# ###D# #####", gate, key)


def test_locks_are_drawn_with_a_key_before_them(make_world: Any) -> None:
    objects = [
        {"name": "door", "shows": {"door": 1}, "pays": 1.0, "ends": True},
        {"name": "gate", "shows": {"gate": 1}, "needs": "brass", "count": 3},
        {"name": "key", "shows": {"key": 1}, "gives": "brass"},
    ]
    locked = 0
    for seed in range(3):
        world = make_world(size=5, instances=10, min_path=3, starts=2, layout={"kind": "maze"}, object=objects)
        instances = draw_instances(world, seed, 0)
        for n in range(10):
            twin = draw_instance(world, seed, 0, 0, n, 10_000)
            assert twin is not None
            assert (twin.things, twin.starts) == (instances.things[n].tolist(), instances.starts[n].tolist())
            free = frozenset(np.flatnonzero(~instances.walls[n]).tolist())
            for start in instances.starts[n].tolist():
                assert unlocks(each(world), twin.things, start, arena(free, instances.stride))
                way = nx.has_path(arena(free - set(twin.things[1:4]), instances.stride), start, twin.things[0])
                locked += not way
    assert locked > 0  # some can be won with the key alone


def test_what_was_eaten_comes_back_and_pays_again(make_world: Any) -> None:
    food = {"name": "food", "shows": {"food": 1}, "pays": 0.5, "eaten": True, "regrows": {"after": 2}}
    instances = lay(make_world, "##### #@F.# ##### #..D# #####", food, step_cost=0.125)
    east, west = 1, 3
    lives = goes(east, west, None, east).live(instances)
    assert lives.earned[0, 0] == 2 * 0.5 - 12 * 0.125
    course = Course(instances, 0, 6)
    cells = [course.step(6, 7).cell, course.step(7, 6).cell]
    assert (cells, course.away) == ([7, 6], {1: 1})
    course.step(6, 6)
    assert course.at[1] == 7
    again = Course(instances, 0, 6)  # it waits while the agent stands in its place
    for _ in range(6):
        again.step(6, 7) if again.now == 0 else again.step(7, 7)
    assert again.away == {1: 1}


def test_a_payoff_that_repeats(make_world: Any) -> None:
    fire = {"name": "fire", "shows": {"red": 1}, "pays": 0.25, "repeats": True}
    instances = lay(make_world, "##### #@F.# ##### #..D# #####", fire)
    assert goes(1).live(instances).earned[0, 0] == 12 * 0.25


def test_cues_that_lie_do_so_in_exactly_their_share(make_world: Any) -> None:
    objects = [
        {"name": "door", "shows": {"door": 1, "red": 1}, "lies": {"red": 0.3}, "pays": 1.0, "ends": True},
        {"name": "decoy", "shows": {"blue": 1}},
    ]
    for others in (objects, objects[:1]):
        instances = draw_instances(make_world(instances=50, object=others), 1, 0)
        red = instances.kinds.planes.index("red")
        shown = instances.planes[:, red]
        assert (shown.sum(axis=1) == 1).all()
        where = shown.argmax(axis=1)
        assert np.count_nonzero(where != instances.things[:, 0]) == 15
        if len(others) == 2:
            assert set(where[where != instances.things[:, 0]]) <= set(instances.things[:, 1])
        else:
            lies = where != instances.things[:, 0]
            assert not instances.walls[lies, where[lies]].any()


def test_the_text_of_a_moment(make_world: Any) -> None:
    mouse = {"name": "mouse", "shows": {"tail": 1}, "eaten": True}
    instances = lay(make_world, "##### #@M.# #.#.# #..D# #####", mouse)
    lives = goes(1).live(instances)
    assert lives.won.tolist() == [[False]]
    text = draw_text(instances, 0, np.array([18, -1], np.int32), 7)
    assert text.split() == ["#####", "#.@.#", "#.#.#", "#..D#", "#####"]
