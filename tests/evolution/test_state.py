"""A state goes through copies, files and interruptions, and nothing that was changed is believed."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import numpy as np
import pytest

from evosim import Genome, Optimizer, ScenarioError
from evosim.evolution import adapter

WAYS: dict[str, dict[str, Any]] = {
    "letters": {"genome": Genome(8, 3), "select": "rank", "cross": "uniform", "mutate": "reset", "elites": 2},
    "real": {"genome": Genome(8, initial={"scale": 2.0, "zero": 0.5}), "select": "roulette", "mutate": "gaussian"},
    "several": {"genome": Genome(8, 2), "select": "nsga2", "mutate": "flip"},
}


def begun(way: str, seed: int = 5, generations: int = 4) -> Optimizer:
    optimizer = Optimizer(population=12, seed=seed, **WAYS[way])
    for _ in range(generations):
        step(optimizer)
    return optimizer


def step(optimizer: Optimizer) -> np.ndarray:
    genomes = optimizer.ask()
    worth = np.abs(genomes.astype(np.float64)).sum(axis=1)
    worth[3] = np.nan
    several = optimizer.way.select.kind == "nsga2"
    optimizer.tell(np.stack([worth, -worth], axis=1) if several else worth)
    return genomes


def through_json(optimizer: Optimizer) -> Optimizer:
    state = optimizer.state()
    plain = {name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in state.items()}
    other = begun(optimizer_way(optimizer), generations=1)
    other.restore(json.loads(json.dumps(plain)))
    return other


def optimizer_way(optimizer: Optimizer) -> str:
    return next(way for way, options in WAYS.items() if options["genome"] is optimizer.genome)


MEANS = {
    "copy": copy.copy, "deepcopy": copy.deepcopy, "json": through_json,
    "pickle": lambda one: pickle.loads(pickle.dumps(one)),
}  # fmt: skip


@pytest.mark.parametrize("means", MEANS)
@pytest.mark.parametrize("way", WAYS)
def test_another_in_the_same_state(way: str, means: str) -> None:
    one, two = begun(way), begun(way)
    other = MEANS[means](one)
    for _ in range(4):
        expected = step(two)
        np.testing.assert_array_equal(step(one), expected)
    for _ in range(4):
        last = step(other)
    np.testing.assert_array_equal(last, expected)


def changed(state: dict[str, Any], name: str) -> dict[str, Any]:
    value = state[name]
    if name == "generation":
        return {**state, name: value + 1}
    if value is None:
        return {**state, name: np.zeros((12, 2))}
    value.flat[1] += 1
    return state


@pytest.mark.parametrize("name", ["generation", "genomes", "parents", "fitness", "kept_genomes", "kept_fitness"])
@pytest.mark.parametrize("way", WAYS)
def test_what_was_changed_is_not_believed(way: str, name: str) -> None:
    optimizer = begun(way)
    with pytest.raises(ScenarioError, match="changed since"):
        optimizer.restore(changed(optimizer.state(), name))
    optimizer.restore(optimizer.state())


@pytest.mark.parametrize("strange", [None, {}, {"generation": 1}, {1: 2, "a": 3}, "state"])
def test_what_is_no_state(strange: Any) -> None:
    with pytest.raises(ScenarioError, match="restore: expected a state"):
        begun("real").restore(strange)


@pytest.mark.parametrize("name", ["genomes", "parents", "fitness", "generation"])
@pytest.mark.parametrize("value", ["x", [[1], [1, 2]], object(), 1j, 2**70, None])
def test_what_cannot_be_read(name: str, value: Any) -> None:
    optimizer = begun("real")
    with pytest.raises(ScenarioError, match="restore"):
        optimizer.restore({**optimizer.state(), name: value})


def test_a_state_of_another_seed_or_genome() -> None:
    for other in (begun("real", seed=6), Optimizer(Genome(8), 12, 5, select="roulette", mutate="gaussian")):
        with pytest.raises(ScenarioError, match="one of another optimizer"):
            other.restore(begun("real").state())


def test_whoever_is_interrupted_asks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    ways = {"select": "rank", "mutate": {"kind": "deap:mutFlipBit", "indpb": 0.2}}
    one, two = (Optimizer(Genome(8, 2), 12, 5, **ways) for _ in range(2))
    step_plain(one), step_plain(two)

    def interrupted(*rest: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(adapter, "_called", interrupted)
        with pytest.raises(KeyboardInterrupt):
            one.ask()
    np.testing.assert_array_equal(one.ask(), two.ask())
    assert one.generation == two.generation == 1


def step_plain(optimizer: Optimizer) -> None:
    optimizer.tell(optimizer.ask().sum(axis=1))
