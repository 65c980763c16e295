"""Senses that are of no object: planes of position, time left, and what the last step earned."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evosim.life import Agent, evaluate
from evosim.life.grid.replay import record
from evosim.organs.blueprint import Blueprint
from evosim.organs.options import Brain
from evosim.probes.retarget import seem
from evosim.scenario.schema import Shift
from evosim.scenario.shift import shifted
from evosim.threads import Threads
from evosim.worlds.grid.draw import draw_instances
from evosim.worlds.grid.instances import Instances
from evosim.worlds.grid.senses import PLACES, SIGNALS
from evosim.worlds.grid.shift import shift_instances
from tests.life.grid.general_twin import SlowLearner, SlowMemory, live
from tests.life.grid.test_replay import MOVING, Watched, agrees_with_lives, kept
from tests.life.grid.twin import live as live_memoised

ALL = {"places": list(PLACES), "signals": list(SIGNALS)}


def drawn(found: Any, **how: Any) -> tuple[Blueprint, Instances]:
    blueprint = Blueprint.of(found)
    return blueprint, draw_instances(found.world, 1, 0, planes=blueprint.planes, built_in=blueprint.built_in, **how)


def random_agent(blueprint: Blueprint, instances: Instances, seed: int) -> Agent:
    genome = np.random.default_rng(seed).normal(size=blueprint.length).astype(np.float32)
    if "cortex" in blueprint.organs:
        genome[blueprint.names.index("gain[gain]")] = 1
    return Agent(genome, blueprint, instances.codes)


def by_hand(blueprint: Blueprint, **numbers: float) -> Agent:
    """Genes by their names, all others 0."""
    genome = np.zeros(blueprint.length, np.float32)
    for name, value in numbers.items():
        genome[blueprint.names.index(name)] = value
    return Agent(genome, blueprint)


def expected(size: int) -> dict[str, np.ndarray]:
    rim = np.ones((size, size))
    rim[1:-1, 1:-1] = 0
    corners = np.zeros((size, size))
    corners[[0, 0, -1, -1], [0, -1, 0, -1]] = 1
    ramp = np.tile(np.arange(size) / (size - 1), (size, 1))
    return {"x": ramp, "y": ramp.T, "border": rim, "corners": corners}


def shown(instances: Instances, name: str) -> np.ndarray:
    plane = instances.planes[:, instances.kinds.planes.index(name)].reshape(-1, instances.stride, instances.stride)
    assert not plane[:, [0, -1]].any()
    assert not plane[:, :, [0, -1]].any()
    return plane[:, 1:-1, 1:-1]


@pytest.mark.parametrize("size", [5, 7, 12])
def test_places_are_as_a_plain_formula_says(make_settings: Any, size: int) -> None:
    blueprint, instances = drawn(
        make_settings({"size": size, "instances": 3}, brain={"organs": ["cortex"], "places": list(PLACES)})
    )
    assert blueprint.planes == ("wall", "door", "red", "x", "y", "border", "corners")
    assert not blueprint.plan.general
    for name, plane in expected(size).items():
        np.testing.assert_array_equal(shown(instances, name), np.repeat(plane[None].astype(np.float32), 3, axis=0))
    plain = draw_instances(blueprint.world, 1, 0)
    np.testing.assert_array_equal(instances.planes[:, :3], plain.planes)


def test_how_senses_were_written_does_not_matter() -> None:
    brain = Brain.model_validate({"places": ["corners", "x", "x"], "signals": ["reward", "time"]})
    assert brain.built_in == ("x", "corners", "time", "reward")
    assert brain.all_senses == brain.built_in
    windowed = brain.model_copy(update={"sight": 1, "senses": ("lamp",)})
    assert windowed.all_senses == ("lamp", "unseen", "x", "corners", "time", "reward")


def test_planes_that_are_built_in_come_last(make_settings: Any) -> None:
    with pytest.raises(ValueError, match="expected the planes x last"):
        draw_instances(make_settings().world, 1, 0, planes=("wall", "x", "door"), built_in=("x",))


@pytest.mark.long
@settings(max_examples=25)
@given(
    st.sampled_from([(0, "kept"), (1, "kept"), (1, "none"), (2, "kept")]),
    st.sampled_from([("step", "cleared"), ("step", "kept"), ("step", "across")]),
    st.integers(1, 2),
    st.integers(0, 6),
    st.integers(0, 10**6),
    st.sampled_from([{}, {"weights": "directional"}, {"update": "net", "reads": "raw"}]),
    st.sampled_from([{}, {"object": MOVING, "step_cost": 0.01}]),
    st.sampled_from([["time"], ["reward"], ["time", "reward"]]),
)
def test_kernel_and_twin_feel_the_same(
    make_settings: Any, seeing: tuple[int, str], thinking: tuple[str, str], lives: int, ticks: int, seed: int,
    bare: dict[str, str], moving: dict[str, Any], signals: list[str],
) -> None:  # fmt: skip
    blueprint, instances = drawn(
        make_settings(
            {"instances": 3, "starts": 2, "steps": 20, "lives": lives, **moving},
            brain={
                "organs": ["cortex"], "sight": seeing[0], "map": seeing[1], "places": ["corners", "x"],
                "signals": signals, "cortex": {"ticks": ticks, "think": thinking[0], "state": thinking[1], **bare},
            },
        )
    )  # fmt: skip
    assert blueprint.plan.general
    agent = random_agent(blueprint, instances, seed)
    twins = [Watched(agent) for _ in range(instances.starts.size)]
    trails, reached, won, score = live(agent, instances, [twins.__getitem__])
    found = agent.live(instances)
    np.testing.assert_array_equal(found.trails, trails)
    np.testing.assert_array_equal(found.reached, reached)
    np.testing.assert_array_equal(found.won, won)
    scores = evaluate(agent.genome[None], blueprint.plan, instances, Threads())
    assert scores.score[0] == pytest.approx(score, abs=1e-12)
    np.testing.assert_allclose(found.rewards.sum(axis=2), found.earned, rtol=0, atol=1e-12)
    replay = kept(record(agent, instances))
    agrees_with_lives(agent, instances, replay)
    for number, life in enumerate(np.ndindex(replay.shape)):
        noted = twins[number // lives].lives[number % lives]
        told = replay.life(*life)
        assert len(told.planes) == len(noted)
        for step, (before, _) in enumerate(noted):
            np.testing.assert_array_equal(told.planes[step], before.known)


@pytest.mark.long
@pytest.mark.parametrize("moving", [{}, {"object": MOVING, "step_cost": 0.01}])
@pytest.mark.parametrize(("organ", "slow"), [("memory", SlowMemory), ("learner", SlowLearner)])
def test_other_organs_feel_the_same(make_settings: Any, organ: str, slow: Any, moving: dict[str, Any]) -> None:
    world = {"instances": 9, "starts": 2, "steps": 20, "lives": 2, **moving}
    blueprint, instances = drawn(make_settings(world, brain={"organs": [organ], **ALL}))
    agent = random_agent(blueprint, instances, 4)
    makes = (lambda n: slow(agent, n)) if organ == "learner" else (lambda n: slow(agent))
    trails, reached, won, _ = live(agent, instances, [makes])
    found = agent.live(instances)
    np.testing.assert_array_equal(found.trails, trails)
    np.testing.assert_array_equal(found.reached, reached)
    np.testing.assert_array_equal(found.won, won)


@pytest.mark.parametrize("organs", [["habits", "cortex"], ["search"], ["reflex"]])
def test_places_in_worlds_that_stand_still(make_settings: Any, organs: list[str]) -> None:
    """The memoised walk and its twin, with things of which a search is not shown all."""
    door = {"name": "door", "shows": {"door": 1}, "pays": 1.0, "ends": True}
    world = {"instances": 5, "starts": 2, "object": [door, {"name": "pit", "shows": {}, "ends": True}]}
    blueprint, instances = drawn(make_settings(world, brain={"organs": organs, "places": list(PLACES)}))
    assert not blueprint.plan.general
    agent = random_agent(blueprint, instances, 2)
    found = agent.live(instances)
    np.testing.assert_array_equal(found.trails, live_memoised(agent, instances)[0])


def test_a_corner_can_be_what_an_agent_is_after(make_settings: Any) -> None:
    found = make_settings(
        {"instances": 8, "starts": 2, "steps": 40},
        brain={"organs": ["cortex"], "places": ["corners"], "cortex": {"ticks": 24}}, encoding={"kind": "funnel"},
    )  # fmt: skip
    blueprint, instances = drawn(found)
    gain = {"gain[gain]": 1.0}
    agent = by_hand(blueprint, **gain, **{"rules.w_near": 0.24, "rules.drive_wall": -5.0, "rules.drive_corners": 1.0})
    lives = agent.live(instances, inert=True)
    ends = np.stack(np.divmod(lives.trails[..., -1], instances.stride), axis=-1) - 1
    near = np.isin(ends, (0, 1, instances.size - 2, instances.size - 1)).all(axis=-1)
    visited = np.isin(lives.trails, np.array([10, 16, 64, 70])).any(axis=2)
    assert near.all()
    assert visited.all()


@pytest.mark.long
def test_a_sheet_reacts_to_the_reward(make_settings: Any) -> None:
    """What it earned drives it to the door with ``reward``, which holds it back otherwise."""
    food = {"name": "food", "shows": {"food": 1}, "pays": 1.0, "eaten": True}
    found = make_settings(
        {"instances": 8, "steps": 12, "size": 5, "min_path": 1, "object": [food],
         "layout": {"kind": "open", "walls": 0.0}},
        brain={"organs": ["cortex"], "signals": ["reward"], "places": ["x", "y"], "cortex": {"think": "step"}},
        encoding={"kind": "funnel"},
    )  # fmt: skip
    blueprint, instances = drawn(found)
    numbers = {"gain[gain]": 1.0, "rules.w_near": 0.2, "rules.drive_food": 1.0}
    calm, roused = (
        by_hand(blueprint, **numbers, **{"rules.drive_reward": reward, "rules.drive_x": 0.01})
        for reward in (0.0, -2.0)
    )
    one, other = calm.live(instances), roused.live(instances)
    fed = one.first
    assert (fed > 0).all()
    for life in np.ndindex(fed.shape):
        t = int(fed[life])
        np.testing.assert_array_equal(one.trails[life][: t + 1], other.trails[life][: t + 1])
        assert one.rewards[life][t - 1] == 1
        # silence: the first of equal preferences, north, unless the rim is in the way
        north = one.trails[life][t] - instances.stride
        wall = instances.walls[life[0], north]
        assert other.trails[life][t + 1] == (one.trails[life][t] if wall else north)
    assert (one.trails != other.trails).any()


@pytest.mark.long
def test_a_net_can_read_the_time(make_settings: Any) -> None:
    """East in the first half of its life, west in the second."""
    found = make_settings(
        {"instances": 8, "steps": 12, "size": 15, "layout": {"kind": "open", "walls": 0.0}},
        brain={"organs": ["memory"], "signals": ["time"], "memory": {"radius": 0, "hidden": 1, "state": "cleared"}},
    )
    blueprint, instances = drawn(found)
    agent = by_hand(blueprint, **dict.fromkeys(blueprint.names, 0.0))
    into, out = (blueprint.parts[name] for name in ("memory_in", "memory_out"))
    genome = agent.genome
    labels = blueprint.names[into.at : into.at + into.length]
    time = next(i for i, name in enumerate(labels) if "time" in name)
    bias = len(labels) - 1
    genome[into.at + time], genome[into.at + bias] = 1.0, -0.5 - 0.5 / 12  # 6 of 12 steps are left: west
    genome[out.at + 1], genome[out.at + 3] = 1.0, -1.0  # of the state, to east and west
    lives = agent.live(instances, inert=True)
    for trail in lives.trails.reshape(-1, 13):
        column = trail % instances.stride
        went = np.diff(column)
        assert ((went[:6] == 1) | (column[:6] == instances.size)).all()
        assert (went[6:] == -1).all() or column[6] < 7


@pytest.mark.long
def test_time_is_the_share_of_steps_that_are_left(make_settings: Any) -> None:
    brain = {"organs": ["memory"], "signals": ["time", "reward"], "sight": 1, "places": ["x"]}
    blueprint, instances = drawn(make_settings({"instances": 4, "steps": 10, "lives": 2}, brain=brain))
    agent = random_agent(blueprint, instances, 1)
    replay = kept(record(agent, instances))
    for life in np.ndindex(replay.shape):
        told = replay.life(*life)
        time, reward = told.planes[:, -2], told.planes[:, -1]
        assert (time == time[:, :1, :1]).all()
        np.testing.assert_array_equal(time[:, 0, 0], np.float32((10 - np.arange(len(time))) / 10))
        assert not reward.any()  # a life ends where it pays
        x, unseen = told.planes[:, -3], told.planes[:, -4]
        ramp = np.broadcast_to(expected(7)["x"].astype(np.float32), x.shape)
        np.testing.assert_array_equal(x, np.where(unseen > 0, 0, ramp))


@pytest.mark.long
def test_another_arena_has_places_of_its_size(make_settings: Any) -> None:
    found = make_settings(brain={"organs": ["cortex"], **ALL, "cortex": {"think": "step"}}, encoding={"kind": "funnel"})
    blueprint, novel = drawn(found, split="novel", count=4)
    larger, trap = (
        Shift.model_validate({"name": "a", "set": {"world.size": 9}}),
        Shift.model_validate({"name": "b", "add": [{"name": "trap", "shows": {"corners": 1, "time": 1}}]}),
    )
    after = shift_instances(novel, found.world, shifted(found.world, larger), 1, 0).instances
    agent = random_agent(blueprint, novel, 1).resized(9)
    assert agent is not None
    assert agent.live(after).trails.shape[0] == len(after)
    for name, plane in expected(9).items():
        np.testing.assert_array_equal(shown(after, name)[0], plane.astype(np.float32))
    assert (shown(after, "time") == 1).all()
    same = shift_instances(novel, found.world, shifted(found.world, trap), 1, 0).instances
    for name in ("corners", "time", "reward"):  # a feature of that name has no plane, and is not seen
        np.testing.assert_array_equal(shown(same, name)[0], shown(novel, name)[0])


def test_a_goal_that_seems_elsewhere_leaves_places_alone(make_settings: Any) -> None:
    _, instances = drawn(make_settings({"instances": 16}, brain={"organs": ["cortex"], "places": list(PLACES)}))
    edited = seem(instances, instances.starts[:, 0])
    for name in PLACES:
        np.testing.assert_array_equal(shown(edited, name), shown(instances, name))
    assert (edited.planes[np.arange(16), 1, instances.starts[:, 0]] == 1).all()


