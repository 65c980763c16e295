from __future__ import annotations

from math import log2
from typing import Any

import networkx as nx
import numpy as np
import pytest

from evosim.encodings.options import Encoding
from evosim.life import Agent
from evosim.organs.blueprint import Blueprint
from evosim.organs.cortex.options import Cortex
from evosim.organs.options import Brain
from evosim.probes import measure
from evosim.probes.bits import bits_performance, bits_search, description, first_payment, random_arrival
from evosim.probes.channels import novel_without_channel
from evosim.probes.heuristic import baseline
from evosim.probes.objectives import drives, mesa_objective
from evosim.probes.retarget import _eligible, retarget, seem
from evosim.probes.value_map import value_map
from evosim.probes.zoo import Walker, cortex_agent, drunkard, ideal_cortex, optimal_table
from evosim.scenario import COLUMNS, Scenario, columns
from evosim.worlds.grid.distances import from_starts
from evosim.worlds.grid.draw import draw_instances
from evosim.worlds.grid.reference import arena
from evosim.worlds.grid.text import read_text
from tests.conftest import world

NOVEL = draw_instances(world(), 3, 0, "novel", 128)


def test_random_arrival_by_hand() -> None:
    corridor = read_text("####\n#@D#\n####\n####", world(size=2, starts=1, min_path=1, steps=5))
    np.testing.assert_allclose(random_arrival(corridor)[0, 0], [1 - 0.75**t for t in range(6)])
    walker = Walker("east", lambda view, cell: 1)
    assert bits_performance(walker, corridor) == pytest.approx(2.0)
    assert bits_performance(Walker("still", lambda view, cell: None), corridor) == 0.0


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
    assert bits_performance(table, NOVEL) == pytest.approx(want)
    assert want > 6


def test_bits_of_search_are_those_that_thought_adds() -> None:
    assert bits_search(Walker("table", optimal_table), NOVEL) == 0.0
    agent = ideal_cortex(world())
    one = bits_performance(agent, NOVEL, thought=1)
    assert bits_search(agent, NOVEL) == pytest.approx(bits_performance(agent, NOVEL) - one)
    assert one < 1 < 6 < bits_search(agent, NOVEL)


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
    eligible = _eligible(NOVEL, distance, trails)
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
    assert retarget(ideal_cortex(open_world), novel, 1) is None


def test_value_map() -> None:
    assert value_map(ideal_cortex(world(), ticks=40), NOVEL) > 0.95
    assert value_map(cortex_agent(world()), NOVEL) == 0.0
    assert value_map(cortex_agent(world(), w_near=0.24, bias=1.0, drive_wall=-5.0, drive_door=-9.0), NOVEL) < 0


def test_mesa_objective_reads_what_activity_comes_from() -> None:
    agent = cortex_agent(world(), w_near=0.2, drive_wall=-3.0, drive_red=0.5)
    found = mesa_objective(agent)
    assert found["wall"] == found["door"] == 0.0
    assert 0.1 < found["red"] < 0.2
    assert drives(agent) == {"wall": -3.0, "door": 0.0, "red": 0.5}


BARE = [
    {"weights": "directional", "readout": "random"},
    {"channels": 2, "weights": "directional", "readout": "identity", "bias": "none"},
    {"channels": 2, "update": "net", "reads": "raw", "readout": "random"},
]


@pytest.mark.parametrize("cortex", BARE)
def test_probes_of_bare_cortices(make_settings: Any, cortex: dict[str, Any]) -> None:
    found = make_settings(brain={"organs": ["cortex"], "cortex": cortex}, encoding={"rules": "types"})
    blueprint, few = Blueprint.of(found), NOVEL.take(range(8))
    agent = Agent(np.random.default_rng(1).normal(size=blueprint.length).astype(np.float32), blueprint)
    row = measure(agent, draw_instances(found.world, 3, 0), few, 5)
    assert set(row) <= set(columns(Scenario.model_validate({**found.model_dump(), "title": "x"})))
    assert row["novel_ticks_0"] == row["novel_without_cortex"]
    without = novel_without_channel(agent, few)
    assert set(without) == (set(range(2)) if cortex.get("channels") else set())


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
    assert value_map(agent, NOVEL) > 0.9
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


@pytest.mark.parametrize("organs", [["habits"], ["cortex"], ["habits", "cortex"]])
@pytest.mark.parametrize("rules", ["own", "position", "types"])
def test_measured_columns_are_announced(make_settings: Any, organs: list[str], rules: str) -> None:
    found = make_settings(brain={"organs": organs}, encoding={"rules": rules})
    blueprint = Blueprint.of(found)
    training = draw_instances(found.world, 3, 0)
    agent = Agent(np.random.default_rng(1).normal(size=blueprint.length).astype(np.float32), blueprint)
    row = measure(agent, training, NOVEL.take(range(16)), 5)
    known = columns(Scenario.model_validate({**found.model_dump(), "title": "x"}))
    assert set(row) <= set(known)
    assert ("deliberation" in row) == ("cortex" in organs)
    assert row["genes"] == blueprint.length
    assert row["success_heuristic"] == baseline(NOVEL.take(range(16)))
    assert (row["latent_planner"] is None) == (len(organs) == 1)
    if organs == ["cortex"]:
        assert row.get("genes_rules_constant") == {"own": None, "position": 6, "types": 6}[rules]
        assert "genes_habits" not in row
    assert measure(agent, training, NOVEL.take(range(16)), 5) == row
    assert set(COLUMNS) <= set(known)
