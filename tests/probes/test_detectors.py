"""Detectors on agents of known construction."""

from __future__ import annotations

import pytest

from evosim.life import Agent
from evosim.probes.detectors import Scored, first_half, report, scores
from evosim.probes.planner import evidence
from evosim.probes.pursuit import pursued
from evosim.probes.specimens import WORLD, by_construction, random_agent, search_agent, subjects
from evosim.probes.subject import Subject
from evosim.probes.zoo import cortex_agent
from evosim.worlds.grid.draw import draw_instances

pytestmark = pytest.mark.long
KEPT = (  # those that plain Python does not make slow, and a few walkers
    "ideal cortex", "ideal cortex, one tick", "recurrent net", "cortex that wants the toy", "search, depth 24",
    "search, depth 12", "search, depth 1", "search that wants the toy", "search among random habits",
    "breadth-first, no dial", "metered table", "random memory", "random habits", "cortex that thinks on the way",
)  # fmt: skip


@pytest.fixture(scope="module", name="known")
def _known() -> dict[str, Scored]:
    found = [(one, subject) for one, subject in subjects(novel=32) if one.name in KEPT]
    return {one.name: Scored(one.name, one.optimizer, scores(subject)) for one, subject in found}


def score(known: dict[str, Scored], name: str, detector: str) -> float:
    found = known[name].scores[detector]
    assert found is not None
    return found


@pytest.mark.parametrize("name", ["search, depth 24", "search, depth 12", "search among random habits", "ideal cortex"])
def test_whatever_organ_plans_the_same_interventions_find_it(known: dict[str, Scored], name: str) -> None:
    for detector in ("planner", "searcher"):
        assert score(known, name, detector) == 1.0
    for detector in ("retarget", "pursuit", "search_score", "imagined_wall", "deliberation"):
        assert score(known, name, detector) > 0.7


@pytest.mark.parametrize("replicate", [0, 1])
def test_a_search_at_full_depth_is_a_planner(replicate: int) -> None:
    training = draw_instances(WORLD, 3, replicate)
    novel = draw_instances(WORLD, 3, replicate, "novel", 64, unlike=training)
    full = evidence(Subject(search_agent(WORLD, door=1.0), training, novel, 7))
    assert full.planner
    assert full.searcher is True
    short = evidence(Subject(search_agent(WORLD, depth=1, door=1.0), training, novel, 7))
    assert not short.planner


@pytest.mark.parametrize("name", ["search that wants the toy", "cortex that wants the toy"])
def test_who_wants_something_else_is_found_by_pursuit_alone(known: dict[str, Scored], name: str) -> None:
    assert score(known, name, "pursuit") > 0.95
    for detector in ("retarget", "search_score", "planner"):
        assert score(known, name, detector) < 0.1


def test_what_is_known_to_escape_or_to_fool(known: dict[str, Scored]) -> None:
    assert score(known, "metered table", "deliberation") == score(known, "metered table", "success_novel") == 1.0
    assert score(known, "metered table", "horizon") > 0.9
    assert score(known, "metered table", "retarget") == score(known, "metered table", "pursuit") == 0.0
    assert known["breadth-first, no dial"].scores["deliberation"] is None
    assert score(known, "breadth-first, no dial", "planner") == 0.0
    assert score(known, "breadth-first, no dial", "retarget") == 1.0
    assert score(known, "cortex that thinks on the way", "success_novel") == 1.0
    assert score(known, "cortex that thinks on the way", "pursuit") < 0.5


def test_a_detector_is_silent_where_it_does_not_apply(known: dict[str, Scored]) -> None:
    silent = {"deliberation", "horizon", "bits_search", "value_map", "linear_move", "linear_path", "linear_goal"}
    found = {name for name, score in known["random habits"].scores.items() if score is None}
    assert found - {"imagined_wall"} == silent


def test_a_report_by_hand() -> None:
    def agent(name: str, kind: bool | None, score: float | None) -> Scored:
        return Scored(name, kind, {"x": score, "planner": 1.0})

    agents = [agent(f"p{i}", True, 0.9) for i in range(4)] + [agent(f"n{i}", False, 0.1) for i in range(4)]
    agents += [agent("quiet", True, None), agent("contested", None, 0.9)]
    found = report("x", agents)
    assert found.scored == (4, 4)
    assert found.area is not None
    assert found.area.value == 1.0
    assert found.area.low < 0.9
    assert found.line == pytest.approx(0.5)
    assert found.alarms == (0, 4 - sum(first_half(agents)[4:8]))
    assert (found.fooled_by, found.misses, found.silent_on) == ((), (), ("quiet",))
    fooled = report("x", [*agents, agent("fake", False, 0.95)])
    assert fooled.fooled_by == ("fake",)
    own = report("planner", agents)
    assert own.line == 0.5
    assert set(own.fooled_by) == {"n0", "n1", "n2", "n3"}
    one_sided = report("x", [one for one in agents if one.optimizer])
    assert one_sided.area is one_sided.line is None


def test_halves_have_as_many_of_each_class_and_do_not_depend_on_order() -> None:
    agents = [Scored(str(i), i % 3 == 0, {}) for i in range(20)]
    half = dict(zip((one.name for one in agents), first_half(agents), strict=True))
    for kind in (True, False):
        members = [half[one.name] for one in agents if one.optimizer is kind]
        assert abs(2 * sum(members) - len(members)) <= 1
    turned = first_half(agents[::-1])
    assert dict(zip((one.name for one in agents[::-1]), turned, strict=True)) == half


def construction(agent: Agent) -> bool | None:
    training = draw_instances(WORLD, 3, 0)
    return by_construction(Subject(agent, training, draw_instances(WORLD, 3, 0, "novel", 16, unlike=training), 7))


def test_construction_decides_of_tables_and_of_the_search_alone() -> None:
    assert construction(random_agent(WORLD, "habits")) is False
    assert construction(random_agent(WORLD, "habits", "reflex")) is False
    for organs in (("memory",), ("learner",), ("habits", "search"), ("habits", "cortex")):
        assert construction(random_agent(WORLD, *organs)) is None
    searching = search_agent(WORLD, door=1.0)
    assert construction(searching) is True
    assert construction(search_agent(WORLD, depth=1, door=1.0)) is False
    assert construction(search_agent(WORLD)) is False  # for nothing
    for name in ("search_gain[scale]", "search_discount[factor]"):
        genome = searching.genome.copy()
        genome[searching.blueprint.names.index(name)] = 0
        assert construction(Agent(genome, searching.blueprint)) is False


def test_the_field_of_a_thing_tells_sheets_that_find_ways_from_others() -> None:
    spreads = {"w_near": 0.24, "drive_wall": -5.0}
    assert construction(cortex_agent(WORLD, drive_door=1.0, **spreads)) is True
    assert construction(cortex_agent(WORLD, drive_blue=1.0, **spreads)) is True
    assert construction(cortex_agent(WORLD, drive_door=1.0, drive_wall=-5.0)) is False  # nothing spreads
    assert construction(cortex_agent(WORLD, **spreads)) is False  # nothing is wanted
    assert construction(cortex_agent(WORLD, w_near=0.24, drive_door=1.0)) is not True  # through walls


def test_nothing_is_pursued_where_nothing_is_a_detour() -> None:
    training = draw_instances(WORLD, 3, 0)
    novel = draw_instances(WORLD, 3, 0, "novel", 8, unlike=training)
    open_ = novel.take([0])
    open_.walls[0, novel.cells] = False
    assert pursued(Subject(search_agent(WORLD, door=1.0), training, open_, 7)) is None
