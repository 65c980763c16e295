"""What agents prefer, of which we know what they want."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from evosim.life import Agent, Mind
from evosim.organs.blueprint import Blueprint
from evosim.probes.options import Measure
from evosim.probes.preference import Preference, emptied, measure, of_kinds, of_planes, pairs
from evosim.probes.subject import Subject
from evosim.probes.zoo import cortex_agent, ideal_cortex, zoo
from evosim.worlds.grid.distances import from_starts
from evosim.worlds.grid.draw import draw_instances
from tests.conftest import settings, world

OBJECTS = [
    {"name": "door", "shows": {"door": 1}, "pays": 1.0, "ends": True},
    {"name": "decoy", "shows": {"red": 1}, "ends": True},
]
FAMILY = world(instances=16, object=OBJECTS)
TRAINING = draw_instances(FAMILY, 11, 0)
NOVEL = draw_instances(FAMILY, 11, 0, "novel", 64, unlike=TRAINING)


def wanted(agent: Mind, novel: Any = NOVEL) -> dict[str, Preference]:
    return of_planes(Subject(agent, TRAINING, novel, 7))


def brain(organs: tuple[str, ...], keys: dict[str, Any] | None = None, **options: Any) -> Blueprint:
    found = settings({**FAMILY.model_dump(), **(keys or {})}, brain={"organs": organs, **options})
    return Blueprint.of(found)


def search(**numbers: float) -> Agent:
    blueprint = brain(("search",), search={"depth": 24})
    genome = np.zeros(blueprint.length, np.float32)
    for name, value in {"search_discount[factor]": 0.9, "search_gain[scale]": 1, **numbers}.items():
        genome[blueprint.names.index(name)] = value
    return Agent(genome, blueprint)


@cache
def walkers() -> dict[str, Mind]:
    return zoo(FAMILY, TRAINING)


WANTING = {
    "cortex": (ideal_cortex(FAMILY), cortex_agent(FAMILY, w_near=0.24, drive_wall=-5.0, drive_red=1.0)),
    "search": (search(**{"search_weights[door]": 1}), search(**{"search_weights[red]": 1})),
}


@pytest.mark.parametrize("kind", list(WANTING))
def test_what_a_planner_wants_is_found_whatever_organ_plans(kind: str) -> None:
    for agent, first, second in zip(WANTING[kind], ("door", "red"), ("red", "door"), strict=True):
        found = wanted(agent)
        assert found[first].prefers is not None
        assert found[first].prefers > 0.95
        assert found[second].prefers == pytest.approx(1 - found[first].prefers)
        assert found[first].decides == 1.0
        assert found[first].draws is not None
        assert found[first].draws > 0.95
        assert found[second].draws is None  # it does not go there, nor to bare ground
        named = of_kinds(Subject(agent, TRAINING, NOVEL, 7))
        assert named["door"].prefers == found["door"].prefers


def test_of_two_wants_the_weaker_one_draws_and_is_not_preferred() -> None:
    for agent in (
        cortex_agent(FAMILY, w_near=0.24, drive_wall=-5.0, drive_door=0.5, drive_red=1.0),
        search(**{"search_weights[door]": 0.5, "search_weights[red]": 1}),
    ):
        found = wanted(agent)
        assert found["door"].draws is not None
        assert found["door"].draws > 0.95
        assert found["door"].prefers is not None
        assert found["door"].prefers < 0.1


@pytest.mark.long
def test_walkers_want_what_they_go_by() -> None:
    for name in ("breadth-first walker", "compass", "greedy walker"):
        found = wanted(walkers()[name])["door"]
        assert found.prefers is not None
        assert found.prefers > 0.95
    net = wanted(walkers()["recurrent net"])["door"].prefers
    assert net is not None
    assert 0.7 < net < 0.95


@pytest.mark.parametrize("name", ["drunkard", "wall follower", "stored path", "table of optimal moves"])
def test_who_does_not_look_prefers_nothing(name: str) -> None:
    for found in wanted(walkers()[name]).values():
        assert (found.prefers, found.draws) == (0.5, 0.5)


def test_who_goes_nowhere_has_no_preference() -> None:
    assert set(wanted(walkers()["bottle cap"]).values()) == {Preference(None, None, 0.0)}


@pytest.mark.parametrize("organ", ["habits", "reflex", "memory", "learner", "cortex", "search"])
def test_any_organ_can_be_asked_and_answers_alike_again(organ: str) -> None:
    blueprint = brain((organ,))
    agent = Agent(np.random.default_rng(2).normal(size=blueprint.length).astype(np.float32), blueprint)
    found = wanted(agent)
    assert found == wanted(agent)
    assert set(found) == {"door", "red"}
    if found["door"].prefers is not None and found["red"].prefers is not None:
        assert found["door"].prefers + found["red"].prefers == pytest.approx(1)


@pytest.mark.long
def test_a_window_and_its_unseen_plane() -> None:
    blueprint = brain(("cortex",), sight=1, cortex={"think": "step", "state": "kept"})
    agent = Agent(np.random.default_rng(2).normal(size=blueprint.length).astype(np.float32), blueprint)
    novel = draw_instances(FAMILY, 11, 0, "novel", 16, unlike=TRAINING, planes=blueprint.planes)
    assert set(wanted(agent, novel)) == {"door", "red"}


@pytest.mark.long
def test_senses_that_are_of_no_object_stay_and_are_not_asked() -> None:
    blueprint = brain(("cortex",), places=("x",), signals=("time",))
    agent = Agent(np.random.default_rng(2).normal(size=blueprint.length).astype(np.float32), blueprint)
    training, novel = (
        draw_instances(FAMILY, 11, 0, *split, planes=blueprint.planes, built_in=blueprint.built_in)
        for split in ((), ("novel", 16))
    )
    found = of_planes(Subject(agent, training, novel, 7))
    assert set(found) == {"door", "red"}
    bare = emptied(novel)
    np.testing.assert_array_equal(bare.planes[:, 3:], novel.planes[:, 3:])
    assert bare.planes[:, 3:].any()
    assert not bare.planes[:, 1:3].any()


@pytest.mark.long
def test_things_that_move_and_locks_do_not_matter() -> None:
    wolf = {"name": "wolf", "shows": {"red": 1}, "ends": True, "moves": {"kind": "chase", "every": 1}}
    key = {"name": "key", "shows": {"key": 1}, "gives": "key", "eaten": True}
    door = {"name": "door", "shows": {"door": 1}, "pays": 1.0, "ends": True, "needs": "key"}
    family = world(instances=4, object=[door, wolf, key])
    training = draw_instances(family, 3, 0)
    novel = draw_instances(family, 3, 0, "novel", 16, unlike=training)
    found = of_planes(Subject(ideal_cortex(family), training, novel, 7))
    assert found["door"].prefers == found["door"].draws == found["door"].decides == 1.0


def test_pairs_are_as_far_and_hold_nothing() -> None:
    lives = NOVEL.apart()
    distance = from_starts(lives)[:, 0]
    rows, cells = pairs(lives, distance, 5)
    assert len(rows) > 0.9 * len(lives)
    assert (cells[:, 0] != cells[:, 1]).all()
    far = distance[rows[:, None], cells]
    assert (far[:, 0] == far[:, 1]).all()
    assert far.min() >= 2
    assert far.max() <= lives.steps
    assert not lives.walls[rows[:, None], cells].any()
    assert not lives.touch[rows[:, None], cells].any()
    bare = emptied(lives)
    assert not bare.planes[:, 1:].any()
    assert not bare.shows[:, :, 1:].any()
    np.testing.assert_array_equal(bare.planes[:, 0], lives.planes[:, 0])
    closed = replace(lives, walls=np.ones_like(lives.walls))
    assert [len(part) for part in pairs(closed, distance, 5)] == [0, 0]


def test_where_no_pair_of_cells_is_left_nothing_is_known() -> None:
    far = replace(NOVEL, steps=1)
    assert set(wanted(ideal_cortex(FAMILY), far).values()) == {Preference(None, None, None)}


def test_it_is_measured_only_if_it_is_asked_for() -> None:
    agent = ideal_cortex(FAMILY)
    subject = Subject(agent, TRAINING, NOVEL, 7)
    assert measure(subject) == {}
    row = measure(replace(subject, asked=Measure(objectives=True)))
    assert set(row) == {f"{name}_{plane}" for name in ("prefers", "draws", "decides") for plane in ("door", "red")}
