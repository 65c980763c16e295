"""What an attack on the base optimizer found: NaN, infinities, extremes, and operators that are not ours."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import evosim
from evosim import Genome, Lineage, Optimizer, ScenarioError, bits_of_selection, evolve
from evosim.evolution import operators
from evosim.evolution.nsga2 import survivors

BITS = Genome(6, 2)


def ones(genomes: np.ndarray, chance: Any = None) -> np.ndarray:
    return genomes.sum(axis=1)


def parents_of(fitness: Any, **options: Any) -> set[int]:
    optimizer = Optimizer(BITS, len(fitness), 3, **options)
    optimizer.ask()
    optimizer.tell(fitness)
    optimizer.ask()
    return set(optimizer.parents[optimizer.parents >= 0].tolist())


def test_the_best_outlives_a_generation_that_failed() -> None:
    told = iter(range(5))

    def late(genomes: np.ndarray, chance: Any) -> np.ndarray:
        return ones(genomes) if next(told) < 3 else np.full(len(genomes), np.nan)

    history = evolve(late, BITS, 10, 5, record=("fitness", "genomes"))
    assert history.best_fitness == np.nanmax(history.fitness) == history.best.sum()


def test_of_several_objectives_the_best_so_far_are_returned() -> None:
    def ends(genomes: np.ndarray, chance: Any) -> np.ndarray:
        return np.stack([genomes[:, :4].sum(axis=1), -genomes[:, 2:].sum(axis=1)], axis=1)

    history = evolve(ends, BITS, 20, 15, select="nsga2", mutate={"kind": "flip", "rate": 0.5})
    ever, best = history.fitness.reshape(-1, 2), history.best_fitness
    assert not ((ever >= best).all(axis=1) & (ever > best).any(axis=1)).any()
    np.testing.assert_array_equal(ends(history.population, None), history.last_fitness)
    np.testing.assert_array_equal(ends(history.best[None], None)[0], history.best_fitness)


@pytest.mark.parametrize("largest", [1e308, 5e-324, 1.0])
def test_roulette_takes_extremes_in_proportion(largest: float) -> None:
    assert parents_of([largest] * 9 + [np.nan], select="roulette") <= set(range(9))
    assert parents_of([largest] * 9 + [0.0], select="roulette") <= set(range(9))
    assert len(parents_of([largest] * 10, select="roulette")) > 4


def test_elites_are_never_nan_beside_a_number() -> None:
    optimizer = Optimizer(BITS, 4, select="rank", elites=3)
    best = optimizer.ask()[2]
    optimizer.tell([np.nan, np.nan, 1.0, np.nan])
    np.testing.assert_array_equal(optimizer.ask()[-1], best)
    assert set(optimizer.parents[:, 0].tolist()) == {2}


def test_nan_and_infinities_among_several_objectives() -> None:
    rng = np.random.default_rng(2)
    good = np.sort(rng.random(40))
    front = np.stack([good, -good], axis=1)
    strange = np.array([[np.nan, 5.0], [5.0, np.nan], [-np.inf, 2.0], [2.0, -np.inf]])
    (_, values), order = survivors(None, (np.arange(44)[:, None], np.concatenate((strange, front))))
    assert np.isnan(values[-2:]).any(axis=1).all()
    assert np.isnan(order[-2:]).all()
    assert not np.isnan(order[:-2]).any()
    kept = [(np.arange(44)[:, None], np.concatenate((strange, front))), (np.arange(44)[:, None], np.zeros((44, 2)) - 9)]
    (places, _), _ = survivors(*kept)
    assert set(places.ravel().tolist()) >= set(range(4, 44))
    huge = np.array([[1e308, -1e308], [-1e308, 1e308], [0.0, 0.0]])
    (_, values), _ = survivors(None, (np.arange(3)[:, None], huge))
    assert len(np.unique(values, axis=0)) == 3


SELECTIONS = {
    "selTournament": {"tournsize": 3}, "selRoulette": {}, "selStochasticUniversalSampling": {}, "selLexicase": {},
    "selRandom": {},
}  # fmt: skip


@pytest.mark.parametrize("name", SELECTIONS)
def test_deap_never_selects_nan_beside_a_number(name: str) -> None:
    fitness = np.where(np.arange(200) % 2, np.nan, np.arange(200.0))
    found = parents_of(fitness, select={"kind": f"deap:{name}", **SELECTIONS[name]})
    assert not any(parent % 2 for parent in found)
    worst = np.where(np.arange(200) % 2, np.nan, -np.inf)
    if name != "selStochasticUniversalSampling":
        assert not any(parent % 2 for parent in parents_of(worst, select={"kind": f"deap:{name}", **SELECTIONS[name]}))


ARGUMENTS: dict[str, Any] = {
    "alpha": 0.1, "eta": 20, "low": -1, "up": 1, "indpb": 0.5, "mu": 0, "sigma": 1, "tournsize": 3, "epsilon": 0.1,
}  # fmt: skip


@pytest.mark.parametrize("step", operators.PREFIXES)
def test_what_deap_is_said_to_lend_works(step: str) -> None:
    import inspect

    for name, operator in operators.operators(step).items():
        takes = list(inspect.signature(operator).parameters.values())[operators.GIVEN[step] :]
        options = {one.name: ARGUMENTS[one.name] for one in takes if one.default is inspect.Parameter.empty}
        letters = any(word in name for word in ("Ordered", "Matched", "FlipBit", "UniformInt"))
        genome = Genome(6, 9, np.tile(np.arange(6), (10, 1))) if letters else Genome(6)
        options |= {"low": 0, "up": 8} if name == "mutUniformInt" else {}
        chosen = {"mutate": None, step: {"kind": f"deap:{name}", **options}}
        select = chosen.pop("select", "rank")
        evolve(lambda genomes, rng: rng.random(len(genomes)), genome, 10, 4, select=select, **chosen)


def test_deap_in_two_threads_gives_the_same_bits() -> None:
    ways: dict[str, Any] = {
        "select": {"kind": "deap:selTournament", "tournsize": 3},
        "cross": {"kind": "deap:cxUniform", "indpb": 0.5, "rate": 1.0},
        "mutate": {"kind": "deap:mutGaussian", "mu": 0, "sigma": 1, "indpb": 0.5},
    }
    found: dict[int, Any] = {}

    def run(seed: int) -> None:
        found[seed] = evolve(ones, Genome(10), 300, 5, seed, **ways).population

    threads = [threading.Thread(target=run, args=(seed,)) for seed in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for seed, population in found.items():
        np.testing.assert_array_equal(evolve(ones, Genome(10), 300, 5, seed, **ways).population, population)


def test_bounded_operators_are_given_what_is_within_bounds() -> None:
    mutate = {"kind": "deap:mutPolynomialBounded", "eta": 20, "low": -1, "up": 1, "indpb": 0.1}
    cross = {"kind": "deap:cxSimulatedBinaryBounded", "eta": 20, "low": -1, "up": 1}
    history = evolve(ones, Genome(20), 60, 20, mutate=mutate, cross=cross)
    assert np.abs(history.population).max() <= 1


def test_numpy_numbers_in_options_are_numbers() -> None:
    Optimizer(BITS, np.int64(6), select={"kind": "tournament", "size": np.int64(3)})  # type: ignore[arg-type]
    sigma = {"kind": "deap:mutGaussian", "mu": np.zeros(4), "sigma": np.ones(4), "indpb": np.float32(0.5)}
    evolve(ones, Genome(4), 6, 3, mutate=sigma)
    found = bits_of_selection(ones, BITS, 6, seed=np.int64(1), population=np.int64(50))  # type: ignore[arg-type]
    assert found == bits_of_selection(ones, BITS, 6, seed=1, population=50)


def test_a_first_generation_is_copied() -> None:
    first = np.zeros((4, 3), bool)
    genome = Genome(3, 2, first)
    first[:] = True
    assert Optimizer(genome, 4).ask().sum() == 0


def test_masked_scores_of_the_improbable_are_missing() -> None:
    found = bits_of_selection(lambda g: np.ma.masked_greater(g.sum(axis=1), 5), BITS, 6, population=50)
    assert found.bits == float("inf")


def test_a_lineage_is_asked_for_what_it_has(tmp_path: Path) -> None:
    history = evolve(ones, BITS, 8, 5, select="rank", lineage=tmp_path / "x.arrow")
    lineage = history.lineage
    assert lineage is not None
    np.testing.assert_array_equal(lineage.fitness(-1), lineage.fitness(4))
    assert lineage.line(-1) == lineage.line(7)
    for call in (lambda: lineage.parents(5), lambda: lineage.fitness(-6), lambda: lineage.line(8)):
        with pytest.raises(IndexError):
            call()
    whole = (tmp_path / "x.arrow").read_bytes()
    for name, content in (("empty", b""), ("cut", whole[:-30]), ("text", b"id,ancestor_list\n")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ScenarioError, match="expected a lineage"):
            Lineage(tmp_path / name)
    for place in (tmp_path, tmp_path / "no" / "where", ""):
        with pytest.raises(ScenarioError, match="a file in a directory"):
            lineage.export(place)
    assert {path.name for path in tmp_path.iterdir()} == {"x.arrow", "empty", "cut", "text"}


def test_an_objective_that_returns_nonsense_says_when() -> None:
    with pytest.raises(ScenarioError) as caught:
        evolve(lambda genomes, chance: [1.0], BITS, 6, 3, select="rank")
    assert "generation 0" in caught.value.__notes__[0]


def test_an_infinite_fitness_is_logged_without_a_warning() -> None:
    log = evosim.evolve(lambda g, r: np.where(g[:, 0], np.inf, 0.0), BITS, 20, 3, select="rank").log
    assert log[0]["best"] == np.inf
