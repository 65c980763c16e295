from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evosim.life import Agent, evaluate
from evosim.life.grid.memoised.kernel import live as kernel_live
from evosim.organs.blueprint import Blueprint
from evosim.organs.search import organ as search
from evosim.organs.search.columns import measure
from evosim.probes.imagined_wall import imagined_wall
from evosim.probes.planner import evidence
from evosim.probes.subject import Subject
from evosim.probes.thinking import horizon
from evosim.threads import Threads
from evosim.worlds.grid.draw import draw_instances
from evosim.worlds.grid.instances import Instances
from tests.life.grid import twin

RICH = [
    {"name": "door", "shows": {"door": 1, "red": 1}, "pays": 1.0, "ends": True, "hides": {"red": 0.5}},
    {"name": "coin", "shows": {"gold": 2}, "pays": 0.5, "count": 2},
    {"name": "pit", "shows": {"dark": 1}, "pays": -1.0, "ends": True},
    {"name": "trap", "shows": {}, "ends": True},
]


def made(make_settings: Any, world: dict[str, Any] | None = None, depth: Any = 24, **sections: Any) -> Blueprint:
    brain = {"organs": ["search"], "search": {"depth": depth}, **sections.pop("brain", {})}
    return Blueprint.of(make_settings(world or {}, brain=brain, **sections))


def by_hand(blueprint: Blueprint, **genes: float) -> Agent:
    """Genes by the names of tensors, those of weights by the names of planes; the gain is 1."""
    genome = np.zeros(blueprint.length, np.float32)
    names = {"discount": "search_discount[factor]", "gain": "search_gain[scale]", "depth": "search_depth[steps]"}
    for name, value in {"gain": 1.0, **genes}.items():
        genome[blueprint.names.index(names.get(name, f"search_weights[{name}]"))] = value
    return Agent(genome, blueprint)


def ideal(make_settings: Any, depth: Any = 49, **world: Any) -> Agent:
    return by_hand(made(make_settings, world, depth), door=1.0, discount=0.95)


@pytest.mark.long
@settings(max_examples=60)
@given(
    organs=st.sampled_from([["search"], ["habits", "cortex", "reflex", "search"]]),
    depth=st.sampled_from([0, 1, 2, 7, 40, {"max": 12}]),
    rich=st.booleans(),
    inert=st.booleans(),
    size=st.integers(4, 8),
    count=st.sampled_from([1, 2, 5, 17]),
    scale=st.sampled_from([0.0, 0.5, 3.0, 1e38, np.nan]),
    false_walls=st.sampled_from([0.0, 0.3]),
    seed=st.integers(0, 10**6),
)
def test_kernel_and_twin_live_the_same(
    make_settings: Any, organs: list[str], depth: Any, rich: bool, inert: bool, size: int, count: int, scale: float,
    false_walls: float, seed: int,
) -> None:  # fmt: skip
    world = {"size": size, "min_path": 1, "starts": 2, "steps": 8, "instances": count, "false_walls": false_walls}
    blueprint = made(make_settings, {**world, **({"object": RICH} if rich else {})}, depth, brain={"organs": organs})
    rng = np.random.default_rng(seed)
    with np.errstate(over="ignore"):
        agent = Agent((rng.normal(size=blueprint.length) * scale).astype(np.float32), blueprint)
    instances = draw_instances(blueprint.world, seed, 0)
    with np.errstate(all="ignore"):
        trails, reached, won, _ = twin.live(agent, instances, inert)
    lives = agent.live(instances, inert=inert)
    np.testing.assert_array_equal(lives.trails, trails)
    np.testing.assert_array_equal(lives.reached, reached)
    np.testing.assert_array_equal(lives.won, won)
    scores = evaluate(agent.genome[None], blueprint.plan, instances, Threads())
    full = agent.budgets["search"]
    assert full.unit == "sweeps"
    assert scores.nodes[0] == size * size * full.full
    assert scores.ticks[0] == agent.ticks


@given(st.integers(2, 4), st.integers(0, 9), st.floats(0, 1.5), st.integers(0, 10**6))
def test_values_are_those_of_the_best_paths(size: int, depth: int, discount: float, seed: int) -> None:
    """By trying all paths, in double precision."""
    rng = np.random.default_rng(seed)
    stride = size + 2
    planes = rng.normal(size=(1, 2, stride**2)).astype(np.float32)
    planes[:, 0] = rng.random(stride**2) < 0.2
    ends = rng.random((1, stride**2)) < 0.2
    weight = np.array([0.7], np.float32)
    found = search.values(weight, np.float32(discount), depth, planes, ends)[0]
    free = np.pad(np.ones((size, size), bool), 1).ravel() & (planes[0, 0] == 0)
    known: dict[tuple[int, int], float] = {}

    def best(cell: int, left: int) -> float:
        if not free[cell] or not left:
            return 0.0 if not left else -np.inf
        if (cell, left) not in known:
            after = max(0.0, *(best(cell + move, left - 1) for move in (-stride, 1, stride, -1)))
            factor = 0 if ends[0, cell] else min(np.float32(discount), 1)
            known[cell, left] = float(weight[0]) * planes[0, 1, cell] + factor * after
        return known[cell, left]

    expected = np.array([best(cell, depth) for cell in range(stride**2)])
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)


def test_where_values_settle_it_ends_with_the_same(make_settings: Any) -> None:
    agent = ideal(make_settings, depth=300)
    instances = draw_instances(agent.blueprint.world, 1, 0, "novel", 40)
    plan = agent.blueprint.plan
    on = evaluate(agent.genome[None], plan, instances, Threads())
    off = evaluate(agent.genome[None], plan.changed(stops=False), instances, Threads())
    for one, other in zip(on, off, strict=True):
        np.testing.assert_array_equal(one, other)
    assert on.nodes[0] == 49 * 300


def northward(instances: Instances, depth: int) -> np.ndarray:
    """(N, J) whether a goal comes within so many steps of one who goes north while there is none."""
    found = np.zeros(instances.starts.shape, bool)
    for n, j in np.ndindex(found.shape):
        cell = int(instances.starts[n, j])
        while instances.distance[n, cell] > depth and not instances.walls[n, cell - instances.stride]:
            cell -= instances.stride
        found[n, j] = instances.distance[n, cell] <= depth
    return found


@pytest.mark.parametrize("world", [{}, {"layout": {"kind": "maze"}, "size": 9, "steps": 60}])
def test_an_ideal_search_solves_what_is_within_its_horizon(make_settings: Any, world: dict[str, Any]) -> None:
    agent = ideal(make_settings, **world)
    novel = draw_instances(agent.blueprint.world, 3, 0, "novel", 128)
    assert agent.live(novel).success == 1.0
    for depth in (1, 3, 8, 11, 15):
        won = agent.live(novel, thought=depth).won
        assert won[novel.path <= depth].all()
        np.testing.assert_array_equal(won, northward(novel, depth))
        np.testing.assert_array_equal(won, ideal(make_settings, depth, **world).live(novel).won)
    assert agent.live(novel, thought=11).success > agent.live(novel, thought=8).success + 0.1


def test_an_ideal_search_is_a_planner_and_a_random_one_is_not(make_settings: Any) -> None:
    agent = ideal(make_settings, instances=8)
    training = draw_instances(agent.blueprint.world, 3, 0)
    novel = draw_instances(agent.blueprint.world, 3, 0, "novel", 64)
    found = evidence(Subject(agent, training, novel, 1))
    assert found.planner
    assert found.searcher
    assert (found.success_novel, found.retarget.anywhere) == (1.0, 1.0)
    assert imagined_wall(Subject(agent, training, novel, 1)) == 1.0
    seen = horizon(Subject(agent, training, novel, 1))
    assert seen is not None
    assert seen.within == 0
    assert seen.beyond > 0.7
    averse = by_hand(agent.blueprint, door=-1.0, discount=0.95)
    blind = by_hand(agent.blueprint, door=1.0)  # without a discount it sees one step
    assert not any(evidence(Subject(other, training, novel, 1)).planner for other in (averse, blind))
    rng = np.random.default_rng(1)
    lost = [Agent(rng.normal(size=agent.genome.size).astype(np.float32), agent.blueprint) for _ in range(8)]
    lost = [each for each in lost if each.genome[:2].max() < 0 or each.genome[3] < 0]
    assert lost
    assert not any(evidence(Subject(each, training, novel, 1)).planner for each in lost)


def test_paths_end_where_a_thing_that_ends_lives_stands_and_shows(make_settings: Any) -> None:
    """A row of cells: the coin lies beyond the door, so it is out of reach, unless the door does not show."""
    shows = [{"name": "door", "shows": {"door": 1}, "pays": 1.0, "ends": True}]
    shows += [{"name": "coin", "shows": {"gold": 1}, "pays": 1.0}]
    blueprint = made(make_settings, {"size": 5, "min_path": 1, "starts": 1, "object": shows, "layout": {"walls": 0.0}})
    instances = draw_instances(blueprint.world, 1, 0)
    row = instances.cells[10:15]  # the third
    instances.planes[:] = 0
    instances.planes[0, 0] = 1
    instances.planes[0, 0, row] = 0
    instances.things[0] = [row[2], row[3]]
    instances.planes[0, 1, row[2]] = instances.planes[0, 2, row[3]] = 1
    instances.starts[0] = row[1]
    instances.walls[0] = instances.planes[0, 0] > 0
    greedy = by_hand(blueprint, gold=1.0, door=-0.1, discount=1.0)
    assert greedy.live(instances, inert=True).trails[0, 0].tolist() == [row[1]] * 29
    instances.planes[0, 1, row[2]] = 0
    assert greedy.live(instances, inert=True).trails[0, 0, 1] == row[2]


@pytest.mark.long
def test_a_lesion_is_a_gain_of_0(make_settings: Any) -> None:
    blueprint = made(make_settings, {"instances": 4}, brain={"organs": ["habits", "search"]})
    rng = np.random.default_rng(5)
    agent = Agent(rng.normal(size=blueprint.length).astype(np.float32), blueprint)
    instances = draw_instances(blueprint.world, 1, 0)
    silent = agent.genome.copy()
    silent[blueprint.names.index("search_gain[scale]")] = 0
    lesioned = agent.live(instances, without=("search",)).trails
    np.testing.assert_array_equal(lesioned, Agent(silent, blueprint).live(instances).trails)
    np.testing.assert_array_equal(lesioned, agent.live(instances, thought=0).trails)
    assert not np.array_equal(lesioned, agent.live(instances).trails)


@pytest.mark.parametrize("gene", [0.0, 0.5, -0.5, 1.0, 9.0, np.nan])
def test_depth_gene_and_columns(make_settings: Any, gene: float) -> None:
    blueprint = made(make_settings, depth={"max": 32})
    agent = by_hand(blueprint, depth=gene)
    depth = {0.0: 0, 0.5: 16, -0.5: 16}.get(gene, 32)
    assert agent.budgets["search"].full == depth
    instances = draw_instances(blueprint.world, 1, 0)
    columns = measure(Subject(agent, instances, instances, 1))
    assert columns == {"search_depth": depth, "search_nodes": 49 * depth}
    scores = evaluate(agent.genome[None], blueprint.plan, draw_instances(blueprint.world, 1, 0), Threads())
    assert scores.nodes[0] == columns["search_nodes"]


def test_one_signature_whatever_its_options(make_settings: Any) -> None:
    def live(depth: Any = 24, thought: int | None = None) -> int:
        blueprint = made(make_settings, {"instances": 2}, depth)
        agent = by_hand(blueprint, door=1.0, discount=0.95)
        agent.live(draw_instances(blueprint.world, 3, 0), thought=thought)
        return len(kernel_live.signatures)

    before = live()
    assert {live(0), live({"max": 9}), live(thought=2)} == {before}
