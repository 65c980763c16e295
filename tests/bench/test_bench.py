"""Benches run and say what they measured; how fast they are is not tested."""

from __future__ import annotations

import json
from importlib import import_module
from math import nan
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from evosim.bench import BENCHES
from evosim.bench import ga as room
from evosim.bench.rivals import Absent, in_c, in_jax
from evosim.bench.timing import Bench, Sample, Spread, alternate
from evosim.cli import main
from evosim.experiment.trial import draw_worlds
from evosim.life import evaluate
from evosim.pictures.cost import write_cost
from evosim.scenario import cells, load, packaged
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


@pytest.mark.parametrize("name", ["wave", "habits", "flagship", "direct"])
def test_workloads_of_lives(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    life = import_module("evosim.bench.life")
    real = life.load

    def small(path: Path, _: object) -> object:
        return real(path, {"evolution.population": 8, "evolution.generations": 3, "world.instances": 5})

    monkeypatch.setattr(life, "load", small)
    found = BENCHES[name]()
    assert found.numbers["lives_per_second"] > 0
    shares = [value for key, value in found.numbers.items() if key.startswith("share_")]
    assert len(shares) == (5 if name in ("flagship", "direct") else 0)
    assert not shares or 0.5 < sum(shares) < 1.01
    assert found.lines()


def test_the_wave_is_the_reference_s() -> None:
    (cell,) = cells(load(Path(str(packaged()["one_maze"])).parent / "bench" / "wave.toml"))
    settings = cell.point.settings
    assert (settings.evolution.population, settings.world.instances, settings.world.size) == (512, 64, 11)
    assert (settings.world.starts, settings.world.steps, settings.brain.cortex.ticks) == (3, 44, 32)
    assert settings.brain.organs == ("cortex",)


def test_wave_in_c_gives_the_same_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    life = import_module("evosim.bench.life")
    cell, blueprint, _ = life.begin("wave", {"evolution.population": 8, "world.instances": 20})
    training, _ = draw_worlds(cell)
    genomes = np.random.default_rng(3).normal(size=(8, blueprint.length)).astype(np.float32)
    genomes[0] = [0, 0.25, 0, -9, 1, 1]  # an ideal one
    try:
        found = in_c(genomes, 32, training)()
    except Absent as reason:
        pytest.skip(str(reason))
    ours = evaluate(genomes, blueprint.plan, training, Threads()).score
    np.testing.assert_array_equal(found, ours)
    assert ours[0] == 1.0


def test_wave_in_jax_gives_nearly_the_same() -> None:
    pytest.importorskip("jax")
    life = import_module("evosim.bench.life")
    cell, blueprint, _ = life.begin("wave", {"evolution.population": 8, "world.instances": 20})
    training, _ = draw_worlds(cell)
    genomes = np.random.default_rng(3).normal(size=(8, blueprint.length)).astype(np.float32)
    ours = evaluate(genomes, blueprint.plan, training, Threads()).score
    np.testing.assert_allclose(in_jax(genomes, 32, training)(), ours, atol=0.02)


@pytest.mark.parametrize(("compiler", "told"), [(None, "no C compiler"), ("false", "failed"), ("true", "wave.so")])
def test_without_a_c_compiler_the_rival_is_absent(
    compiler: str | None, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    life, rivals = import_module("evosim.bench.life"), import_module("evosim.bench.rivals")
    monkeypatch.setattr(rivals, "_which", lambda name: compiler)
    cell, blueprint, _ = life.begin("wave", {"evolution.population": 8, "world.instances": 1})
    training, _ = draw_worlds(cell)
    with pytest.raises(Absent, match=told):
        in_c(np.zeros((8, blueprint.length), np.float32), blueprint.plan, training)


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
