"""What lives can earn at most and by chance: tables against graphs, and lives that are lived."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evosim.life import Lives
from evosim.probes.returns import normed
from evosim.probes.zoo import Walker, drunkard
from evosim.worlds.grid.draw import Impossible, draw_instances
from evosim.worlds.grid.instances import Instances
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


class Exact:
    """An agent that knows its instance: it takes the actions of a best life."""

    organs = ()
    budgets: ClassVar[dict[str, Any]] = {}

    def live(self, instances: Instances, **_: Any) -> Lives:
        n, j = instances.starts.shape
        each = []
        for row, column in np.ndindex(n, j):
            actions = best_actions(instances, row, column)
            own = instances.take([row], instances.starts[row : row + 1, column : column + 1])
            each.append(Walker("exact", lambda view, cell, a=actions: a[len(view.trail) - 1]).live(own))
        parts = zip(*each, strict=True)
        return Lives(*(np.concatenate(part).reshape(n, j if part[0].size else 0, *part[0].shape[2:]) for part in parts))


DOOR = {"name": "door", "shows": {"door": 1}, "pays": 1.0, "ends": True}
FOOD = {"name": "food", "shows": {"food": 1}, "pays": 0.2, "eaten": True}
WOLF = {"name": "wolf", "shows": {"fur": 1}, "pays": -0.7, "ends": True}
KEY = {"name": "key", "shows": {"key": 1}, "gives": "brass"}
GATE = {"name": "gate", "shows": {"x": 1}, "needs": "brass"}
KINDS = {
    "still": [DOOR, {"name": "coin", "shows": {"gold": 1}, "pays": 0.3, "count": 2}],
    "eaten": [{**DOOR, "pays": 0.1}, {**FOOD, "count": 2, "regrows": {"after": 4}}],
    "elsewhere": [DOOR, {**FOOD, "regrows": {"after": 1, "where": "elsewhere"}}],
    "chased": [DOOR, {**WOLF, "moves": {"kind": "chase", "every": 2}}],
    "hunted": [DOOR, {**WOLF, "moves": {"kind": "plan", "every": 2}}],
    "hunting": [{**DOOR, "pays": 0.1}, {**FOOD, "pays": 1.0, "moves": {"kind": "flee", "every": 2}}],
    "wandering": [DOOR, {**WOLF, "moves": {"kind": "random"}, "count": 2}],
    "locked": [DOOR, KEY, {**GATE, "count": 2}],
    "costly": [DOOR, {"name": "fire", "shows": {"red": 1}, "pays": 0.1, "repeats": True}],
}


@pytest.mark.parametrize("kind", KINDS)
def test_exact_plans_return_one_and_chance_nothing(make_world: Any, kind: str) -> None:
    world = make_world(
        size=6, instances=12, starts=2, steps=20, min_path=3, step_cost=0.01 if kind == "costly" else 0.0,
        object=KINDS[kind],
    )  # fmt: skip
    instances = draw_instances(world, 2, 0)
    returns = tabulated(instances)
    assert returns is not None
    assert normed(Exact().live(instances), returns) == pytest.approx(1.0, abs=1e-12)
    many = instances.take(np.repeat(np.arange(12), 20))
    lives = Walker("random", drunkard).live(many)
    found = lives.earned.reshape(12, 20, 2).transpose(0, 2, 1)
    spread = found.std(axis=2, ddof=1) ** 2 / 20
    scale = float((returns.optimal - returns.random).sum())
    error = np.sqrt(spread.sum()) / scale
    assert abs(float((found.mean(axis=2) - returns.random).sum()) / scale) <= 3 * error
