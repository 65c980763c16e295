"""What lives can earn at most and by chance: tables against graphs, and lives that are lived."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evosim.worlds.grid.draw import Impossible, draw_instances
from evosim.worlds.grid.returns.reference import returns
from evosim.worlds.grid.returns.tables import best_actions, tabulated
from evosim.worlds.grid.things.reference import Course
from evosim.worlds.grid.things.states import most_states
from tests.worlds.test_things import THING, objects


@settings(max_examples=25, deadline=None)
@given(THING, THING, st.sampled_from([0.0, 0.01]), st.integers(0, 10**6))
def test_tables_are_those_of_the_graph(make_world: Any, thing: Any, other: Any, cost: float, seed: int) -> None:
    world = make_world(
        size=3, instances=2, starts=1, steps=5, min_path=1, step_cost=cost, layout={"kind": "open", "walls": 0.1},
        object=objects({**thing, "count": 1}, {**other, "count": 1}),
    )  # fmt: skip
    try:
        instances = draw_instances(world, seed, 0)
    except Impossible:
        return
    found = tabulated(instances)
    assert found is not None
    for n in range(2):
        start = int(instances.starts[n, 0])
        optimal, random, paid = returns(instances, n, start)
        assert found.optimal[n, 0] == pytest.approx(optimal, abs=1e-12)
        assert found.random[n, 0] == pytest.approx(random, abs=1e-12)
        np.testing.assert_allclose(found.paid[n, 0], paid, atol=1e-12)
        course, cell, earned = Course(instances, n, start), start, 0.0
        for action in best_actions(instances, n, 0):
            cell, reward, _ = course.step(cell, cell + int(instances.moves[action]))
            earned += reward
        assert earned == pytest.approx(optimal, abs=1e-12)


def test_too_many_states_are_not_tabulated(make_world: Any) -> None:
    ants = {"name": "ant", "shows": {"red": 1}, "count": 4, "moves": {"kind": "random"}}
    world = make_world(size=7, instances=1, object=[*objects({}, {})[:1], ants])
    assert most_states(world) == 49**5
    assert tabulated(draw_instances(world, 1, 0)) is None
    with pytest.raises(ValueError, match="at most 2,000,000 states; got"):
        best_actions(draw_instances(world, 1, 0), 0, 0)
