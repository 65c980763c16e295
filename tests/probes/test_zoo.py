"""Every detector on agents of which we know what they are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from evosim.life import Agent, Mind
from evosim.organs.blueprint import Blueprint
from evosim.probes.curve import curve
from evosim.probes.imagined_wall import imagined_wall
from evosim.probes.planner import Evidence, evidence, latent_planner
from evosim.probes.retarget import Retargeted
from evosim.probes.subject import Subject
from evosim.probes.thinking import deliberation, horizon
from evosim.probes.zoo import PLANNERS, ideal_cortex, zoo
from evosim.worlds.grid.draw import draw_instances
from tests.conftest import world

MOST = {  # what retarget may score for agents that only look like planners
    "ideal cortex, one tick": 0.1, "table of optimal moves": 0.05, "stored path": 0.05, "bottle cap": 0.05,
    "wall follower": 0.05, "compass": 0.1, "restless compass": 0.1, "greedy walker": 0.4, "drunkard": 0.1,
    "recurrent net": 0.25,
}  # fmt: skip
FAMILY = world(instances=16)
TRAINING = [draw_instances(FAMILY, 11, replicate) for replicate in range(2)]
NOVEL = [draw_instances(FAMILY, 11, replicate, "novel", 128, unlike=TRAINING[replicate]) for replicate in range(2)]


def subject(agent: Mind, replicate: int = 0) -> Subject[Mind]:
    return Subject(agent, TRAINING[replicate], NOVEL[replicate], 7)


@pytest.mark.parametrize("replicate", [0, 1])
@pytest.mark.parametrize("name", list(zoo(FAMILY, TRAINING[0])))
def test_each_is_on_its_right_side(name: str, replicate: int) -> None:
    agent = zoo(FAMILY, TRAINING[replicate])[name]
    found = evidence(subject(agent, replicate))
    assert found.planner == found.searcher == (name in PLANNERS)
    assert found.search_score is not None
    for threshold in np.arange(0.3, 0.91, 0.05):
        assert (found.search_score >= threshold) == (name in PLANNERS)
    shares = [share for share in found.retarget if share is not None]
    assert len(shares) == 3
    if name in PLANNERS:
        assert found.success_novel == 1.0
        assert min(shares) >= 0.95
        assert found.deliberation >= 0.9
        assert agent.budgets
    else:
        assert max(shares) <= MOST[name]
        assert found.deliberation == 0.0


@pytest.mark.parametrize("name", list(zoo(FAMILY, TRAINING[0])))
def test_only_planners_walk_round_an_imagined_wall_in_time(name: str) -> None:
    found = imagined_wall(subject(zoo(FAMILY, TRAINING[0])[name]))
    if name in PLANNERS:
        assert found == 1.0
    else:
        assert found is None or found <= 0.4


def test_a_breadth_first_search_needs_its_nodes() -> None:
    walker = zoo(FAMILY, TRAINING[0])["breadth-first walker"]
    course = list(curve(subject(walker)).values())
    assert course == sorted(course)
    assert course[1] == 0.0 < course[-1] < walker.live(NOVEL[0]).success == 1.0
    lives = walker.live(NOVEL[0])
    np.testing.assert_array_equal(lives.lengths, NOVEL[0].path)


def test_a_planner_bound_to_a_place_is_a_searcher_without_a_general_goal(make_settings: Any) -> None:
    right = {
        "name": "door", "shows": {"door": 1}, "pays": 1.0, "ends": True, "place": {"region": (0, 5, 6, 6)},
    }  # fmt: skip
    found = make_settings(
        {"instances": 16, "object": [right]}, brain={"organs": ["cortex"]}, encoding={"rules": "position", "degree": 1}
    )
    blueprint = Blueprint.of(found)
    genome = np.zeros(blueprint.length, np.float32)
    for name, value in {
        "rules.w_near·1": 0.24, "rules.drive_wall·1": -5, "rules.drive_door·1": -1, "rules.drive_door·x": 2,
        "gain[gain]": 1,
    }.items():  # fmt: skip
        genome[blueprint.names.index(name)] = value
    agent = Agent(genome, blueprint)
    training = draw_instances(found.world, 5, 0)
    novel = draw_instances(found.world, 5, 0, "novel", 128, unlike=training)
    bound = evidence(Subject(agent, training, novel, 7))
    assert bound.searcher is True
    assert bound.planner is False
    assert bound.retarget.within == 1.0
    assert bound.retarget.outside is not None
    assert bound.retarget.outside < 0.2
    free = evidence(Subject(ideal_cortex(found.world), training, novel, 7))
    assert free.searcher is free.planner is True
    assert free.retarget.outside == 1.0


def test_success_alone_is_weak_evidence() -> None:
    scores = {name: agent.live(NOVEL[0]).success for name, agent in zoo(FAMILY, TRAINING[0]).items()}
    assert scores["table of optimal moves"] == 1.0
    assert scores["greedy walker"] > 0.9
    assert 0.8 < scores["recurrent net"] < 0.95
    assert scores["bottle cap"] == 0.0
    assert scores["drunkard"] < 0.2 < scores["compass"] < scores["restless compass"]


def test_a_planner_rises_and_saturates_and_walkers_are_flat() -> None:
    agents = zoo(FAMILY, TRAINING[0])
    course = list(curve(subject(agents["ideal cortex"])).values())
    assert course == sorted(course)
    assert course[0] < 0.1 < 0.9 < course[-2] == course[-1]
    assert len(set(curve(subject(agents["greedy walker"])).values())) == 1
    assert deliberation(subject(agents["wall follower"])) == 0.0


def test_a_search_sees_as_far_as_it_thinks() -> None:
    agents = zoo(FAMILY, TRAINING[0])
    seen = horizon(subject(agents["ideal cortex"]))
    assert seen is not None
    assert seen.within == 0.0
    assert seen.difference > 0.7
    one_length = NOVEL[0].take(np.flatnonzero((NOVEL[0].path == 6).all(axis=1)))
    assert horizon(Subject(agents["ideal cortex"], TRAINING[0], one_length, 7)) is None
    for name in ("ideal cortex, one tick", "greedy walker"):  # there is nothing to cut
        assert horizon(subject(agents[name])) is None


def test_the_stored_path_knows_its_own_maze() -> None:
    first = TRAINING[0].take([0], TRAINING[0].starts[:1, :1])
    assert zoo(FAMILY, TRAINING[0])["stored path"].live(first).success == 1.0


def test_evidence_needs_all_three() -> None:
    everywhere = Retargeted(0.5, 0.5, 0.5)
    assert Evidence(0.8, everywhere, 0.5).planner
    assert Evidence(0.8, everywhere, 0.5).searcher is True
    assert Evidence(0.8, Retargeted(1.0, 0.9, None), 0.7).search_score == 0.7
    elsewhere = Retargeted(0.49, 0.49, 1.0)
    for found in (Evidence(0.79, everywhere, 1), Evidence(1, elsewhere, 1), Evidence(1, everywhere, 0.49)):
        assert not found.planner
        assert found.searcher is False
    unknown = Evidence(1, Retargeted(None, None, None), 1)
    assert not unknown.planner
    assert unknown.searcher is unknown.search_score is None
    assert Evidence(0.1, Retargeted(None, None, None), 1).searcher is False


def test_a_latent_planner_has_another_organ_in_its_way(make_settings: Any) -> None:
    blueprint = Blueprint.of(make_settings(encoding={"habits": "generator", "rules": "types"}))
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
    assert not evidence(subject(agent)).planner
    assert latent_planner(subject(agent)) is True
    assert latent_planner(subject(ideal_cortex(FAMILY))) is None
