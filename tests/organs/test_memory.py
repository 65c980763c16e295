from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from evosim.life import Agent
from evosim.organs.blueprint import Blueprint
from evosim.worlds.grid.draw import draw_instances
from tests.life.grid.general_twin import SlowMemory, live

ENCODINGS = ("own", "position", "types", "net")


@settings(max_examples=15, deadline=None)
@given(
    st.integers(0, 2),
    st.sampled_from([1, 5, 16, 17]),
    st.sampled_from(["cleared", "kept", "across"]),
    st.integers(1, 2),
    st.sampled_from(ENCODINGS),
    st.integers(0, 1),
    st.integers(0, 10**6),
)
def test_kernel_and_twin_live_the_same(
    make_settings: Any, radius: int, hidden: int, state: str, lives: int, encoding: str, sight: int, seed: int
) -> None:
    found = make_settings(
        {"instances": 5, "starts": 2, "steps": 12, "lives": lives},
        brain={
            "organs": ["memory"], "sight": sight, "memory": {"radius": radius, "hidden": hidden, "state": state},
        },
        encoding={"memory": encoding},
    )  # fmt: skip
    blueprint = Blueprint.of(found)
    instances = draw_instances(found.world, 1, 0, planes=blueprint.planes)
    genome = np.random.default_rng(seed).normal(size=blueprint.length).astype(np.float32)
    agent = Agent(genome, blueprint)
    trails, reached, won, _ = live(agent, instances, [lambda n: SlowMemory(agent)])
    found_lives = agent.live(instances)
    np.testing.assert_array_equal(found_lives.trails, trails)
    np.testing.assert_array_equal(found_lives.reached, reached)
    np.testing.assert_array_equal(found_lives.won, won)
