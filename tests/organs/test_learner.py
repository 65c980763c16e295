from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evosim.evolution.loop import evolve
from evosim.evolution.setup import Setup
from evosim.life import Agent, Evaluator
from evosim.organs.blueprint import Blueprint
from evosim.threads import Threads
from evosim.worlds.grid.draw import draw_instances
from tests.life.grid.general_twin import SlowLearner, live


@settings(max_examples=15, deadline=None)
@given(
    st.sampled_from(["zero", "inborn"]),
    st.sampled_from(["kept", "across"]),
    st.integers(1, 3),
    st.sampled_from(["own", "position", "types", "net"]),
    st.integers(0, 10**6),
)
def test_kernel_and_twin_live_the_same(
    make_settings: Any, values: str, state: str, lives: int, encoding: str, seed: int
) -> None:
    found = make_settings(
        {"instances": 9, "starts": 2, "steps": 20, "lives": lives},
        brain={"organs": ["learner"], "learner": {"values": values, "state": state}},
        encoding={"learner": encoding},
    )
    blueprint, instances = Blueprint.of(found), draw_instances(found.world, 1, 0)
    agent = Agent(np.random.default_rng(seed).normal(size=blueprint.length).astype(np.float32) * 0.7, blueprint)
    trails, reached, won, _ = live(agent, instances, [lambda n: SlowLearner(agent, n)])
    lived = agent.live(instances)
    np.testing.assert_array_equal(lived.trails, trails)
    np.testing.assert_array_equal(lived.reached, reached)
    np.testing.assert_array_equal(lived.won, won)


def test_it_learns_the_optimal_policy(make_settings: Any) -> None:
    """In a 4 × 4 arena the values, learnt while exploring, lead from every cell along a shortest path to the door."""
    found = make_settings(
        {"size": 4, "min_path": 3, "instances": 8, "starts": 1, "steps": 40, "lives": 600},
        brain={"organs": ["learner"], "learner": {"state": "across"}},
    )
    blueprint, instances = Blueprint.of(found), draw_instances(found.world, 1, 0)
    genome = np.zeros(blueprint.length, np.float32)
    for name, value in {
        "learner_drives[drive_door]": 1, "learner_rates[rate]": 0.5, "learner_rates[discount]": 0.9,
        "learner_rates[exploration]": 1, "learner_rates[gain]": 1,
    }.items():  # fmt: skip
        genome[blueprint.names.index(name)] = value
    evaluator = Evaluator(blueprint.plan, instances, Threads())
    evaluator(genome[None])
    ((space, *_),) = evaluator._spare
    values = space.organs[0].values.reshape(4, -1, evaluator.world.lanes)
    checked = 0
    for n in range(len(instances)):
        for cell in np.flatnonzero(instances.distance[n] > 0):
            if not values[:, cell, n].any():
                continue  # it can be reached through the door alone
            near = cell + int(instances.moves[int(values[:, cell, n].argmax())])
            assert instances.distance[n, near] == instances.distance[n, cell] - 1
            checked += 1
    assert checked > 50


def test_what_is_learnt_never_reaches_the_genome(make_settings: Any) -> None:
    found = make_settings(
        {"instances": 4, "lives": 3, "steps": 20},
        brain={"organs": ["learner"], "learner": {"values": "inborn", "state": "across"}},
        evolution={"population": 12, "generations": 3, "mutate": {"rate": 0.0}, "cross": {"kind": "none"}},
    )
    setup, instances = Setup.of(found), draw_instances(found.world, 1, 0)
    genomes = np.random.default_rng(3).normal(size=(6, setup.blueprint.length)).astype(np.float32)
    before = genomes.copy()
    evaluator = Evaluator(setup.blueprint.plan, instances, Threads())
    first = evaluator(genomes).score
    np.testing.assert_array_equal(genomes, before)
    np.testing.assert_array_equal(evaluator(genomes).score, first)  # nor the next individual
    evolved = evolve(setup, instances, 5)
    ancestors = {row.tobytes() for row in evolve(setup, instances, 5).genomes}
    assert {row.tobytes() for row in evolved.genomes} == ancestors
    with pytest.raises(AssertionError):  # the agent does learn: its last life differs from its first
        np.testing.assert_array_equal(*(
            Agent(genomes[0], Blueprint(found.world.model_copy(update={"lives": lives}), found.brain, found.encoding))
            .live(draw_instances(found.world.model_copy(update={"lives": lives}), 1, 0)).trails
            for lives in (1, 3)
        ))  # fmt: skip
