"""Populations of classifiers from their genomes: kernels against the slow twin, and a whole run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evosim
from evosim.life import Agent
from evosim.life.labels.population import Evaluator
from evosim.organs.blueprint import Blueprint
from evosim.threads import Threads
from evosim.worlds.labels.draw import draw_labels
from evosim.worlds.labels.options import Labels
from evosim.worlds.labels.reference import by_net, by_table

SCENARIO = """
title = "Labels"
replicates = 2
[world]
kind = "labels"
instances = 16
rule = { kind = "threshold", of = 3 }
[brain]
organs = ["classifier"]
classifier = { form = "table" }
[evolution]
population = 64
generations = 40
"""


def made(make_settings: Any, world: dict[str, Any], encoding: str = "own", **classifier: Any) -> Blueprint:
    whole = make_settings(
        brain={"organs": ["classifier"], "classifier": classifier}, encoding={"classifier": encoding, "width": 3}
    )
    return Blueprint.of(whole.model_copy(update={"world": Labels.model_validate({"kind": "labels", **world})}))


@settings(max_examples=12)
@given(st.sampled_from(["own", "net", "dct", "position"]), st.integers(1, 9), st.integers(0, 10**6))
def test_nets_are_grown_and_scored_as_the_slow_twin_says(
    make_settings: Any, encoding: str, hidden: int, seed: int
) -> None:
    blueprint = made(make_settings, {"instances": 20, "held_out": 9}, encoding, hidden=hidden)
    drawn = draw_labels(blueprint.world, seed, 0)
    genomes = np.random.default_rng(seed).normal(size=(4, blueprint.length)).astype(np.float32)
    evaluate = Evaluator(blueprint.plan, drawn, Threads())
    scores = evaluate(genomes)
    grown, genes = evaluate.grow(genomes)
    for p, genome in enumerate(genomes):
        weights = Agent(genome, blueprint).parameters
        into, out = weights["classifier_in"], weights["classifier_out"]
        first, second = np.concatenate([into[-1:], into[:-1]]), np.concatenate([out[-1:], out[:-1]])[:, 0]
        for split, strings, labels in (
            ("training", drawn.strings, drawn.labels), ("held_out", drawn.held_strings, drawn.held_labels),
        ):  # fmt: skip
            said = np.array([by_net(first, second, int(string)) > 0 for string in strings])
            assert evaluate.score(grown, split)[p] == np.mean(said == labels)
    np.testing.assert_array_equal(scores.score, evaluate.score(grown))
    np.testing.assert_array_equal(genes, np.count_nonzero(genomes, axis=1))


def test_a_table_memorises_all_and_guesses_the_rest(make_settings: Any) -> None:
    blueprint = made(make_settings, {"instances": 40, "held_out": 30}, form="table")
    drawn = draw_labels(blueprint.world, 1, 0)
    genome = np.where(drawn.labels, 0.5, -0.5).astype(np.float32)
    assert by_table(genome) == drawn.labels.tolist()
    evaluate = Evaluator(blueprint.plan, drawn, Threads())
    grown, genes = evaluate.grow(np.stack([genome, -genome]))
    assert genes.tolist() == [40, 40]
    assert evaluate.score(grown).tolist() == [1.0, 0.0]
    assert evaluate.score(grown, "held_out").tolist() == [0.5, 0.5]
    with Threads(2) as threads:
        assert Evaluator(blueprint.plan, drawn, threads)(np.stack([genome, -genome])).score.tolist() == [1.0, 0.0]


@pytest.mark.parametrize("form", ["table", "net"])
def test_a_run_of_labels(tmp_path: Path, form: str) -> None:
    file = tmp_path / "labels.toml"
    file.write_text(SCENARIO.replace("table", form))
    run = evosim.run(file, out=tmp_path, workers=1)
    row = run.table.to_pylist()[0]
    assert set(row) >= {"accuracy", "accuracy_held_out", "accuracy_per_bit", "genes", "bits"}
    assert not {"success_novel", "planner", "score"} & set(row)
    assert row["accuracy"] > 0.8
    assert row["accuracy_held_out"] == 0.5 if form == "table" else row["accuracy_held_out"] > 0.5
    assert row["accuracy_per_bit"] == (row["accuracy"] - 0.5) * 16 / row["bits"]


@pytest.mark.parametrize(
    ("old", "new", "key", "expected"),
    [
        ("instances = 16", "instances = 300", "world.instances", "256"),
        ("of = 3", "of = 4", "world.rule.of", "odd"),
        ("of = 3", "of = 9", "world.rule.of", "8"),
        ('organs = ["classifier"]', 'organs = ["player"]', "brain.organs", "classifier"),
        ("instances = 16", "instances = 16\nbitz = 3", "world.bitz", "bits"),
    ],
)
def test_what_makes_no_sense(tmp_path: Path, old: str, new: str, key: str, expected: str) -> None:
    file = tmp_path / "labels.toml"
    file.write_text(SCENARIO.replace(old, new))
    with pytest.raises(evosim.ScenarioError) as told:
        evosim.load(file)
    keys = {problem.key: problem for problem in told.value.problems}
    assert key in keys, keys
    assert expected in keys[key].expected + keys[key].cure
