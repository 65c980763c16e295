"""What a user may get wrong with the base optimizer alone: each is told in one message, with expected and got."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evosim import Genome, Lineage, Optimizer, ScenarioError, bits_of_selection, evolve

BITS = Genome(6, 2)


def ones(genomes: np.ndarray, chance: Any = None) -> np.ndarray:
    return genomes.sum(axis=1)


def told(fitness: object) -> None:
    optimizer = Optimizer(BITS, 4, select="rank")
    optimizer.ask()
    optimizer.tell(fitness)  # type: ignore[arg-type]


def restored(**changes: object) -> None:
    optimizer = Optimizer(BITS, 4, select="rank")
    optimizer.restore({**optimizer.state(), **changes})


def borrowed(genome: Genome = BITS, **options: object) -> None:
    evolve(ones, genome, 6, 4, **{"select": "rank", **options})  # type: ignore[arg-type]


def numbers(**changes: Any) -> Callable[[], object]:
    return lambda: bits_of_selection(**{"objective": ones, "genome": BITS, "target": 5, **changes})


class Tensor:
    def __array__(self, *rest: Any, **more: Any) -> np.ndarray:
        raise RuntimeError("call detach() first")


RATE = {"kind": "deap:mutFlipBit", "indpb": 0.1, "rate": 0.5}
WORD = {"kind": "deap:mutPolynomialBounded", "eta": 2, "low": "a", "up": 1, "indpb": 1}
HALVES = {"kind": "deap:cxBlend", "alpha": 0.1, "rate": 1.0}
CASES: dict[str, tuple[Callable[[], object], str]] = {
    "complex": (lambda: told(np.array([1j, 2, 3, 4])), "4 numbers"),
    "text": (lambda: told(["1", "2", "3", "4"]), "4 numbers"),
    "lineage": (lambda: evolve(ones, BITS, 4, 3, select="rank", lineage="/no/where/x"), "a directory that exists"),
    "threads": (lambda: Optimizer(BITS, 4, select="rank", threads=0), "threads"),
    "scale": (lambda: Genome(3, initial={"scale": "a"}), "initial.scale"),
    "zero": (lambda: Genome(3, initial={"zero": 2.0}), "from 0 to 1"),
    "around": (lambda: Genome(3, initial={"around": [1, 2]}), "or 3 of them"),
    "other state": (lambda: Optimizer(Genome(6), 4, select="rank").restore(Optimizer(BITS, 4).state()), "of another"),
    "edited state": (lambda: restored(genomes=np.full((4, 6), 9, np.int32)), "changed since"),
    "odd generation": (lambda: restored(generation="x"), "generation that cannot be read: x"),
    "negative generation": (lambda: restored(generation=-1), "changed since"),
    "short parents": (lambda: restored(parents=np.zeros((3, 2))), "changed since"),
    "target": (lambda: bits_of_selection(ones, BITS, float("nan")), "target: expected a number"),
    "runs": (lambda: bits_of_selection(ones, BITS, 3, runs=1), "2 or more"),
    "few": (lambda: bits_of_selection(ones, BITS, 3, population=1), "20 or more"),
    "given": (lambda: bits_of_selection(ones, Genome(2, 2, [[0, 1]]), 2), "a distribution"),
    "sum": (lambda: bits_of_selection(lambda g: g.sum(), BITS, 3), "(1000,) numbers"),
    "argument": (lambda: borrowed(mutate={"kind": "deap:mutFlipBit", "indpb": "x"}), "TypeError"),
    "imaginary scores": (numbers(objective=lambda genomes: genomes.sum(axis=1) * 1j), "complex128"),
    "letters": (lambda: borrowed(mutate={"kind": "deap:mutGaussian", "mu": 0, "sigma": 9, "indpb": 1}), "real genes"),
    "few parents": (lambda: borrowed(select={"kind": "deap:selNSGA2"}), "several objectives"),
    "one gene": (lambda: borrowed(Genome(1, 2), cross={"kind": "deap:cxTwoPoint", "rate": 1.0}), "ValueError"),
    "objectives": (
        lambda: evolve(lambda g, r: np.zeros((6, 2 + (r.random() < 0.5))), BITS, 6, 30, select="nsga2"), "as before",
    ),
    "nsga2 lineage": (
        lambda: evolve(ones, BITS, 6, 3, select={"kind": "nsga2"}, lineage=str(Path.cwd() / "x.arrow")), "one number",
    ),
    "parents of nsga2": (lambda: evolve(ones, BITS, 6, 3, select="nsga2", record=("parents",)), "record: expected"),
    "no record": (lambda: evolve(ones, BITS, 6, 3, select="nsga2", record=5), "record: expected"),  # type: ignore[arg-type]
    "record of words": (lambda: evolve(ones, BITS, 6, 3, record="8"), "record: expected some of fitness"),
    "one name": (lambda: evolve(ones, BITS, 6, 3, record="parents"), "write ('parents',)"),
    "record of arrays": (lambda: evolve(ones, BITS, 6, 3, record=np.zeros((2, 2))), "record: expected"),  # type: ignore[arg-type]
    "record of nothing": (lambda: evolve(ones, BITS, 6, 3, record=np.ma.masked), "record: expected"),  # type: ignore[arg-type]
    "large record": (lambda: evolve(ones, BITS, 6, 2**30, record=("genomes",)), "too large"),
    "large population": (lambda: Optimizer(Genome(10**6), 10**7), "population: too large"),
    "large genome": (lambda: Optimizer(Genome(2**40), 1), "too large"),
    "large levels": (lambda: bits_of_selection(ones, Genome(10**6), 3, population=10**7), "population: too large"),
    "rest of odd letters": (lambda: Genome(2, np.zeros((2, 2)), rest=[1, 2]), "alphabet"),  # type: ignore[arg-type]
    "endless target": (numbers(target=10**5000), "target: expected a number"),
    "endless path": (lambda: Lineage(10**5000), "a lineage"),  # type: ignore[arg-type]
    "fractions": (lambda: evolve(ones, Genome(6, 5), 10, 4, cross=HALVES), "deap:cxBlend"),
    "messy": (lambda: Optimizer(BITS, 6, cross={"kind": "deap:cxMessyOnePoint"}), "changing length"),
    "best": (lambda: Optimizer(BITS, 6, select={"kind": "deap:selBest"}), "truncation"),
    "rate": (lambda: Optimizer(BITS, 6, mutate=RATE), "leave out rate"),
    "size": (lambda: Optimizer(BITS, 6, select={"kind": "deap:selTournament", "tournsize": 2, "size": "3"}), "size"),
    "bounds": (lambda: evolve(ones, Genome(6), 6, 3, select="rank", mutate=WORD), "low, up"),
    "asked": (lambda: Optimizer(BITS, 6, select="rank").survivors(), "only asked for"),
    "long": (lambda: told([10**400] * 4), "OverflowError"),
    "tensor": (lambda: told(Tensor()), "detach"),
    "words": (lambda: told(np.array(["1", 2, 3, 4], object)), "words"),
    "imaginary fitness": (lambda: told([1j] * 4), "complex128"),
    "missing": (lambda: Lineage("/no/such/file"), "a lineage; got '/no/such/file'"),
    "nothing": (lambda: Lineage(None), "a lineage"),  # type: ignore[arg-type]
    "directory": (lambda: evolve(ones, BITS, 6, 3, lineage="/"), "a directory in the place"),
    "no name": (lambda: evolve(ones, BITS, 6, 3, lineage=""), "a directory in the place"),
    "number": (lambda: evolve(ones, BITS, 6, 3, lineage=5), "a file in a directory"),  # type: ignore[arg-type]
    "nul": (lambda: evolve(ones, BITS, 6, 3, lineage="a\0b"), "a file in a directory"),
    "population": (numbers(population="100"), "population: expected a whole number, 20 or more"),
    "fraction": (numbers(population=100.5), "population"),
    "fraction of runs": (numbers(runs=2.5), "runs"),
    "moves": (numbers(moves=None), "moves"),
    "seed": (numbers(seed=-1), "seed"),
    "objective": (numbers(objective=3), "objective: expected a function"),
    "genome": (numbers(genome=3), "genome: expected an evosim.Genome"),
    "strings": (numbers(objective=lambda genomes: ["a"] * len(genomes)), "(1000,) numbers"),
    "too many letters": (lambda: Genome(3, 2**31), "alphabet"),
    "ragged": (lambda: Genome(3, 2, [[1], [1, 2]]), "an array of numbers"),
    "infinite": (lambda: Genome(2, initial={"around": [np.inf, 0]}), "around"),
    "large": (lambda: Genome(2, initial=[[1e300, 0]]), "finite float32"),
    "imaginary": (lambda: Genome(2, initial=[[1j, 0]]), "an array of numbers"),
    "masked": (lambda: Genome(2, initial=np.ma.array([[1.0, 0]], mask=[[1, 0]])), "finite"),
    "alphabet": (lambda: Genome(2, np.array([2, 2])), "alphabet"),  # type: ignore[arg-type]
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_bad_input(case: str) -> None:
    call, word = CASES[case]
    with pytest.raises(ScenarioError) as caught:
        call()
    assert word in str(caught.value)
    assert "expected" in str(caught.value).lower()


def test_masked_values_are_missing() -> None:
    optimizer = Optimizer(BITS, 4, select="rank")
    optimizer.ask()
    optimizer.tell(np.ma.array([9.0, 2, 3, 4], mask=[True, False, False, False]))
    assert np.isnan(optimizer.fitness[0])  # type: ignore[index]


def test_numpy_numbers_are_numbers() -> None:
    with np.errstate(all="raise"):
        one = evolve(ones, BITS, np.int64(5), np.int32(3), np.uint64(2**63 + 1), select="rank")  # type: ignore[arg-type]
    two = evolve(ones, BITS, 5, 3, 2**63 + 1, select="rank")
    np.testing.assert_array_equal(one.fitness, two.fitness)
