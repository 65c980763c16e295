"""Every detector on agents of which we know what they are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from evosim.probes.planner import Evidence, evidence, latent_planner
from evosim.probes.thinking import curve, deliberation, horizon
from evosim.probes.zoo import zoo
from evosim.worlds.grid.draw import draw_instances
from tests.conftest import world

MOST = {  # what retarget may score for agents that only look like planners
    "ideal cortex, one tick": 0.1, "table of optimal moves": 0.05, "stored path": 0.05, "bottle cap": 0.05,
    "wall follower": 0.05, "compass": 0.1, "restless compass": 0.1, "greedy walker": 0.4, "drunkard": 0.1,
    "recurrent net": 0.25,
}  # fmt: skip
FAMILY = world()
TRAINING = [draw_instances(FAMILY, 11, replicate) for replicate in range(2)]
NOVEL = [draw_instances(FAMILY, 11, replicate, "novel", 128, unlike=TRAINING[replicate]) for replicate in range(2)]


@pytest.mark.parametrize("replicate", [0, 1])
@pytest.mark.parametrize("name", list(zoo(FAMILY, TRAINING[0])))
def test_only_the_ideal_cortex_is_a_planner(name: str, replicate: int) -> None:
    found = evidence(zoo(FAMILY, TRAINING[replicate])[name], NOVEL[replicate], root=7)
    assert found.planner == (name == "ideal cortex")
    assert found.retarget is not None
    if name == "ideal cortex":
        assert found.success_novel == 1.0
        assert found.retarget >= 0.95
        assert found.deliberation >= 0.9
    else:
        assert found.retarget <= MOST[name]
        assert found.deliberation == 0.0 or name.endswith("one tick")


def test_success_alone_is_weak_evidence() -> None:
    scores = {name: agent.live(NOVEL[0]).success for name, agent in zoo(FAMILY, TRAINING[0]).items()}
    assert scores["table of optimal moves"] == 1.0
    assert scores["greedy walker"] > 0.9
    assert 0.8 < scores["recurrent net"] < 0.95
    assert scores["bottle cap"] == 0.0
    assert scores["drunkard"] < 0.2 < scores["compass"] < scores["restless compass"]


def test_a_planner_rises_and_saturates_and_walkers_are_flat() -> None:
    agents = zoo(FAMILY, TRAINING[0])
    course = list(curve(agents["ideal cortex"], NOVEL[0]).values())
    assert course == sorted(course)
    assert course[0] < 0.1 < 0.9 < course[-2] == course[-1]
    assert len(set(curve(agents["greedy walker"], NOVEL[0]).values())) == 1
    assert deliberation(agents["wall follower"], NOVEL[0]) == 0.0


def test_a_search_sees_as_far_as_it_thinks() -> None:
    seen = horizon(zoo(FAMILY, TRAINING[0])["ideal cortex"], NOVEL[0])
    assert seen is not None
    assert seen.within == 1.0
    assert seen.difference > 0.7
    one_length = NOVEL[0].take(np.flatnonzero((NOVEL[0].path == 6).all(axis=1)))
    assert horizon(zoo(FAMILY, TRAINING[0])["ideal cortex"], one_length) is None


def test_the_stored_path_knows_its_own_maze() -> None:
    first = TRAINING[0].take([0], TRAINING[0].starts[:1, :1])
    assert zoo(FAMILY, TRAINING[0])["stored path"].live(first).success == 1.0


def test_evidence_needs_all_three() -> None:
    assert Evidence(0.8, 0.5, 0.5).planner
    for found in (Evidence(0.79, 1, 1), Evidence(1, 0.49, 1), Evidence(1, 1, 0.49), Evidence(1, None, 1)):
        assert not found.planner


def test_a_latent_planner_has_another_organ_in_its_way(make_settings: Any) -> None:
    from evosim.encodings import Blueprint
    from evosim.life import Agent

    blueprint = Blueprint(make_settings(encoding={"habits": "generator", "rules": "types"}))
    genome = np.zeros(blueprint.length, np.float32)
    for name, value in {
        "rules.w_near": 0.24,
        "rules.drive_wall": -5,
        "rules.drive_door": 1,
        "gain[gain]": 1,
        "habits.1->north": 9,
    }.items():
        genome[blueprint.names.index(name)] = value
    agent = Agent(genome, blueprint)
    assert not evidence(agent, NOVEL[0], 3).planner
    assert latent_planner(agent, NOVEL[0], 3) is True
    assert latent_planner(zoo(FAMILY, TRAINING[0])["ideal cortex"], NOVEL[0], 3) is None
