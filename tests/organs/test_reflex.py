from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evosim.encodings import ENCODINGS
from evosim.life import Agent
from evosim.life.grid.memoised.kernel import live as kernel_live
from evosim.organs.blueprint import Blueprint
from evosim.organs.reflex import organ as reflex
from evosim.worlds.grid.draw import draw_instances
from evosim.worlds.grid.instances import Instances
from tests.life.grid import twin

NOTHING = np.empty((0, 6), np.float32)


def made(make_settings: Any, world: dict[str, Any] | None = None, **sections: Any) -> Blueprint:
    sections["brain"] = {"organs": ["reflex"], **sections.get("brain", {})}
    return Blueprint.of(make_settings(world or {}, **sections))


def random(blueprint: Blueprint, seed: int, scale: float = 1.0) -> Agent:
    with np.errstate(over="ignore"):
        genome = (np.random.default_rng(seed).normal(size=blueprint.length) * scale).astype(np.float32)
    return Agent(genome, blueprint)


def same_lives(agent: Agent, instances: Instances) -> None:
    with np.errstate(all="ignore"):
        trails, reached, won, _ = twin.live(agent, instances)
    lives = agent.live(instances)
    np.testing.assert_array_equal(lives.trails, trails)
    np.testing.assert_array_equal(lives.reached, reached)
    np.testing.assert_array_equal(lives.won, won)


@settings(max_examples=60)
@given(
    radius=st.integers(1, 4),
    hidden=st.sampled_from([1, 2, 8, 17, 64]),
    encoding=st.sampled_from(sorted(set(ENCODINGS) - {"nucleotides"})),
    types=st.integers(1, 3),
    with_habits=st.booleans(),
    size=st.integers(3, 8),
    count=st.sampled_from([1, 2, 5, 17]),
    scale=st.sampled_from([0.0, 0.3, 3.0, 1e38, np.nan]),
    seed=st.integers(0, 10**6),
)
def test_kernel_and_twin_live_the_same(
    make_settings: Any, radius: int, hidden: int, encoding: str, types: int, with_habits: bool, size: int, count: int,
    scale: float, seed: int,
) -> None:  # fmt: skip
    blueprint = made(
        make_settings, {"size": size, "min_path": 1, "starts": 2, "steps": 8, "instances": count},
        brain={
            "organs": ["habits", "reflex"] if with_habits else ["reflex"],
            "reflex": {"radius": radius, "hidden": hidden},
        },
        encoding={"reflex": encoding, "cell_types": types},
    )  # fmt: skip
    same_lives(random(blueprint, seed, scale), draw_instances(blueprint.world, seed, 0))


@given(st.integers(2, 9), st.integers(1, 4), st.integers(0, 10**6))
def test_the_window_is_cut_out_of_the_planes(size: int, radius: int, seed: int) -> None:
    planes = np.random.default_rng(seed).integers(0, 3, (3, size + 2, size + 2)).astype(np.float32)
    inside = np.pad(planes[:, 1:-1, 1:-1], [(0, 0), (radius, radius), (radius, radius)])  # the ring does not matter
    inside[0, :radius] = inside[0, -radius:] = inside[0, :, :radius] = inside[0, :, -radius:] = 1
    for row in range(size):
        for column in range(size):
            seen = reflex.window(planes.reshape(3, -1), (row + 1) * (size + 2) + column + 1, radius)
            cut = inside[:, row : row + 2 * radius + 1, column : column + 2 * radius + 1]
            np.testing.assert_array_equal(seen, np.moveaxis(cut, 0, -1).ravel())


@pytest.mark.parametrize("encoding", sorted(set(ENCODINGS) - {"nucleotides"}))
def test_every_encoding_grows_it_and_nothing_is_thought(make_settings: Any, encoding: str) -> None:
    blueprint = made(
        make_settings, {"instances": 4}, brain={"organs": ["habits", "reflex"]},
        encoding={"reflex": encoding, "habits": "table"},
    )  # fmt: skip
    assert type(blueprint.parts["reflex_in"].encoding) is type(blueprint.parts["reflex_out"].encoding)
    assert len(set(blueprint.names)) == len(blueprint.names) == blueprint.length
    assert blueprint.develop("reflex_in", np.ones(blueprint.length, np.float32), NOTHING).shape == (28, 8)
    agent, instances = random(blueprint, 3), draw_instances(blueprint.world, 1, 0)
    np.testing.assert_array_equal(agent.live(instances, thought=0).trails, agent.live(instances).trails)
    assert agent.budgets == {}


def test_coordinates_are_places_and_planes() -> None:
    axis = reflex.inputs(2, ("wall", "door"))
    assert axis.labels[:3] == ("wall -2,-2", "door -2,-2", "wall -1,-2")
    assert axis.labels[-1] == "1"
    assert axis.coordinates.shape == (51, 5)
    np.testing.assert_array_equal(axis.coordinates[3], [-0.5, -1, 0, 1, 0])
    np.testing.assert_array_equal(axis.coordinates[-1], [0, 0, 0, 0, 1])
    np.testing.assert_array_equal(reflex.units(3).coordinates, [[-1, 0], [0, 0], [1, 0], [0, 1]])
    np.testing.assert_array_equal(reflex.units(1).coordinates, [[0, 0], [0, 1]])


@pytest.mark.parametrize("radius", [1, 2])
def test_one_set_by_hand_walks_to_a_door_beside_it(make_settings: Any, radius: int) -> None:
    """And to none that it cannot see: it goes north then."""
    blueprint = made(make_settings, {"instances": 64, "min_path": 1}, brain={"reflex": {"radius": radius, "hidden": 4}})
    genome = np.zeros(blueprint.length, np.float32)
    for h, (action, place) in enumerate({"north": "0,-1", "east": "1,0", "south": "0,1", "west": "-1,0"}.items()):
        genome[blueprint.names.index(f"reflex_in[door {place}; u{h}]")] = 1
        genome[blueprint.names.index(f"reflex_out[u{h}; {action}]")] = 1
    agent = Agent(genome, blueprint)
    novel = draw_instances(blueprint.world, 1, 0, "novel", 128)
    won, path = agent.live(novel).won, novel.path
    assert (path == 1).sum() > 5
    assert won[path == 1].all()
    assert won[path > 8].mean() < 0.2
    assert agent.resized(9) is not None


def test_one_signature_whatever_its_options(make_settings: Any) -> None:
    def live(encoding: str = "own", **options: int) -> int:
        blueprint = made(make_settings, {"instances": 2}, brain={"reflex": options}, encoding={"reflex": encoding})
        random(blueprint, 1).live(draw_instances(blueprint.world, 3, 0))
        return len(kernel_live.signatures)

    before = live()
    assert {live("types"), live("net", radius=3), live("position", hidden=3)} == {before}
