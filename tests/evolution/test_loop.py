from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from evosim.evolution.lineage import descent
from evosim.evolution.log import COLUMNS, Log
from evosim.evolution.loop import evolve
from evosim.evolution.optimizer import Optimizer
from evosim.evolution.setup import Setup, genome
from evosim.evolution.stage import priced
from evosim.evolution.toolbox import best_first, toolbox
from evosim.life import Scores, evaluate
from evosim.threads import Threads
from evosim.worlds.grid.draw import draw_instances


def small(make_settings: Any, world: dict[str, Any] | None = None, **evolution: Any) -> Setup:
    return Setup.of(make_settings(world, evolution={"population": 40, "generations": 12, **evolution}))


def test_same_bits_for_any_number_of_threads_and_again(make_settings: Any) -> None:
    setup = small(make_settings, mutate={"delete": 0.03})
    instances = draw_instances(setup.blueprint.world, 1, 0)
    one = evolve(setup, instances, 2**63 + 5)
    with Threads(3) as threads:
        many = evolve(setup, instances, 2**63 + 5, threads)
    np.testing.assert_array_equal(one.genomes, many.genomes)
    assert [row["mean"] for row in one.log] == [row["mean"] for row in many.log]
    assert one.line == many.line
    other = evolve(setup, instances, 6)
    assert (one.genomes != other.genomes).any()


def test_it_optimizes_and_elites_never_fall(make_settings: Any) -> None:
    setup = small(make_settings, population=128, generations=40)
    evolved = evolve(setup, draw_instances(setup.blueprint.world, 1, 0), 3)
    best = evolved.log.select("best")
    assert best == sorted(best)
    assert best[-1] > best[0] + 0.2
    assert evolved.champion_fitness == best[-1] == evolved.fitness.max()
    assert evolved.evaluations == 128 * 40
    assert set(COLUMNS) <= set(evolved.log[0])
    without = evolve(small(make_settings, elites=0), draw_instances(setup.blueprint.world, 1, 0), 3).log.select(
        "best"
    )
    assert without != sorted(without)


def test_prices(make_settings: Any) -> None:
    found = make_settings(
        evolution={"population": 20, "generations": 1}, prices={"description_length": 0.01, "thinking_time": 0.1},
        brain={"cortex": {"ticks": {"max": 8}}},
    )  # fmt: skip
    setup = Setup.of(found)
    instances = draw_instances(found.world, 1, 0)
    evolved = evolve(setup, instances, 3)
    scores = evaluate(evolved.genomes, setup.blueprint.plan, instances, Threads())
    np.testing.assert_allclose(
        evolved.fitness, scores.score - 0.1 * scores.ticks - 0.01 * scores.genes, rtol=0, atol=1e-12
    )
    assert len(set(scores.ticks)) > 1


def test_a_price_on_the_nodes_of_a_search(make_settings: Any) -> None:
    found = make_settings(
        evolution={"population": 60, "generations": 25, "mutate": {"rate": 0.3, "delete": 0.1}},
        prices={"search_node": 0.01}, brain={"organs": ["search"], "search": {"depth": {"max": 30}}},
    )  # fmt: skip
    setup = Setup.of(found)
    instances = draw_instances(found.world, 1, 0)
    evolved = evolve(setup, instances, 3)
    scores = evaluate(evolved.genomes, setup.blueprint.plan, instances, Threads())
    np.testing.assert_allclose(evolved.fitness, scores.score - 0.01 * scores.nodes, rtol=0, atol=1e-12)
    assert evolved.champion.budgets["search"].full == 0  # 49 nodes for each step cost more than success pays
    free = evolve(Setup(setup.blueprint, setup.way), instances, 3)
    assert free.champion.budgets["search"].full > 4
    assert free.champion.live(draw_instances(found.world, 1, 0, "novel", 64)).success > 0.5


def test_prices_on_the_unrolled_brain(make_settings: Any) -> None:
    found = make_settings(
        brain={"cortex": {"ticks": {"max": 20}}}, prices={"unrolled": 1e-4, "depth": 1e-3, "capacity": 90},
    )  # fmt: skip
    setup, instances = Setup.of(found), draw_instances(found.world, 1, 0)
    genomes = np.random.default_rng(1).normal(size=(30, setup.blueprint.length)).astype(np.float32)
    genomes[:20, 60:] = 0
    scores = evaluate(genomes, setup.blueprint.plan, instances, Threads())
    np.testing.assert_array_equal(scores.unrolled, 49 * scores.ticks + 11 + 4)
    np.testing.assert_array_equal(scores.depth, np.maximum(scores.ticks + 1, 2))
    fitness = priced(scores, setup.prices)
    charged = scores.score - 1e-4 * scores.unrolled - 1e-3 * scores.depth
    small = scores.genes <= 90
    assert 0 < small.sum() < 30
    np.testing.assert_allclose(fitness[small], charged[small], rtol=0, atol=1e-12)
    np.testing.assert_allclose(fitness[~small], charged.min(), rtol=0, atol=1e-12)
    scores.score[3] = np.nan  # a failed evaluation is not the worst
    assert np.nanmin(priced(scores, setup.prices)) == pytest.approx(np.delete(charged, 3).min())


def test_random_search_inherits_nothing_but_keeps_the_best(make_settings: Any) -> None:
    setup = small(make_settings, kind="random", population=30, generations=20)
    instances = draw_instances(setup.blueprint.world, 1, 0)
    evolved = evolve(setup, instances, 3)
    best = evolved.log.select("best")
    assert best == sorted(best)
    steps = toolbox(genome(setup, 3), setup.way, 3, Threads())
    every = [steps.initial(t)[: None if t == 0 else -1] for t in range(20)]
    plan, world = setup.blueprint.plan, instances
    ever = max(evaluate(np.ascontiguousarray(g), plan, world, Threads()).score.max() for g in every)
    assert evolved.champion_fitness == ever
    np.testing.assert_array_equal(evolved.genomes[:-1], every[-1])


def test_of_equals_the_newborn_is_champion(make_settings: Any) -> None:
    # Where nothing is selected for, the elite of generation 0 must not stay champion for ever.
    flat = make_settings(
        {"shaping": 0.0, "steps": 6}, evolution={"population": 40, "generations": 12}, brain={"cortex": {"ticks": 0}}
    )
    setup = Setup.of(flat.model_copy(update={"evolution": flat.evolution.model_copy(update={"elites": 3})}))
    instances = draw_instances(setup.blueprint.world, 1, 0)
    optimizer = Optimizer.of(genome(setup, 5), setup.way, 5, Threads())
    level = optimizer.ask()
    optimizer.tell(np.zeros(40))
    children, parents = optimizer.ask(), optimizer.parents
    np.testing.assert_array_equal(children[37:], level[:3])
    assert parents[37:].tolist() == [[0, -1], [1, -1], [2, -1]]
    evolved = evolve(setup, instances, 5)
    assert len({row["best"] for row in evolved.log}) == 1
    assert evolved.born == 11


def test_the_line_of_descent(make_settings: Any) -> None:
    setup = small(make_settings)
    evolved = evolve(setup, draw_instances(setup.blueprint.world, 1, 0), 3)
    assert [a.origin_time for a in evolved.line] == list(range(12))
    assert evolved.line[0].ancestor_list == ()
    for before, after in zip(evolved.line, evolved.line[1:], strict=False):
        assert after.ancestor_list[0] == before.id
        assert before.id // 40 == before.origin_time
    assert evolved.line[-1].fitness == evolved.champion_fitness


def test_descent_by_hand() -> None:
    parents = [
        np.array([[-1, -1]] * 3),
        np.array([[2, -1], [0, 1], [1, -1]]),
        np.array([[1, 2], [0, -1], [2, 0]]),
    ]
    fitness = [np.arange(3.0), np.arange(3.0) + 10, np.arange(3.0) + 20]
    line = descent(parents, fitness, 0)
    assert [(a.id, a.ancestor_list, a.fitness) for a in line] == [
        (0, (), 0.0),
        (4, (0, 1), 11.0),
        (6, (4, 5), 20.0),
    ]


def test_nan_ranks_last_and_is_counted() -> None:
    fitness = np.array([np.nan, 1.0, 3.0, 3.0, np.nan])
    assert best_first(fitness).tolist()[:3] == [2, 3, 1]
    books, zeros = Log(), np.zeros(5, np.int64)
    books.write(0, fitness, Scores(fitness, np.arange(5.0), zeros, zeros, *np.zeros((3, 5))))
    row = books.log[0]
    assert (row["best"], row["failed"], row["success"]) == (3.0, 2, 2.0)
    books.write(1, np.full(5, np.nan), Scores(fitness, np.arange(5.0), zeros, zeros, *np.zeros((3, 5))))
    assert books.log[1]["failed"] == 5


@pytest.mark.parametrize("population", [1, 2])
def test_tiny_populations(make_settings: Any, population: int) -> None:
    setup = small(make_settings, population=population, generations=3)
    evolved = evolve(setup, draw_instances(setup.blueprint.world, 1, 0), 3)
    assert len(evolved.genomes) == population


def test_steps_can_be_swapped(make_settings: Any) -> None:
    setup = small(make_settings)
    steps = toolbox(genome(setup, 3), setup.way, 3, Threads())
    assert {"initial", "select", "mate", "mutate", "elite"} <= set(dir(steps))
