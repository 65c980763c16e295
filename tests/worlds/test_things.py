"""Worlds that move: kernels live as the slow twin does."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from evosim.life import Agent
from evosim.organs.blueprint import Blueprint
from evosim.worlds.grid.draw import draw_instances
from tests.life.general_twin import SlowCortex, live

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
