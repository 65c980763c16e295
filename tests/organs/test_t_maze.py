"""A T-maze (O'Keefe and Dostrovsky 1971): what was seen at the start says where to turn, and no reflex can know it."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from evosim.life import Agent, evaluate
from evosim.organs.blueprint import Blueprint
from evosim.organs.reflex import organ as reflex
from evosim.threads import Threads
from evosim.worlds.grid.instances import Instances
from evosim.worlds.grid.text import read_text

WEST = """
#########
#D.....T#
####.####
####.####
####.####
####.####
####.####
###C@.###
#########
"""
EAST = "\n".join(line[::-1] for line in WEST.splitlines())
JUNCTION = 9 + 4  # row 1, column 4 of nine columns
OBJECTS = [
    {"name": "door", "shows": {"door": 1}, "pays": 1.0, "ends": True},
    {"name": "trap", "shows": {"door": 1}, "ends": True},  # it looks like the door
    {"name": "cue", "shows": {"cue": 1}},
]
WORLD = {"size": 7, "object": OBJECTS, "starts": 1, "steps": 30, "instances": 2}


def both(blueprint: Blueprint) -> Instances:
    """The maze with the door in the west, then the one with the door in the east."""
    west, east = read_text(WEST, blueprint.world), read_text(EAST, blueprint.world)
    arrays = {f.name: getattr(west, f.name) for f in fields(west) if isinstance(getattr(west, f.name), np.ndarray)}
    return replace(west, **{name: np.concatenate([of, getattr(east, name)]) for name, of in arrays.items()})


def score(agent: Agent, maze: Instances) -> float:
    """Mean return over both mazes."""
    return float(evaluate(agent.genome[None], agent.blueprint.plan, maze, Threads()).score[0])


def of_memory(make_settings: Any, state: str) -> Agent:
    """It goes north as long as it can, then to the side on which the cue stood.

    Unit 0 holds the side, 0.9 or -0.9, by a weight of 10 on itself; unit 1 is 0.5 if a wall stands in the north.
    """
    brain = {"organs": ["memory"], "memory": {"radius": 1, "hidden": 2, "state": state}}
    blueprint = Blueprint.of(make_settings(WORLD, brain=brain, encoding={"memory": "own"}))
    genome = np.zeros(blueprint.length, np.float32)
    for name, weight in {
        "memory_in[cue+0-1; hidden0]": 10,
        "memory_in[cue+0+1; hidden0]": -10,
        "memory_in[hidden0; hidden0]": 10,
        "memory_in[wall-1+0; hidden1]": 1,
        "memory_out[1; north]": 1,
        "memory_out[hidden1; north]": -10,
        "memory_out[hidden0; west]": 1,
        "memory_out[hidden0; east]": -1,
        "memory_out[1; south]": -5,
    }.items():
        genome[blueprint.names.index(name)] = weight
    return Agent(genome, blueprint)


def test_a_memory_set_by_hand_finds_the_door_in_both_arms(make_settings: Any) -> None:
    agent = of_memory(make_settings, "kept")
    maze = both(agent.blueprint)
    lives = agent.live(maze)
    assert lives.won.tolist() == [[True], [True]]
    assert lives.lengths.tolist() == [[9], [9]]  # six steps north and three aside
    assert score(agent, maze) == 1.0


def test_without_its_state_it_takes_the_same_arm(make_settings: Any) -> None:
    agent = of_memory(make_settings, "cleared")
    assert agent.live(both(agent.blueprint)).won.sum() == 1


def of_reflex(make_settings: Any, radius: int = 1) -> Blueprint:
    brain = {"organs": ["reflex"], "reflex": {"radius": radius, "hidden": 8}}
    return Blueprint.of(make_settings(WORLD, brain=brain, encoding={"reflex": "own"}))


@pytest.mark.parametrize("radius", [1, 2])
def test_no_reflex_does(make_settings: Any, radius: int) -> None:
    """All that it knows at the junction is the same in both mazes, so it turns to the same side, once and for all."""
    blueprint = of_reflex(make_settings, radius)
    maze = both(blueprint)
    west, east = (reflex.window(planes, JUNCTION, radius) for planes in maze.planes)
    np.testing.assert_array_equal(west, east)
    assert not np.array_equal(*(reflex.window(planes, int(maze.starts[0, 0]), radius) for planes in maze.planes))
    rng = np.random.default_rng(radius)
    won, turned = [], 0
    for _ in range(200):
        agent = Agent(rng.normal(size=blueprint.length).astype(np.float32), blueprint)
        lives = agent.live(maze)
        won.append(lives.won.sum())
        left = [set(trail[1:][trail[:-1] == JUNCTION].tolist()) for trail in lives.trails[:, 0]]
        turned += all(left)
        assert not all(left) or left[0] == left[1]
    assert max(won) <= 1
    assert turned > 0


def test_a_reflex_set_by_hand_wins_in_one_arm(make_settings: Any) -> None:
    blueprint = of_reflex(make_settings)
    genome = np.zeros(blueprint.length, np.float32)
    for name, weight in {
        "reflex_in[wall 0,-1; u0]": 1, "reflex_out[1; north]": 1, "reflex_out[u0; north]": -10,
        "reflex_out[u0; west]": 1,
    }.items():  # fmt: skip
        genome[blueprint.names.index(name)] = weight
    agent = Agent(genome, blueprint)
    assert agent.live(both(blueprint)).won.tolist() == [[True], [False]]
