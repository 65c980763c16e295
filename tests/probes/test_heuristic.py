"""The recurrent net against a slow twin: the same arithmetic life by life, walked by the walkers of the zoo."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evosim.life import Lives
from evosim.probes.heuristic import GENES, RecurrentNet, live_all, stored_net, to_text
from evosim.probes.retarget import seem
from evosim.probes.zoo import Policy, View, Walker
from evosim.worlds.grid.draw import draw_instances
from evosim.worlds.grid.instances import Instances
from evosim.worlds.grid.text import read_text
from tests.conftest import world

F = np.float32
GENE = {name: place for place, name in enumerate(GENES)}
DOOR = {"name": "door", "shows": {"door": 1, "red": 1}, "pays": 1.0, "ends": True}
PIT = {"name": "pit", "shows": {"dark": 1, "red": 1}, "ends": True, "count": 2}
FOOD = {"name": "food", "shows": {"green": 1}, "pays": 0.5, "count": 3}
WORLDS: list[dict[str, Any]] = [
    {},
    {"false_walls": 0.2},
    {"size": 5, "min_path": 3, "starts": 2, "steps": 17, "object": [DOOR, PIT, FOOD]},
    {"layout": {"kind": "maze"}, "size": 9, "object": [FOOD, PIT]},
    {"size": 2, "min_path": 1, "starts": 1, "steps": 1, "layout": {"walls": 0.0}},
]


def slow_policy(genome: np.ndarray) -> Policy:
    """The net in plain Python, one number at a time; its state starts anew with each life."""
    weight = {name: F(genome[place]) for name, place in GENE.items()}
    state = [F(0)] * 7

    def squash(x: np.float32) -> np.float32:
        return x / (F(1) + abs(x))

    def act(view: View, cell: int) -> int:
        if len(view.trail) == 1:
            state[:] = [F(0)] * 7
        seen = {
            f"wall{row}{column}": F(view.walls[cell + (row - 1) * view.stride + column - 1])
            for row in range(3)
            for column in range(3)
        }
        seen["row"] = squash(F(view.goal // view.stride - cell // view.stride))
        seen["column"] = squash(F(view.goal % view.stride - cell % view.stride))
        seen |= {f"hidden{unit}": value for unit, value in enumerate(state)}
        after = []
        for unit in range(7):
            total = weight[f"bias->hidden{unit}"]
            for name, value in seen.items():
                total = F(total + weight[f"{name}->hidden{unit}"] * value)
            after.append(squash(total))
        state[:] = after
        wish = []
        for action in ("north", "east", "south", "west"):
            total = weight[f"bias->{action}"]
            for unit in range(7):
                total = F(total + weight[f"hidden{unit}->{action}"] * state[unit])
            wish.append(total)
        return wish.index(max(wish))

    return act


def slow(genome: np.ndarray, instances: Instances, inert: bool = False) -> Lives:
    return Walker("slow", slow_policy(genome)).live(instances, inert=inert)


def same(found: Lives, expected: Lives) -> None:
    for name, got, want in zip(Lives._fields, found, expected, strict=True):
        np.testing.assert_array_equal(got, want, name)
        assert got.dtype == want.dtype


@settings(max_examples=30)
@given(
    seed=st.integers(0, 2**32 - 1),
    keys=st.sampled_from(WORLDS),
    scale=st.sampled_from([0.0, 0.25, 1.0, 30.0]),
    inert=st.booleans(),
)
def test_it_lives_as_its_slow_twin_does(seed: int, keys: dict[str, Any], scale: float, inert: bool) -> None:
    instances = draw_instances(world(**keys), seed, 0, "novel", 3)
    genomes = (scale * np.random.default_rng(seed).normal(size=(2, 165))).round(2).astype(np.float32)
    together = live_all(genomes, instances, inert=inert)
    for p, genome in enumerate(genomes):
        expected = slow(genome, instances, inert)
        same(Lives(*(part[p] for part in together)), expected)
        same(RecurrentNet(genome).live(instances, inert=inert), expected)


@pytest.mark.parametrize("inert", [False, True])
def test_the_stored_net_lives_as_its_slow_twin_does(inert: bool) -> None:
    instances = draw_instances(world(), 12, 0, "novel", 64)
    same(stored_net().live(instances, inert=inert), slow(stored_net().genome, instances, inert))


def test_edited_planes_deceive_it() -> None:
    instances = draw_instances(world(), 12, 1, "novel", 32)
    free = [
        int(np.flatnonzero(~walls & (touch == 0))[0])
        for walls, touch in zip(instances.walls, instances.touch, strict=True)
    ]
    edited = seem(instances, np.array(free, np.int32))
    same(stored_net().live(edited, inert=True), slow(stored_net().genome, edited, inert=True))
    changed = stored_net().live(edited, inert=True).trails != stored_net().live(instances, inert=True).trails
    assert changed.any(axis=2).mean() > 0.5


def test_a_net_by_hand_turns_at_the_wall_and_forgets_at_the_end_of_a_life() -> None:
    corridor = read_text("#####\n#@..#\n###.#\n###D#\n#####", world(size=3, starts=1, min_path=1, steps=9))
    genome = np.zeros(165, np.float32)
    genome[GENE["bias->east"]] = 1
    genome[GENE["wall12->hidden3"]] = 1  # a wall to the east, remembered for ever
    genome[GENE["hidden3->hidden3"]] = 9
    genome[GENE["hidden3->south"]] = 4
    lives = RecurrentNet(genome).live(corridor.take([0, 0]))
    assert lives.trails[:, 0].tolist() == [[6, 7, 8, 13, 18, 18, 18, 18, 18, 18]] * 2
    assert lives.lengths.tolist() == [[4], [4]]
    assert lives.won.all()
    assert (lives.reached == 0).all()
    assert not RecurrentNet(genome).live(corridor, without=("memory",)).won.any()


def test_what_is_stored_reads_back_exactly() -> None:
    assert len(GENES) == len(set(GENES)) == 165
    genome = np.random.default_rng(4).normal(size=165).astype(np.float32)
    back = [float(line.split(",")[1]) for line in to_text(genome).splitlines()]
    np.testing.assert_array_equal(np.array(back, np.float32), genome)
    assert stored_net().genome.shape == (165,)
    assert np.isfinite(stored_net().genome).all()
    assert stored_net().genome.all()
