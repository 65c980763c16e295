"""The base optimizer on its own."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest

import evosim
from evosim import Genome, Optimizer, ScenarioError

BITS = Genome(length=12, alphabet=2)
REAL = Genome(length=5)
WAYS: dict[str, dict[str, Any]] = {
    "tournament": {"select": {"kind": "tournament", "size": 3}, "cross": "uniform", "mutate": "flip", "elites": 2},
    "roulette": {"select": "roulette", "cross": {"kind": "one_point", "rate": 1.0}, "mutate": {"kind": "reset"}},
    "truncation": {"select": {"kind": "truncation", "share": 0.3}, "cross": "two_point"},
    "rank": {"select": {"kind": "rank", "pressure": 1.5}, "mutate": {"kind": "flip", "rate": 0.02, "delete": 0.001}},
    "nsga2": {"select": "nsga2", "cross": "uniform", "mutate": {"kind": "flip", "rate": 0.1}},
}


def ones(genomes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return genomes.sum(axis=1)


def both_ends(genomes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return np.stack([genomes[:, :8].sum(axis=1), -genomes[:, 4:].sum(axis=1)], axis=1)


@pytest.mark.parametrize("way", WAYS)
def test_it_improves_in_every_way(way: str) -> None:
    objective = both_ends if way == "nsga2" else ones
    history = evosim.evolve(objective, BITS, 60, 40, seed=3, record=("fitness", "genomes"), **WAYS[way])
    assert history.genomes is not None
    assert history.genomes.shape == (40, 60, 12)
    assert history.genomes.dtype == np.int32
    again = evosim.evolve(objective, BITS, 60, 40, seed=3, threads=3, **WAYS[way])
    np.testing.assert_array_equal(history.fitness, again.fitness)
    assert len(history.log) == 40
    if way == "nsga2":
        assert history.fitness.shape == (40, 60, 2)
        assert len({tuple(row) for row in history.fitness[-1]}) > 3
        assert history.fitness[-1].sum(axis=1).mean() > history.fitness[0].sum(axis=1).mean()
    else:
        assert history.fitness[-1].mean() > history.fitness[0].mean() + 1
        assert history.best_fitness == history.fitness.max() == history.best.sum()


@pytest.mark.parametrize("way", WAYS)
def test_cut_anywhere_it_goes_on_with_the_same_bits(way: str) -> None:
    objective = both_ends if way == "nsga2" else ones

    def make() -> Optimizer:
        return Optimizer(BITS, 20, 5, **WAYS[way])

    whole, seen = make(), []
    length = 300 if way == "tournament" else 60
    for _ in range(length):
        seen.append(whole.ask())
        whole.tell(objective(seen[-1], np.random.default_rng()))
    cuts = set(np.random.default_rng(1).choice(length, 17, replace=False).tolist())
    cut = make()
    for t in range(length):
        genomes = cut.ask()
        if t in cuts:  # before the population is told about …
            state = pickle.loads(pickle.dumps(cut.state()))
            cut = make()
            cut.restore(state)
            genomes = cut.ask()
        np.testing.assert_array_equal(genomes, seen[t])
        cut.tell(objective(genomes, np.random.default_rng()))
        if t in cuts:  # … and after
            state = cut.state()
            cut = make()
            cut.restore(state)


def test_what_is_asked_for_is_a_copy() -> None:
    optimizer = Optimizer(BITS, 10)
    optimizer.ask()[:] = 7
    assert optimizer.ask().max() <= 1


def test_first_generations() -> None:
    given = np.arange(20, dtype=np.float32).reshape(4, 5)
    np.testing.assert_array_equal(Optimizer(Genome(5, initial=given), 4).ask(), given)
    letters = Optimizer(Genome(1000, 3, initial=[0.25, 0.25, 0.5]), 100).ask()
    assert np.allclose([(letters == a).mean() for a in range(3)], [0.25, 0.25, 0.5], atol=0.01)
    sparse = Optimizer(Genome(1000, initial={"scale": 2.0, "zero": 0.9}), 10).ask()
    assert abs((sparse == 0).mean() - 0.9) < 0.02
    assert abs(sparse[sparse != 0].std() - 2) < 0.2
    assert Optimizer(Genome(0), 3, select="rank").ask().shape == (3, 0)


def test_nan_never_survives_against_a_number() -> None:
    for select in ("tournament", "roulette", "truncation", "rank"):
        optimizer = Optimizer(BITS, 40, select={"kind": select})
        optimizer.ask()
        fitness = np.full(40, np.nan)
        fitness[7] = 1.0
        optimizer.tell(fitness)
        optimizer.ask()
        if select == "tournament":  # a tournament that has drawn NaN alone has no number to lose against
            continue
        assert (optimizer.parents[:, 0] == 7).all()
    nothing = Optimizer(BITS, 6, select="roulette")
    nothing.ask()
    nothing.tell(np.full(6, np.nan))
    assert nothing.ask().shape == (6, 12)


BAD: dict[str, tuple[dict[str, Any], list[str]]] = {
    "size": ({"population": 3, "select": {"kind": "tournament", "size": 4}}, ["select.size", "at most 3"]),
    "kind": ({"select": "roulete"}, ["select", "roulette"]),
    "all": (
        {"population": 0, "mutate": {"kind": "flip", "rate": 2}, "elites": -1, "seed": -5},
        ["population", "mutate", "elites", "seed"],
    ),
    "letters": ({"mutate": "gaussian"}, ["mutate.kind", "reset or flip"]),
    "elites": ({"population": 5, "elites": 5}, ["elites", "less than 5"]),
    "nsga2": ({"select": "nsga2", "elites": 1}, ["elites", "not dominated"]),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_options(case: str) -> None:
    options, words = BAD[case]
    with pytest.raises(ScenarioError) as caught:
        Optimizer(BITS, **{"population": 10, **options})
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"length": -1}, "length"), ({"length": 3, "alphabet": 1}, "alphabet"),
        ({"length": 3, "alphabet": "reel"}, "real"),
        ({"length": 3, "alphabet": 2, "initial": [0.5, 0.6]}, "sum to 1"),
        ({"length": 3, "alphabet": 2, "initial": [[0, 1, 2]]}, "letters 0 … 1"),
        ({"length": 3, "initial": [[0.0, np.nan, 2]]}, "finite"), ({"length": 3, "initial": [[0, 1]]}, "(P, 3)"),
        ({"length": 3, "initial": {"scal": 1}}, "scale"), ({"length": 2.5, "alphabet": 0}, "alphabet"),
    ],
)  # fmt: skip
def test_bad_genomes(options: dict[str, Any], word: str) -> None:
    with pytest.raises(ScenarioError, match=r"evosim\.Genome") as caught:
        Genome(**options)
    assert word in str(caught.value)


@pytest.mark.parametrize(
    ("select", "fitness", "word"),
    [
        ("tournament", np.zeros(9), "(10,)"), ("tournament", np.zeros((10, 1)), "nsga2"),
        ("tournament", "abc", "numbers"),
        ("tournament", 3.0, "one value for each row"), ("nsga2", np.zeros(10), "(10, M)"),
        ("roulette", np.arange(10) - 3.0, "subtract the smallest"), ("roulette", np.full(10, np.inf), "finite"),
        ("tournament", [[1], [2, 3]], "numbers"), ("tournament", None, "(10,)"),
    ],
)  # fmt: skip
def test_bad_fitness(select: str, fitness: Any, word: str) -> None:
    optimizer = Optimizer(BITS, 10, select=select)
    optimizer.ask()
    with pytest.raises(ScenarioError) as caught:
        optimizer.tell(fitness)
    assert word in str(caught.value)
    assert "expected" in str(caught.value)


def test_an_objective_that_raises_says_when() -> None:
    def broken(genomes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        raise ZeroDivisionError("on purpose")

    with pytest.raises(ZeroDivisionError) as caught:
        evosim.evolve(broken, BITS, 4, 3, seed=9)
    assert caught.value.__notes__ == ["raised by the objective in generation 0 (seed 9)"]


def test_all_that_is_wrong_at_once() -> None:
    with pytest.raises(ScenarioError) as caught:
        evosim.evolve(3, BITS, 0, 0, record="fitness")  # type: ignore[arg-type]
    for word in ("objective", "generations", "record", "population"):
        assert word in str(caught.value)


def test_restore_refuses_what_is_no_state() -> None:
    for state in ({}, {"generation": 3}, Optimizer(BITS, 7).state()):
        with pytest.raises(ScenarioError, match="a state of an optimizer"):
            Optimizer(BITS, 8).restore(state)


def test_noise_is_the_same_again() -> None:
    def noisy(genomes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        return rng.normal(size=len(genomes))

    one, two = (evosim.evolve(noisy, REAL, 8, 5, seed=4, mutate="gaussian") for _ in range(2))
    np.testing.assert_array_equal(one.fitness, two.fitness)


SHUFFLE = {"kind": "deap:mutShuffleIndexes", "indpb": 0.1}
BORROWED: dict[str, dict[str, Any]] = {
    "all": {"select": {"kind": "deap:selTournament", "tournsize": 3}, "cross": {"kind": "deap:cxTwoPoint", "rate": 0.7},
            "mutate": {"kind": "deap:mutFlipBit", "indpb": 0.05}},
    "mixed": {"select": "rank", "cross": "uniform", "mutate": SHUFFLE},
}  # fmt: skip


@pytest.mark.parametrize("way", BORROWED)
def test_operators_of_deap(way: str) -> None:
    import random

    random.seed(3)
    before = random.getstate()
    first = evosim.evolve(ones, BITS, 60, 25, seed=2, record=("fitness", "genomes"), **BORROWED[way])
    again = evosim.evolve(ones, BITS, 60, 25, seed=2, threads=2, **BORROWED[way])
    np.testing.assert_array_equal(first.fitness, again.fitness)
    assert random.getstate() == before  # the user's own chance is not touched
    assert first.fitness[-1].mean() > first.fitness[0].mean() + 1
    assert first.genomes is not None
    assert set(np.unique(first.genomes)) <= {0, 1}


def test_a_shuffle_keeps_every_gene() -> None:
    optimizer = Optimizer(Genome(9, initial=np.arange(90).reshape(10, 9)), 10, 4, mutate={**SHUFFLE, "indpb": 1.0})
    before = optimizer.ask()
    optimizer.tell(np.arange(10.0))
    after = optimizer.ask()
    parents = optimizer.parents[:, 0]
    assert (after != before[parents]).any()
    np.testing.assert_array_equal(np.sort(after, axis=1), np.sort(before[parents], axis=1))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"mutate": {"kind": "deap:mutFlipBits", "indpb": 0.1}}, ["deap:mutFlipBit", "did you mean"]),
        ({"mutate": {"kind": "deap:mutGaussian", "mu": 0}}, ["mutGaussian: mu, sigma, indpb", "give sigma, indpb"]),
        ({"cross": {"kind": "deap:cxBlend", "alfa": 0.1}}, ["cxBlend: alpha", 'did you mean "alpha"?']),
        ({"select": {"kind": "deap:selTournament"}}, ["tournsize, fit_attr='fitness'", "give tournsize"]),
        ({"select": {"kind": "deap:"}}, ["deap:NAME"]),
    ],
)
def test_bad_operators_of_deap(options: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(ScenarioError) as caught:
        Optimizer(BITS, 10, **options)
    for word in words:
        assert word in str(caught.value)


def test_a_population_of_one() -> None:
    with pytest.raises(ScenarioError, match="at most 1, the population"):
        Optimizer(BITS, 1)
    history = evosim.evolve(ones, BITS, 1, 5, select="rank", mutate="flip")
    assert history.fitness.shape == (5, 1)


@pytest.mark.parametrize("select", ["tournament", "truncation", "rank"])
def test_infinities_are_numbers_where_only_the_order_counts(select: str) -> None:
    optimizer = Optimizer(BITS, 30, select=select, elites=1)
    best = optimizer.ask()[4]
    fitness = np.where(np.arange(30) % 2, -np.inf, 0.0)
    fitness[4] = np.inf
    optimizer.tell(fitness)
    np.testing.assert_array_equal(optimizer.ask()[-1], best)
    if select == "truncation":
        assert not set(optimizer.parents[:, 0].tolist()) & set(range(1, 30, 2))


def test_genomes_without_genes() -> None:
    history = evosim.evolve(lambda genomes, chance: np.zeros(len(genomes)), Genome(0), 6, 4, cross="one_point")
    assert history.population.shape == (6, 0)


def test_an_objective_may_do_what_it_likes_with_its_copy() -> None:
    def greedy(genomes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        fitness = genomes.sum(axis=1)
        genomes[:] = -7
        return fitness

    one = evosim.evolve(greedy, BITS, 20, 10, seed=2, mutate="flip", record=("fitness", "genomes"))
    two = evosim.evolve(ones, BITS, 20, 10, seed=2, mutate="flip", record=("fitness", "genomes"))
    np.testing.assert_array_equal(one.fitness, two.fitness)
    np.testing.assert_array_equal(one.genomes, two.genomes)  # type: ignore[arg-type]
    np.testing.assert_array_equal(one.best, two.best)
    np.testing.assert_array_equal(one.population, two.population)
