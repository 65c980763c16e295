"""Benches run and say what they measured; how fast they are is not tested."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from importlib import import_module
from math import nan
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from evosim import files
from evosim.bench import BENCHES, EVOLUTIONS, lives
from evosim.bench import ga as room
from evosim.bench.evolution import time_evolution
from evosim.bench.lives import RIVALS
from evosim.bench.rivals import Absent
from evosim.bench.timing import Bench, Sample, Spread, alternate
from evosim.bench.workload import Workload
from evosim.cli import main
from evosim.life import evaluate
from evosim.pictures.cost import write_cost
from evosim.threads import Threads


def test_ga(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setattr(sys.modules["evosim.bench.ga"], "POPULATION", 40)
    assert room is BENCHES["ga"]
    done = CliRunner().invoke(main, ["bench", "ga", "--json", str(tmp_path / "ga.json")])
    assert done.exit_code == 0, done.output
    assert "DEAP eaSimple" in done.output
    (found,) = json.loads((tmp_path / "ga.json").read_text())
    assert found["deap_over_evosim"] > 0
    assert found["seconds"]["evosim"]["least"] <= found["seconds"]["evosim"]["median"]


def test_an_unknown_bench() -> None:
    done = CliRunner().invoke(main, ["bench", "gaa"])
    assert done.exit_code == 2
    assert 'did you mean "ga"?' in done.output


def test_competitors_take_turns() -> None:
    calls: list[str] = []
    spreads = alternate({"a": (lambda: calls.append("a"), 3), "b": (lambda: calls.append("b"), 1)})
    assert calls == ["a", "b", "a", "b", "a", "a"]
    assert set(spreads) == {"a", "b"}
    told = Bench("x", "y", {"a": Spread(1.0, 0.5, 2.0), "b": Spread(3.0, 3.0, 3.0)}, {"n": 5.0}).lines()
    assert told[2].endswith("3.0 times ours")


SMALL = {"evolution.population": 8, "world.instances": 5}
COMPILED = ("moving", "sight", "memory", "learner", "search", "nucleotides")  # for many seconds


def _long(names: Iterable[str]) -> list[Any]:
    return [pytest.param(name, marks=pytest.mark.long) if name in COMPILED else name for name in names]


@pytest.mark.parametrize("name", _long(RIVALS))
def test_lives(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lives, "TIMES", 2)
    found = lives.time_lives(name, SMALL)
    assert found.numbers["lives_per_second"] > 0
    assert ("unit_updates_per_second" in found.numbers) == (name == "wave")
    assert found.absent.keys() | found.times.keys() >= RIVALS[name].keys()
    for who in RIVALS[name].keys() - found.absent.keys():
        assert found.numbers[f"scores_that_differ_{who}"] == 0
        assert found.numbers[f"{who}_over_evosim"] > 0
    assert found.lines()


@pytest.mark.parametrize("name", _long(EVOLUTIONS))
def test_evolutions(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("evosim.bench.evolution"), "TIMES", 2)
    found = time_evolution(name, {**SMALL, "evolution.generations": 3})
    assert found.numbers["developments_per_second"] > 0
    shares = [value for key, value in found.numbers.items() if key.startswith("share_")]
    assert len(shares) == 5
    assert 0.5 < sum(shares) < 1.01


@pytest.mark.parametrize(
    ("name", "organs"),
    [("sight", ("cortex",)), ("moving", ("cortex",)), ("nucleotides", ("cortex",)), ("learner", None)],
)
def test_workloads_are_what_they_say(name: str, organs: tuple[str, ...] | None) -> None:
    work = Workload.of(name, SMALL)
    assert work.setup.blueprint.organs == (organs or (name,))
    assert work.plan.general == (name != "nucleotides")
    assert work.setup.blueprint.letters == (name == "nucleotides")
    assert (work.plan.sight, work.plan.maps) == (1 if name in ("sight", "moving") else 0, True)
    assert work.training.still == (name != "moving")


def test_the_wave_is_the_reference_s() -> None:
    settings = Workload.of("wave").cell.point.settings
    assert (settings.evolution.population, settings.world.instances, settings.world.size) == (512, 64, 11)
    assert (settings.world.starts, settings.world.steps, settings.brain.cortex.ticks) == (3, 44, 32)
    assert settings.brain.organs == ("cortex",)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("wave", {}),
        ("reflex", {"brain.reflex.hidden": 13, "brain.reflex.radius": 2}),
        pytest.param("memory", {"brain.memory.hidden": 13, "brain.memory.radius": 2}, marks=pytest.mark.long),
        pytest.param("sight", {"brain.sight": 2, "world.size": 9}, marks=pytest.mark.long),
        pytest.param("moving", {}, marks=pytest.mark.long),
        pytest.param("moving", {"brain.sight": 2, "world.size": 9, "world.step_cost": 0.01}, marks=pytest.mark.long),
    ],
)
def test_c_gives_the_same_bits(name: str, changes: dict[str, Any]) -> None:
    work = Workload.of(name, {"evolution.population": 60, "world.instances": 21, "world.shaping": 0.3, **changes})
    genomes = np.random.default_rng(3).normal(size=(60, work.setup.blueprint.length)).astype(np.float32)
    ideal = {"wave": [0, 0.25, 0, -9, 1, 1], "sight": [0, 0.25, 0, -9, 1, 0.5, 1]}
    if name in ideal:
        genomes[0] = ideal[name]
    try:
        found = RIVALS[name]["c"](work, genomes)()
    except Absent as reason:
        pytest.skip(str(reason))
    ours = evaluate(genomes, work.plan, work.training, Threads()).score
    np.testing.assert_array_equal(found, ours)
    assert len(np.unique(ours)) > 10
    assert name not in ideal or ours[0] == 1.0


@pytest.mark.parametrize(
    ("changes", "told"), [({"world.lives": 2}, "one life after another"), ({"world.size": 17}, "at most 16 × 16")]
)
def test_worlds_that_the_c_of_moving_does_not_know(changes: dict[str, Any], told: str) -> None:
    work = Workload.of("moving", {**SMALL, **changes})
    with pytest.raises(Absent, match=told):
        RIVALS["moving"]["c"](work, work.optimizer().ask())


def test_wave_in_jax_gives_nearly_the_same() -> None:
    pytest.importorskip("jax")
    work = Workload.of("wave", {"evolution.population": 8, "world.instances": 20})
    genomes = np.random.default_rng(3).normal(size=(8, work.setup.blueprint.length)).astype(np.float32)
    ours = evaluate(genomes, work.plan, work.training, Threads()).score
    np.testing.assert_allclose(RIVALS["wave"]["jax"](work, genomes)(), ours, atol=0.02)


@pytest.mark.parametrize(("compiler", "told"), [(None, "no C compiler"), ("false", "failed"), ("true", "wave.so")])
def test_without_a_c_compiler_the_rival_is_absent(
    compiler: str | None, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module("evosim.bench.rivals"), "_which", lambda name: compiler)
    work = Workload.of("wave", {"evolution.population": 8, "world.instances": 1})
    with pytest.raises(Absent, match=told):
        RIVALS["wave"]["c"](work, work.optimizer().ask())


@pytest.mark.slow
def test_slopes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = import_module("evosim.bench.slopes")
    small = {"evolution.population": 8, "world.instances": 2, "evolution.generations": 3}
    courses = {
        "population": {"8": small, "16": {**small, "evolution.population": 16}},
        "ticks": {"8": small, "64": {**small, "brain.cortex.ticks": 64}},  # so small that noise may be all there is
        "rules": {"own": {**small, "encoding.rules": "own"}},
    }
    monkeypatch.setattr(room, "COURSES", courses)
    figure, file = tmp_path / "cost.svg", tmp_path / "cost.json"
    done = CliRunner().invoke(main, ["bench", "slopes", "--json", str(file), "--figure", str(figure)])
    assert done.exit_code == 0, done.output
    (found,) = json.loads(file.read_text())
    assert set(found["courses"]["ticks"]) == {"8", "64"}
    assert found["courses"]["rules"]["own"]["memory"] > 50
    assert np.isfinite(found["slope_population"])
    assert figure.read_text().startswith("<?xml")
    assert room.measure(small, "generations").seconds > 0


def test_what_noise_hid_is_null_and_said(tmp_path: Path) -> None:
    room, lost = import_module("evosim.bench.slopes"), Sample(nan, 200.0)
    ticks = {"8": lost, "16": Sample(1.0, 200.0), "32": Sample(2.0, 200.0)}
    courses = {"ticks": ticks, "units": {"4": lost, "9": lost}}
    slopes = {f"slope_{name}": room._slope(course) for name, course in courses.items()}
    bench = Bench("slopes", "what a generation costs", {}, slopes, courses=courses)
    plain = json.loads(json.dumps(bench.json(), allow_nan=False))
    assert plain["slope_ticks"] == pytest.approx(1)
    assert plain["slope_units"] is None
    assert plain["courses"]["ticks"]["8"] == {"seconds": None, "memory": 200.0}
    assert any("lost in noise" in line for line in bench.lines())
    write_cost(plain, tmp_path / "cost.svg")
    assert "lost in noise" in (tmp_path / "cost.svg").read_text()


@pytest.mark.parametrize("options", [["slopes", "--figure", "cost.gif"], ["ga", "--figure", "cost.svg"]])
def test_a_figure_that_cannot_be(options: list[str]) -> None:
    done = CliRunner().invoke(main, ["bench", *options])
    assert done.exit_code == 2
    assert "expected the workload slopes" in done.output


def test_a_place_that_cannot_be_written_is_told_before_anything_is_measured(tmp_path: Path) -> None:
    options = ["--json", str(tmp_path / "no" / "x.json"), "--figure", str(tmp_path)]
    done = CliRunner().invoke(main, ["bench", "slops", *options])
    assert done.exit_code == 2
    for told in ("4 problems", 'did you mean "slopes"?', "--json: expected a file in a directory that exists"):
        assert told in done.output


@pytest.mark.slow
def test_overhead(monkeypatch: pytest.MonkeyPatch) -> None:
    room = import_module("evosim.bench.overhead")
    monkeypatch.setattr(room, "FEW", 3)
    monkeypatch.setattr(room, "MANY", 7)
    monkeypatch.setattr(room, "STORED", 12)
    found = BENCHES["overhead"]()
    assert found.times.keys() | found.absent.keys() == set(room.TIMED)
    numbers = found.numbers
    assert numbers["syncs_pack"] == 1 < numbers["syncs_directory"]
    assert numbers["calls_pack"] < numbers["calls_directory"]
    assert numbers["bytes"] < numbers["bytes_back"] < numbers["kept_pack"] < numbers["kept_directory"]
    assert min(numbers[name] for name in ("look_closed", "look_pack", "whole_pack", "store_pack")) > 0
    assert found.lines()


def test_calls_of_the_system_are_counted_and_given_back(tmp_path: Path) -> None:
    room, real = import_module("evosim.bench.overhead"), os.stat
    with room.counted(fsync=lambda handle: None) as calls:
        files.write(tmp_path / "a", b"1")
        assert os.stat is not real
    assert os.stat is real
    assert (tmp_path / "a").read_bytes() == b"1"
    assert (calls["fsync"], calls["open"]) == (2, 2)
