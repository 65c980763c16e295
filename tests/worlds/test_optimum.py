"""The largest return, against every sequence of actions."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evosim.worlds.grid.draw import draw_instances
from evosim.worlds.grid.instances import Instances
from evosim.worlds.grid.optimum import optimal_returns

STEPS = 6


def lived(instances: Instances, n: int, start: int, actions: tuple[int, ...]) -> float:
    """The return of a life in which these actions are done, one after another."""
    of_thing = instances.kinds.of_thing
    here, paid, total, far = start, set[int](), 0.0, int(instances.distance[n, start])
    closest = far
    for action in actions:
        near = here + int(instances.moves[action])
        here = here if instances.walls[n, near] else near
        if instances.distance[n, here] >= 0:
            closest = min(closest, int(instances.distance[n, here]))
        thing = int(instances.touch[n, here]) - 1
        if thing < 0:
            continue
        if thing not in paid:
            paid.add(thing)
            total += float(instances.kinds.pays[of_thing[thing]])
        if instances.kinds.ends[of_thing[thing]]:
            break
    won = any(instances.kinds.pays[of_thing[thing]] > 0 for thing in paid)
    return total if won else total + instances.shaping * (far - closest) / far


@settings(max_examples=12, deadline=None)
@given(
    st.integers(0, 10**6),
    st.lists(
        st.tuples(st.sampled_from([-0.5, 0.0, 0.4, 1.0]), st.booleans()),
        min_size=1,
        max_size=2,
    ),
    st.sampled_from([0.0, 0.3]),
)
def test_no_sequence_of_actions_earns_more(
    make_world: Any, seed: int, others: list[tuple[float, bool]], shaping: float
) -> None:
    objects = [{"name": "door", "shows": {"door": 1}, "pays": 0.2, "ends": True}]
    objects += [
        {"name": f"thing{i}", "shows": {"red": 1}, "pays": pays, "ends": ends} for i, (pays, ends) in enumerate(others)
    ]
    world = make_world(size=4, instances=2, starts=1, steps=STEPS, min_path=1, shaping=shaping, object=objects)
    instances = draw_instances(world, seed, 0)
    sequences = list(product(range(4), repeat=STEPS))
    found = [
        max(lived(instances, n, int(instances.starts[n, 0]), actions) for actions in sequences) for n in range(2)
    ]
    np.testing.assert_allclose(optimal_returns(instances)[:, 0], found, atol=1e-12)


def test_an_open_door_is_worth_what_it_pays(make_world: Any) -> None:
    instances = draw_instances(make_world(instances=3), 1, 0)
    assert optimal_returns(instances) == pytest.approx(np.ones(instances.starts.shape))
