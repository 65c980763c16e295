from __future__ import annotations

from math import log2
from typing import Any

import networkx as nx
import numpy as np
import pytest
from scipy.stats import rankdata

from evosim.encodings.options import Encoding
from evosim.life import Agent
from evosim.organs.blueprint import Blueprint
from evosim.organs.cortex.columns import novel_without_channel
from evosim.organs.cortex.options import Cortex
from evosim.organs.options import Brain
from evosim.probes.bits import bits_performance, first_payment, random_arrival
from evosim.probes.genes import description
from evosim.probes.measure import measure
from evosim.probes.objectives import drives, mesa_objective
from evosim.probes.retarget import Retargeted, detours, retargeted, seem
from evosim.probes.subject import Subject
from evosim.probes.thinking import bits_search
from evosim.probes.value_map import ranks, value_map
from evosim.probes.zoo import Walker, cortex_agent, drunkard, ideal_cortex, optimal_table
from evosim.scenario import Scenario
from evosim.scenario.columns import columns
from evosim.worlds.grid.distances import from_starts
from evosim.worlds.grid.draw import draw_instances
from evosim.worlds.grid.instances import Instances
from evosim.worlds.grid.reference import arena
from evosim.worlds.grid.text import read_text
from tests.conftest import world

NOVEL = draw_instances(world(), 3, 0, "novel", 128)


def subject(agent: Any, novel: Instances = NOVEL) -> Subject[Any]:
    return Subject(agent, novel, novel, 1)


def test_random_arrival_by_hand() -> None:
    corridor = read_text("####\n#@D#\n####\n####", world(size=2, starts=1, min_path=1, steps=5))
    np.testing.assert_allclose(random_arrival(corridor)[0, 0], [1 - 0.75**t for t in range(6)])
    walker = Walker("east", lambda view, cell: 1)
    assert bits_performance(subject(walker, corridor)) == pytest.approx(2.0)
    assert bits_performance(subject(Walker("still", lambda view, cell: None), corridor)) == 0.0


def test_random_arrival_against_walks() -> None:
    few = NOVEL.take(range(6))
    chance = random_arrival(few)
    assert (np.diff(chance, axis=2) >= 0).all()
    many = few.take(np.repeat(np.arange(6), 300))
    lives = Walker("drunkard", drunkard).live(many)
    share = (first_payment(lives, many) <= 28).reshape(6, 300, 3).mean(axis=1)
    sigma = np.sqrt(chance[:, :, 28] * (1 - chance[:, :, 28]) / 300)
    assert (abs(share - chance[:, :, 28]) < 4.5 * sigma + 0.01).all()


def test_a_trap_ends_the_walk() -> None:
    pit = {"name": "pit", "shows": {"dark": 1}, "ends": True}
    door = {"name": "door", "shows": {"door": 1}, "pays": 1.0, "ends": True}
    row = read_text(
        "#####\n#P@D#\n#####\n#####\n#####",
        world(size=3, starts=1, min_path=1, steps=200, object=[door, pit]),
    )
    assert random_arrival(row)[0, 0, -1] == pytest.approx(0.5, abs=1e-6)


def test_bits_of_shortest_paths() -> None:
    table = Walker("table", optimal_table)
    chance = random_arrival(NOVEL)
    n, j = NOVEL.path.shape
    want = sum(-log2(chance[a, b, NOVEL.path[a, b]]) for a in range(n) for b in range(j)) / (n * j)
    assert bits_performance(subject(table)) == pytest.approx(want)
    assert want > 6


def test_bits_of_search_are_those_that_thought_adds() -> None:
    assert bits_search(subject(Walker("table", optimal_table))) == 0.0
    planner = subject(ideal_cortex(world()))
    one = bits_performance(planner, thought=1)
    assert bits_search(planner) == pytest.approx(bits_performance(planner) - one)
    assert one < 1 < 6 < bits_search(planner)


def test_retarget_moves_only_what_is_seen() -> None:
    targets = np.array(
        [int(np.flatnonzero(~NOVEL.walls[n] & (NOVEL.touch[n] == 0))[0]) for n in range(len(NOVEL))], np.int32
    )
    edited = seem(NOVEL, targets)
    rows = np.arange(len(NOVEL))
    assert (edited.planes[rows, 1, targets] == 1).all()
    assert (edited.planes[:, 1:].sum(axis=2) == 1).all()
    np.testing.assert_array_equal(edited.planes[:, 0], NOVEL.planes[:, 0])
    np.testing.assert_array_equal(edited.things, NOVEL.things)
    assert (NOVEL.planes[rows, 1, NOVEL.things[:, 0]] == 1).all()


def test_retarget_takes_away_no_more_than_is_shown() -> None:
    door = {"name": "door", "shows": {"door": 1, "red": 1}, "hides": {"red": 0.25}, "pays": 1.0, "ends": True}
    novel = draw_instances(world(object=[door]), 3, 0, "novel", 128)
    hidden = novel.planes[:, 2].sum(axis=1) == 0
    assert hidden.sum() == 32
    targets = np.array([int(np.flatnonzero(~novel.walls[n] & (novel.touch[n] == 0))[0]) for n in range(128)], np.int32)
    edited = seem(novel, targets)
    rows = np.arange(128)
    assert (edited.planes >= 0).all()
    assert not edited.planes[rows, 1:, novel.things[:, 0]].any()
    assert (edited.planes[rows, 1, targets] == 1).all()
    np.testing.assert_array_equal(edited.planes[rows, 2, targets], ~hidden)


def test_cells_for_retargeting() -> None:
    agent = ideal_cortex(world())
    trails = agent.live(NOVEL, inert=True).trails
    distance = from_starts(NOVEL)
    eligible = detours(NOVEL, distance, trails)
    found = np.argwhere(eligible)
    assert len(found) > 100
    for n, j, cell in found[:: max(1, len(found) // 200)].tolist():
        maze = arena(frozenset(np.flatnonzero(~NOVEL.walls[n]).tolist()), NOVEL.stride)
        start = int(NOVEL.starts[n, j])
        far = nx.shortest_path_length(maze, start, cell)
        (a, b), (c, d) = divmod(start, NOVEL.stride), divmod(cell, NOVEL.stride)
        assert far >= abs(a - c) + abs(b - d) + 4
        assert far <= NOVEL.steps
        assert cell not in trails[n, j]
        assert cell != NOVEL.things[n, 0]


def test_retarget_is_null_where_no_cell_will_do() -> None:
    open_world = world(layout={"walls": 0.0}, min_path=3)
    novel = draw_instances(open_world, 3, 0, "novel", 8)
    assert retargeted(subject(ideal_cortex(open_world), novel)) == Retargeted(None, None, None)


def test_value_map() -> None:
    assert value_map(subject(ideal_cortex(world(), ticks=40))) > 0.95
    assert value_map(subject(cortex_agent(world()))) == 0.0
    flees = cortex_agent(world(), w_near=0.24, bias=1.0, drive_wall=-5.0, drive_door=-9.0)
    assert value_map(subject(flees)) < 0


def test_equal_values_share_the_mean_of_their_ranks() -> None:
    values = np.random.default_rng(2).integers(0, 9, 40).astype(np.float32)
    np.testing.assert_array_equal(ranks(values), rankdata(values))


def test_mesa_objective_reads_what_activity_comes_from() -> None:
    agent = cortex_agent(world(), w_near=0.2, drive_wall=-3.0, drive_red=0.5)
    found = mesa_objective(agent)
    assert found["wall"] == found["door"] == 0.0
    assert 0.1 < found["red"] < 0.2
    assert drives(agent) == {"wall": -3.0, "door": 0.0, "red": 0.5}


@pytest.mark.parametrize("place", ["x", "corners"])
def test_mesa_of_a_place_is_where_it_is_largest_less_where_it_is_least(make_settings: Any, place: str) -> None:
    brain = {"organs": ["cortex"], "places": [place], "signals": ["time"], "cortex": {"ticks": 1, "think": "step"}}
    blueprint = Blueprint.of(make_settings(brain=brain, encoding={"rules": "types"}))
    genome = np.zeros(blueprint.length, np.float32)
    for number, value in {"bias": 0.5, f"drive_{place}": -0.25}.items():
        genome[blueprint.names.index(f"rules.{number}")] = value
    agent = Agent(genome, blueprint)
    assert mesa_objective(agent) == {"wall": 0.5, "door": 0.5, "red": 0.5, place: -0.25}
    assert drives(agent)["time"] == 0.0


BARE = [
    {"weights": "directional", "readout": "random"},
    {"channels": 2, "weights": "directional", "readout": "identity", "bias": "none"},
    {"channels": 2, "update": "net", "reads": "raw", "readout": "random"},
]


@pytest.mark.long
@pytest.mark.parametrize("cortex", BARE)
def test_probes_of_bare_cortices(make_settings: Any, cortex: dict[str, Any]) -> None:
    found = make_settings(brain={"organs": ["cortex"], "cortex": cortex}, encoding={"rules": "types"})
    blueprint, few = Blueprint.of(found), NOVEL.take(range(8))
    agent = Agent(np.random.default_rng(1).normal(size=blueprint.length).astype(np.float32), blueprint)
    row = measure(Subject(agent, draw_instances(found.world, 3, 0), few, 5))
    assert set(row) <= set(columns(Scenario.model_validate({**found.model_dump(), "title": "x"})))
    assert row["novel_ticks_0"] == row["novel_without_cortex"]
    found_without = {name: row[name] for name in row if name.startswith("novel_without_channel_")}
    assert len(found_without) == (2 if "channels" in cortex else 0)


@pytest.mark.long
def test_an_ideal_bare_cortex() -> None:
    """One channel is value iteration, told by hand, the other stays at rest; all probes find the one that matters."""
    brain = Brain(organs=("cortex",), cortex=Cortex(channels=2, weights="directional", readout="random"))
    blueprint = Blueprint(world(), brain, Encoding(rules="types"))
    number = {f"w_{way}_1_1": 0.24 for way in ("north", "east", "south", "west")}
    number |= {"drive_wall_1": -5.0, "drive_door_1": 1.0, "drive_red_1": 0.5}
    genome = np.zeros(blueprint.length, np.float32)
    for name, value in number.items():
        genome[blueprint.names.index(f"rules.{name}")] = value
    for way in ("north", "east", "south", "west"):
        genome[blueprint.names.index(f"readout[{way}; {way}_1]")] = 1
    agent, classic = Agent(genome, blueprint), ideal_cortex(world())
    assert agent.live(NOVEL).success == 1.0
    assert novel_without_channel(agent, NOVEL.take(range(32))) == {0: 1.0, 1: 0.0}
    assert value_map(subject(agent)) > 0.9
    assert drives(agent) == {"wall": -2.5, "door": 0.5, "red": 0.25}
    assert mesa_objective(agent)["door"] == pytest.approx(mesa_objective(classic)["door"] / 2, abs=1e-6)
    assert agent.settled(NOVEL.take(range(3))).shape == (3, 2, 7, 7)
    assert classic.settled(NOVEL.take(range(3))).shape == (3, 1, 7, 7)


def test_the_drive_of_a_net_is_its_slope_at_rest() -> None:
    brain = Brain(organs=("cortex",), cortex=Cortex(update="net", hidden=2))
    blueprint = Blueprint(world(), brain, Encoding(rules="types"))
    genome = np.zeros(blueprint.length, np.float32)
    for name, value in {"drive_door_h0": 2.0, "drive_door_h1": -3.0, "out_h0": 0.5, "out_h1": -1.0}.items():
        genome[blueprint.names.index(f"rules.{name}")] = value
    assert drives(Agent(genome, blueprint)) == {"wall": 0.0, "door": 4.0, "red": 0.0}


def test_description_length() -> None:
    assert description(3, 16) == 3 * 36
    assert description(0, 154) == 0.0
