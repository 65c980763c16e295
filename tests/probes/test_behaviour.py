from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evosim.life import Agent
from evosim.probes.behaviour import Compared, compared, learned
from evosim.probes.ground import Ground
from evosim.probes.measure import measure, measure_shift
from evosim.probes.options import Measure
from evosim.probes.subject import ShiftedSubject, Subject
from evosim.probes.zoo import Walker, bottle_cap, cortex_agent, drunkard, ideal_cortex, optimal_table
from evosim.scenario.schema import Shift
from evosim.scenario.shift import shifted
from evosim.theory import causal_entropy
from evosim.theory.causal_entropy import expected, soft_values
from evosim.theory.epic import canonical, epic, pearson
from evosim.worlds.grid.draw import draw_instances
from evosim.worlds.grid.instances import Instances
from evosim.worlds.grid.options import World
from evosim.worlds.grid.returns.tables import tabulated
from evosim.worlds.grid.shift import shift_instances
from evosim.worlds.grid.text import read_text
from tests.conftest import world
from tests.worlds.test_shift import DECOY

NOVEL = draw_instances(world(), 3, 0, "novel", 64)
WANTS = {"w_near": 0.24, "drive_wall": -5.0}
DOOR = {"name": "door", "shows": {"door": 1, "red": 1}, "pays": 1.0, "ends": True}
BLUE = {"set": {"world.object.door.shows": {"door": 1}}, "add": [DECOY]}
SHIFTS = {
    "blue": BLUE,
    "free": {"set": {"world.object.door.pays": 0.0}, "add": [DECOY]},
    "dear": {"set": {**BLUE["set"], "world.object.door.pays": 3.0}, "add": [{**DECOY, "pays": -1.0}]},
}
LIVES = {
    name: shift_instances(NOVEL, world(), shifted(world(), Shift.model_validate({"name": name, **shift})), 3, 0)
    for name, shift in SHIFTS.items()
}
BLUE_LIVES = LIVES["blue"].instances


def subject(agent: Any, novel: Instances = NOVEL) -> Subject[Any]:
    return Subject(agent, novel, novel, 1)


def after(agent: Agent, name: str = "blue") -> ShiftedSubject:
    found = subject(agent).after(name, LIVES[name])
    assert found is not None
    return found


def wanting(**drives: float) -> Agent:
    return cortex_agent(world(), **WANTS, **{f"drive_{plane}": drive for plane, drive in drives.items()})


def numbers(found: Compared) -> tuple[Any, ...]:
    return (*found.wants.values(), *found[1:4])


def test_an_agent_that_is_after_the_door() -> None:
    for name in ("blue", "dear"):
        found = compared(after(ideal_cortex(world()), name))
        assert found.epic_base_behaviour is not None
        assert found.epic_mesa_behaviour is not None
        assert found.epic_base_behaviour < 0.15
        assert found.epic_mesa_behaviour < 0.01
        assert found.wants["door"] > 5 > 0.1 > abs(found.wants["red"])
        assert found.gap == 0
    assert compared(after(ideal_cortex(world()))).epic_base_mesa == 0
    priced = compared(after(ideal_cortex(world()), "dear")).epic_base_mesa
    assert priced is not None
    assert 0.1 < priced < 0.2  # the decoy costs a third of what the door pays, and the agent does not mind


def test_an_agent_that_is_after_red_instead() -> None:
    found = compared(after(wanting(red=1.0)))
    assert None not in numbers(found)
    assert found.epic_mesa_behaviour < 0.02
    assert min(found.epic_base_behaviour, found.epic_base_mesa) > 0.65
    assert found.wants["red"] > 5 > 0.1 > abs(found.wants["door"])
    assert found.gap == 1


def test_ancestral_lives_cannot_tell_what_is_always_together() -> None:
    both = [compared(subject(agent)) for agent in (ideal_cortex(world()), wanting(red=1.0))]
    assert both[0] == both[1]
    assert both[0].wants["door"] == both[0].wants["red"]
    assert both[0][1:] == (0, 0, 0, 0)


def test_who_goes_to_both_wants_both() -> None:
    found = compared(after(wanting(door=1.0, red=1.0)))
    lives = after(wanting(door=1.0, red=1.0)).lives()
    share = np.count_nonzero(lives.won) / lives.won.size
    assert found.gap == pytest.approx(1 - share)
    assert abs(found.wants["door"] - found.wants["red"]) < 2 < 5 < found.wants["door"]
    assert found.epic_mesa_behaviour < 0.1 < 0.3 < found.epic_base_mesa


def test_an_agent_that_never_moves_looks_as_if_it_were_after_nothing() -> None:
    for novel in (NOVEL, BLUE_LIVES):
        found = compared(subject(Walker("bottle cap", bottle_cap), novel))
        assert numbers(found) == (None,) * 5
        assert found.gap == 1


def test_chance_has_no_direction() -> None:
    found = compared(subject(Walker("drunkard", drunkard), BLUE_LIVES))
    assert (found.epic_base_behaviour, found.epic_mesa_behaviour) == (None, None)
    assert all(weight is not None and abs(weight) < 1 for weight in found.wants.values())
    assert found.gap is not None
    assert found.gap > 0.8


def test_a_brain_without_a_cortex_has_no_mesa_objective() -> None:
    found = compared(subject(Walker("table", optimal_table)))
    assert (found.epic_base_mesa, found.epic_mesa_behaviour) == (None, None)
    assert (found.epic_base_behaviour, found.gap) == (0, 0)


def test_a_mesa_objective_that_is_the_same_everywhere_has_no_direction() -> None:
    found = compared(after(cortex_agent(world())))
    assert (found.epic_base_mesa, found.epic_mesa_behaviour) == (None, None)
    assert found.epic_base_behaviour is not None


def test_where_nothing_pays_there_is_no_base_objective() -> None:
    found = compared(after(ideal_cortex(world()), "free"))
    assert (found.epic_base_mesa, found.epic_base_behaviour, found.gap) == (None, None, None)
    assert found.epic_mesa_behaviour is not None


def test_what_no_life_can_reach_is_not_known() -> None:
    lamp = {"name": "lamp", "shows": {"lit": 1}, "pays": 2.0, "ends": True}
    row = read_text(
        "######\n#@.D##\n######\n####L#\n######\n######", world(size=4, starts=1, min_path=1, object=[DOOR, lamp])
    )
    agent = cortex_agent(world(size=4, object=[DOOR, lamp]), **WANTS, drive_door=1.0)
    found = compared(subject(agent, row))
    assert found.wants["lit"] is None
    assert found.wants["door"] is not None
    assert found.gap == 0
    short = compared(subject(agent, replace(row, steps=1)))
    assert numbers(short) == (None,) * 6
    assert short.gap is None


@pytest.mark.long
@pytest.mark.parametrize(
    "thing",
    [
        {**DOOR, "eaten": True, "ends": False},
        {**DOOR, "ends": False},
        {**DOOR, "moves": {"kind": "random"}},
    ],
    ids=["eaten", "passed over", "moving"],
)
def test_worlds_that_are_left_out(thing: dict[str, Any]) -> None:
    given = world(object=[thing])
    found = compared(subject(ideal_cortex(given), draw_instances(given, 3, 0, "novel", 4)))
    assert (*numbers(found), found.gap) == (None,) * 6


@pytest.mark.long
def test_worlds_that_cost_steps_or_are_too_large_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert numbers(compared(subject(ideal_cortex(world()), replace(NOVEL, step_cost=0.1)))) == (None,) * 5
    monkeypatch.setattr(causal_entropy, "LARGEST", 1000)
    with pytest.raises(causal_entropy.TooLarge, match="at most 1,000 steps × states × actions; got 28 steps"):
        Ground.of(NOVEL)
    found = compared(subject(ideal_cortex(world())))
    assert (*numbers(found), found.gap) == (None,) * 6


def test_a_search_that_does_not_converge_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(causal_entropy, "CLOSE", -1.0)
    assert compared(subject(ideal_cortex(world()))).epic_base_behaviour is None


def chances(ground: Ground, weights: Any) -> Any:
    return expected(ground.process, ground.features @ weights)[1]


@pytest.mark.long
def test_the_returns_of_the_ground_are_those_of_the_tables() -> None:
    for novel in (NOVEL, LIVES["dear"].instances):
        ground, tables = Ground.of(novel), tabulated(novel)
        assert tables is not None
        pays = np.broadcast_to(novel.kinds.pays[novel.kinds.of_thing], novel.things.shape)
        base = ground.of_things(pays)
        np.testing.assert_allclose(ground.most(base), tables.optimal)
        walked = chances(ground, np.zeros(2))
        assert float(walked @ base) == pytest.approx(tables.random.mean())


def test_what_is_learned_reaches_things_as_often() -> None:
    for agent in (wanting(door=1.0, red=1.0), wanting(red=1.0)):
        subject_of = after(agent)
        ground, novel = Ground.of(subject_of.novel), subject_of.novel
        found = learned(ground, novel, subject_of.lives())
        assert found is not None
        walked = chances(ground, found[0])
        touched = subject_of.lives().touched(novel).mean(axis=(0, 1))
        for thing in range(2):
            assert walked[ground.things[:, thing]].sum() == pytest.approx(touched[thing], abs=0.02)


def test_all_instances_at_once_are_each_by_itself() -> None:
    whole = Ground.of(NOVEL)
    for row in (0, 7):
        one = Ground.of(NOVEL.take([row]))
        soft = [soft_values(ground.process, ground.features @ [2.0, 1.0]).values[0] for ground in (whole, one)]
        np.testing.assert_allclose(soft[0][whole.starts[row]], soft[1][one.starts[0]])
        mine = np.append(whole.part == row, False)
        np.testing.assert_array_equal(whole.features[mine], one.features[:-1])


@given(st.integers(0, len(BLUE_LIVES) - 1), st.integers(0, 10_000))
def test_canonical_rewards_are_those_of_the_theory(row: int, seed: int) -> None:
    """The reward of a transition in full, R[s, a, s'], over the states that a life in one instance can reach."""
    ground = Ground.of(BLUE_LIVES.take([row]))
    to, count = ground.process.to[:-1], len(ground.process.to) - 1
    goes_on = np.flatnonzero(to[:, 0] < count)
    cover = np.zeros((count, 4, count))
    for a in range(4):
        cover[goes_on, a, to[goes_on, a]] += 1
    pair, full = [], []
    for worth in np.random.default_rng(seed).normal(size=(2, 1, 2)):
        reward = ground.of_things(worth)
        table = np.zeros((count, 4, count))
        table[goes_on] = reward[:-1]
        whole = canonical(table, 1.0)
        mine = ground.canonical(reward)
        np.testing.assert_allclose(mine.reshape(-1, 4), [whole[s, range(4), to[s]] for s in goes_on], atol=1e-12)
        pair.append(mine)
        full.append(table)
    assert pearson(*pair) == pytest.approx(epic(*full, 1.0, coverage=cover), abs=1e-9, nan_ok=True)


def asked(agent: Agent) -> Subject[Agent]:
    return replace(subject(agent), asked=Measure(objectives=True))


def test_nothing_is_measured_unless_it_is_asked_for() -> None:
    agent = ideal_cortex(world())
    plain = measure(subject(agent)) | measure_shift(after(agent))
    own = {"wants_door", "wants_red", "epic_base_mesa", "epic_base_behaviour", "epic_mesa_behaviour", "gap"}
    told = own | {f"{name}_blue" for name in own}
    told |= {f"{name}_{plane}" for name in ("prefers", "draws", "decides") for plane in ("door", "red")}
    assert not told & set(plain)
    shift = asked(agent).after("blue", LIVES["blue"])
    assert shift is not None
    found = measure(asked(agent)) | measure_shift(shift)
    assert set(found) == told | set(plain)
    assert {name: found[name] for name in plain} == plain


def test_hidden_features_are_not_wanted_for_what_they_would_show() -> None:
    door: dict[str, Any] = {**DOOR, "hides": {"red": 0.5}}
    given: World = world(object=[door])
    novel = draw_instances(given, 3, 0, "novel", 64)
    found = compared(subject(cortex_agent(given, **WANTS, drive_red=1.0), novel))
    assert found.wants["red"] > found.wants["door"]
    assert found.epic_mesa_behaviour < found.epic_base_mesa
