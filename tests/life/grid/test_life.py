from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evosim.life import Agent, evaluate
from evosim.life.grid.memoised.kernel import live as kernel_live
from evosim.organs.blueprint import Blueprint
from evosim.organs.cortex.channels.organ import muted
from evosim.threads import Threads
from evosim.worlds.grid.draw import draw_instances
from tests.life.grid import twin

RICH = [
    {"name": "door", "shows": {"door": 1, "red": 1}, "pays": 1.0, "ends": True},
    {"name": "coin", "shows": {"gold": 2}, "pays": 0.5, "count": 2},
    {"name": "pit", "shows": {"dark": 1}, "pays": -1.0, "ends": True},
]


@settings(max_examples=120)
@given(
    organs=st.sampled_from([["habits"], ["cortex"], ["habits", "cortex"]]),
    habits=st.sampled_from(["table", "generator"]),
    rules=st.sampled_from(["own", "position", "types", "net", "dct", "projection", "nucleotides"]),
    types=st.integers(1, 3),
    degree=st.integers(0, 3),
    readout=st.sampled_from(["greedy", "identity", "random"]),
    ticks=st.sampled_from([0, 1, 2, 9, {"max": 12}]),
    think=st.sampled_from(["life", "step"]),
    state=st.sampled_from(["cleared", "kept"]),
    bare=st.sampled_from([{}, {}, {"weights": "directional"}, {"reads": "raw"}, {"update": "net"}]),
    more=st.sampled_from([{}, {}, {"bias": "none"}, {"channels": 2}, {"channels": 3, "weights": "directional"}]),
    rich=st.booleans(),
    novel=st.booleans(),
    inert=st.booleans(),
    scale=st.sampled_from([0.0, 0.5, 3.0]),
    size=st.integers(3, 8),
    starts=st.integers(1, 3),
    count=st.sampled_from([1, 2, 5, 16, 17, 33]),
    seed=st.integers(0, 10**6),
)
def test_kernel_and_twin_live_the_same(
    make_settings: Any, organs: list[str], habits: str, rules: str, types: int, degree: int, readout: str, ticks: Any,
    think: str, state: str, bare: dict[str, Any], more: dict[str, Any], rich: bool, novel: bool, inert: bool,
    scale: float, size: int, starts: int, count: int, seed: int,
) -> None:  # fmt: skip
    organs = ["cortex"] if rules == "nucleotides" and "cortex" in organs else organs  # no habits grow from a string
    keys: dict[str, Any] = {"size": size, "min_path": 1, "starts": starts, "steps": 12}
    keys["instances"] = 2 if novel else count
    way = {"ticks": ticks, "readout": readout, "think": think, "state": state, **bare, **more}
    if "channels" in more and readout == "greedy":
        way["readout"] = "random"
    if bare or "channels" in more:  # other organs beside it are compiled by the same rule, which takes long
        organs = [organ for organ in organs if organ == "cortex" or "cortex" not in organs]
    found = make_settings(
        {**keys, **({"object": RICH} if rich else {})},
        brain={"organs": organs, "cortex": way},
        encoding={"habits": habits, "rules": rules, "cell_types": types, "degree": degree},
    )
    blueprint = Blueprint.of(found)
    rng = np.random.default_rng(seed)
    genome = (rng.normal(size=blueprint.length) * scale).astype(np.float32)
    if blueprint.letters:
        genome = rng.integers(0, 4, blueprint.length).astype(np.int32)
    agent = Agent(genome, blueprint)
    instances = draw_instances(found.world, seed, 0, "novel" if novel else "training", count)
    lives = agent.live(instances, inert=inert)
    trails, reached, won, score = twin.live(agent, instances, inert)
    np.testing.assert_array_equal(lives.trails, trails)
    np.testing.assert_array_equal(lives.reached, reached)
    np.testing.assert_array_equal(lives.won, won)
    if not inert:
        scores = evaluate(agent.genome[None], blueprint.plan, instances, Threads())
        assert scores.score[0] == pytest.approx(score, abs=1e-12)
        assert scores.success[0] == lives.success
        assert scores.genes[0] == np.count_nonzero(agent.genome)
        assert scores.ticks[0] == agent.ticks


def test_same_bits_for_any_number_of_threads(make_settings: Any) -> None:
    found = make_settings({"instances": 20})
    blueprint, world = Blueprint.of(found), draw_instances(found.world, 1, 0)
    genomes = np.random.default_rng(0).normal(size=(37, blueprint.length)).astype(np.float32)
    one = evaluate(genomes, blueprint.plan, world, Threads(1))
    for count in (2, 3, 8):
        with Threads(count) as threads:
            many = evaluate(genomes, blueprint.plan, world, threads)
        for a, b in zip(one, many, strict=True):
            np.testing.assert_array_equal(a, b)


def test_genomes_that_are_not_numbers_do_no_harm(make_settings: Any) -> None:
    found = make_settings()
    blueprint, world = Blueprint.of(found), draw_instances(found.world, 1, 0)
    for value in (np.nan, np.inf, -np.inf, 3e38):
        genomes = np.full((2, blueprint.length), value, np.float32)
        scores = evaluate(genomes, blueprint.plan, world, Threads())
        assert np.isfinite(scores.score).all()


def test_lesions_and_overrides(make_settings: Any) -> None:
    found = make_settings({"instances": 4}, encoding={"habits": "table", "rules": "types"})
    blueprint, instances = Blueprint.of(found), draw_instances(found.world, 1, 0)
    rng = np.random.default_rng(5)
    agent = Agent(rng.normal(size=blueprint.length).astype(np.float32), blueprint)
    for organ, name in (("habits", "habits"), ("cortex", "gain")):
        silent = agent.genome.copy()
        part = blueprint.parts[name]
        silent[part.at : part.at + part.length] = 0
        np.testing.assert_array_equal(
            agent.live(instances, without=(organ,)).trails, Agent(silent, blueprint).live(instances).trails
        )
    np.testing.assert_array_equal(
        agent.live(instances, thought=0).trails, agent.live(instances, without=("cortex",)).trails
    )
    assert agent.mind(instances, ticks=3).shape == (4, 4, 7, 7)
    assert {name: value.shape for name, value in replace(agent, codes=instances.codes).parameters.items()} == {
        "habits": (4, 49, 4), "rules": (49, 6), "gain": (1,),
    }  # fmt: skip


def test_muted_channels_are_zeroed_genes(make_settings: Any) -> None:
    """Of a channel that is held at 0 nothing is read: as with all genes at 0 that go into it or come from it."""
    cortex = {"channels": 3, "weights": "directional", "readout": "random"}
    found = make_settings({"instances": 4}, brain={"organs": ["cortex"], "cortex": cortex}, encoding={"rules": "types"})
    blueprint, instances = Blueprint.of(found), draw_instances(found.world, 1, 0)
    assert Agent(np.zeros(blueprint.length, np.float32), blueprint).mind(instances, 3).shape == (4, 4, 3, 7, 7)
    differ = 0
    for seed in range(6):
        genome = (np.random.default_rng(seed).normal(size=blueprint.length) * 0.5).astype(np.float32)
        agent, whole = Agent(genome, blueprint), Agent(genome, blueprint).live(instances).trails
        for channel in range(3):
            silent = genome.copy()
            silent[[re.search(rf"rules\.\w+_{channel}(_|$)|_{channel}]", n) is not None for n in blueprint.names]] = 0
            lesioned = agent.live_by(muted(blueprint.plan, channel), instances).trails
            np.testing.assert_array_equal(lesioned, Agent(silent, blueprint).live(instances).trails)
            differ += (lesioned != whole).any()
    assert differ


def test_one_signature_for_each_set_of_organs(make_settings: Any) -> None:
    def live(cortex: Any = None, **encoding: Any) -> int:
        blueprint = Blueprint.of(make_settings({"instances": 2}, brain={"cortex": cortex or {}}, encoding=encoding))
        agent = Agent(np.full(blueprint.length, 0.1, np.float32), blueprint)
        instances = draw_instances(blueprint.world, 3, 0)
        for without in ((), ("habits",), ("cortex",)):
            agent.live(instances, without=without, inert=bool(without))
            agent.live(instances, thought=2)
        return len(kernel_live.signatures)

    before = live()
    assert {live(kind=kind) for kind in ("direct", "funnel")} | {live(rules="position")} == {before}
    assert live(cortex={"readout": "random", "ticks": {"max": 3}}) == before


def test_one_signature_for_all_bare_cortices(make_settings: Any) -> None:
    def live(**cortex: Any) -> int:
        found = make_settings({"instances": 2}, brain={"organs": ["cortex"], "cortex": cortex})
        blueprint = Blueprint.of(found)
        agent, instances = Agent(np.ones(blueprint.length, np.float32), blueprint), draw_instances(found.world, 3, 0)
        agent.live(instances)
        agent.live(instances, thought=2)
        agent.live_by(muted(blueprint.plan, 0), instances)
        return len(kernel_live.signatures)

    before = live(reads="raw")
    found = {live(weights="directional"), live(update="net"), live(channels=4, readout="random", ticks={"max": 3})}
    assert found == {before}


def test_an_ideal_cortex_that_keeps_its_state_needs_one_tick_a_step(make_world: Any) -> None:
    from evosim.probes.zoo import ideal_cortex

    world = make_world()
    novel = draw_instances(world, 3, 0, "novel", 64)

    def success(ticks: int, **cortex: str) -> float:
        agent = ideal_cortex(world, ticks=ticks)
        brain = agent.blueprint.brain
        brain = brain.model_copy(update={"cortex": brain.cortex.model_copy(update=cortex)})
        return Agent(agent.genome, replace(agent.blueprint, brain=brain)).live(novel).success

    assert success(1, think="step", state="kept") > 0.9
    assert success(1, think="step", state="cleared") < 0.1
    assert success(24, think="step", state="cleared") == success(24) == 1.0


@pytest.mark.parametrize(
    ("encoding", "fits"),
    [
        ({"rules": "types"}, True), ({"rules": "position"}, True), ({"rules": "net"}, True), ({"rules": "dct"}, True),
        ({"rules": "own"}, False), ({"rules": "projection"}, False), ({"rules": "types", "habits": "table"}, False),
        ({"rules": "dct", "coefficients": 60}, False),  # an arena of 7 × 7 has but 49 frequencies
    ],
)  # fmt: skip
def test_a_genome_fits_another_arena_if_no_gene_is_of_a_cell(
    make_settings: Any, encoding: dict[str, Any], fits: bool
) -> None:
    blueprint = Blueprint.of(make_settings(encoding=encoding))
    agent = Agent(np.ones(blueprint.length, np.float32), blueprint)
    moved = agent.resized(9)
    assert (moved is not None) == fits
    assert agent.resized(7) is agent
    if moved is not None:
        assert moved.parameters["rules"].shape[0] == 81
