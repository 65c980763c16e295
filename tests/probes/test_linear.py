"""Linear probes: the states that they read are those by which agents act, and plans are found where there are some."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from evosim.life import Agent, Mind
from evosim.organs.blueprint import Blueprint
from evosim.probes import linear as probe
from evosim.probes.heuristic import HIDDEN, INPUTS, stored_net
from evosim.probes.linear import MOMENTS, linear, ridge
from evosim.probes.specimens import random_agent, search_agent
from evosim.probes.subject import Subject
from evosim.probes.zoo import ideal_cortex, zoo
from evosim.worlds.grid.draw import draw_instances
from tests.conftest import settings, world

FAMILY = world(instances=16)
TRAINING = draw_instances(FAMILY, 11, 0)
NOVEL = draw_instances(FAMILY, 11, 0, "novel", 64, unlike=TRAINING)


def subject(agent: Mind) -> Subject[Any]:
    return Subject(agent, TRAINING, NOVEL, 7)


def test_a_plan_is_read_from_a_mind_that_has_one() -> None:
    for agent in (ideal_cortex(FAMILY), search_agent(FAMILY, door=1.0)):
        found = linear(subject(agent))
        assert found is not None
        assert found.move > 0.15
        assert found.goal < 0  # the planes show the goal itself
        assert found.path > 0.03 or "cortex" not in agent.organs


def test_one_tick_tells_no_more_than_the_planes() -> None:
    found = linear(subject(ideal_cortex(FAMILY, ticks=1)))
    assert found is not None
    assert found.move < 0.05
    assert found.path < 0.05


def test_minds_without_activity_have_none() -> None:
    for agent in (random_agent(FAMILY, "habits"), random_agent(FAMILY, "reflex"), *zoo(FAMILY, TRAINING).values()):
        if "cortex" not in agent.organs and "memory" not in agent.organs:
            assert linear(subject(agent)) is None


@pytest.mark.parametrize("radius", [0, 1, 2])
@pytest.mark.parametrize("state", ["kept", "cleared"])
def test_the_states_of_a_memory_are_those_it_acts_by(radius: int, state: str) -> None:
    found = settings(brain={"organs": ["memory"], "memory": {"radius": radius, "state": state, "hidden": 5}})
    blueprint = Blueprint.of(found)
    agent = Agent(np.random.default_rng(3).normal(size=blueprint.length).astype(np.float32), blueprint)
    lives = agent.live(NOVEL)
    moments = probe._Moments.of(NOVEL, lives)
    states = probe._states_of_memory(agent, NOVEL, lives, moments)
    out = agent.parameters["memory_out"]
    acts_by(states @ out[:-1] + out[-1], moments)


def test_the_states_of_the_stored_net_are_those_it_acts_by() -> None:
    net = stored_net()
    lives = net.live(NOVEL)
    moments = probe._Moments.of(NOVEL, lives)
    states = probe._states_of_net(net, NOVEL, lives, moments)
    out = net.genome[HIDDEN * (INPUTS + 1) :].reshape(4, HIDDEN + 1)
    acts_by(states @ out[:, :-1].T + out[:, -1], moments)


def acts_by(wishes: np.ndarray, moments: Any) -> None:
    """The largest wish is the move that was made, or one into a wall."""
    wished = wishes.argmax(axis=1)
    went = np.where(
        NOVEL.walls[moments.n, moments.cell + NOVEL.moves[wished]], len(NOVEL.moves), wished
    )
    np.testing.assert_array_equal(went, moments.move)


def test_moments_say_what_lies_ahead() -> None:
    lives = ideal_cortex(FAMILY).live(NOVEL)
    moments = probe._Moments.of(NOVEL, lives)
    assert moments.t.max() < MOMENTS
    remaining = lives.lengths[moments.n, moments.j] - moments.t
    np.testing.assert_array_equal(moments.path.sum(axis=1), remaining)  # shortest paths visit no cell twice
    assert moments.path[np.arange(len(moments.goal)), moments.goal].all()
    shown = probe.around(NOVEL.planes[moments.n][:, :, NOVEL.cells], moments, NOVEL, outside=(1.0,))
    cells = shown.reshape(len(shown), -1, NOVEL.planes.shape[1])
    assert (cells[np.arange(len(shown)), moments.goal, 1] == 1).all()  # a door stands where the life ends
    assert not cells[moments.path, 0].any()  # and no wall on the way
    assert (cells[:, :, 0].sum(axis=1) >= 13**2 - 49).all()  # beyond the arena all is wall


def test_ridge_finds_a_line_and_shrinks_noise() -> None:
    rng = np.random.default_rng(0)
    given, asked, weights = rng.normal(size=(200, 5)), rng.normal(size=(50, 5)), rng.normal(size=(5, 2))
    guess = ridge(given, given @ weights + 3, asked)
    np.testing.assert_allclose(guess, asked @ weights + 3, atol=0.2)
    noise = rng.normal(size=(60, 50))
    guess = ridge(noise, rng.normal(size=(60, 1)) + 7, rng.normal(size=(30, 50)))
    assert abs(guess - 7).mean() < 0.5
    np.testing.assert_array_equal(ridge(noise[:, :0], noise[:, :1], noise[:4, :0]), np.full((4, 1), noise[:, 0].mean()))
    flat = np.ones((60, 3))
    np.testing.assert_allclose(ridge(flat, noise[:, :1], flat[:2]), noise[:, 0].mean())
