"""What selection sees: the mean of lives, the worst instance, the largest regret."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from evosim.evolution.loop import evolve
from evosim.evolution.over import aims
from evosim.evolution.setup import Setup
from evosim.life import Evaluator, evaluate
from evosim.organs.blueprint import Blueprint
from evosim.probes.zoo import ideal_cortex
from evosim.threads import Threads
from evosim.worlds.grid.draw import draw_instances
from evosim.worlds.grid.optimum import optimal_returns

WALKS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "memoised": ({}, {}),
    "general": ({"lives": 2}, {"brain": {"sight": 1, "cortex": {"think": "step", "state": "kept"}}}),
}


@pytest.mark.parametrize("walk", WALKS)
def test_the_score_is_that_of_the_worst_instance(make_settings: Any, walk: str) -> None:
    """Instances that are lived in one by one, by the kernel itself, say which is the worst."""
    world, sections = WALKS[walk]
    brain = {"organs": ["cortex"], **sections.get("brain", {})}
    found = make_settings({"instances": 18, "starts": 3, **world}, brain=brain)
    blueprint = Blueprint.of(found)
    assert blueprint.plan.general == (walk == "general")
    instances = draw_instances(found.world, 1, 0, planes=blueprint.planes)
    genomes = np.random.default_rng(3).normal(size=(20, blueprint.length)).astype(np.float32)
    single = np.stack([evaluate(genomes, blueprint.plan, instances.take([n]), Threads()).score for n in range(18)])
    best = optimal_returns(instances).mean(axis=1)
    assert (single.max(axis=0) > single.min(axis=0)).any()
    for over, expected in (("mean", single.mean(axis=0)), ("worst", single.min(axis=0)),
                           ("regret", -(best[:, None] - single).max(axis=0))):  # fmt: skip
        scores = [
            Evaluator(blueprint.plan, instances, Threads(count), aims=aims(over, instances))(genomes).score  # type: ignore[arg-type]
            for count in (1, 2)
        ]
        np.testing.assert_array_equal(*scores)
        np.testing.assert_allclose(scores[0], expected, atol=1e-12)


def test_an_agent_that_finds_every_door_has_no_regret(make_settings: Any) -> None:
    found = make_settings({"instances": 6})
    agent, instances = ideal_cortex(found.world), draw_instances(found.world, 1, 0)
    scores = Evaluator(agent.blueprint.plan, instances, Threads(), aims=aims("regret", instances))(agent.genome[None])
    assert scores.score[0] == 0


@pytest.mark.parametrize("over", ["worst", "regret"])
def test_evolution_goes_by_it(make_settings: Any, over: str) -> None:
    way = {"population": 30, "generations": 6, "over": over}
    found = make_settings({"instances": 4}, brain={"organs": ["cortex"]}, evolution=way)
    setup, instances = Setup.of(found), draw_instances(found.world, 1, 0)
    evolved = evolve(setup, instances, 5)
    each = [
        evaluate(evolved.champion.genome[None], setup.blueprint.plan, instances.take([n]), Threads()).score[0]
        for n in range(4)
    ]
    most = optimal_returns(instances).mean(axis=1) if over == "regret" else np.zeros(4)
    assert evolved.champion_fitness == pytest.approx(min(each - most), abs=1e-12)
    best = evolved.log.select("best")
    assert best == sorted(best)
