"""Benches run and say what they measured; how fast they are is not tested."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner

from evosim.bench import BENCHES
from evosim.bench import ga as room
from evosim.bench.timing import Bench, Spread, alternate
from evosim.cli import main
from evosim.scenario import cells, load, packaged


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


@pytest.mark.parametrize("name", ["wave", "flagship", "direct"])
def test_workloads_of_lives(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    life = import_module("evosim.bench.life")
    real = life.load

    def small(path: Path) -> object:
        return real(path, {"evolution.population": 8, "evolution.generations": 3, "world.instances": 5})

    monkeypatch.setattr(life, "load", small)
    found = BENCHES[name]()
    assert found.numbers["unit_updates_per_second"] > 0
    shares = [value for key, value in found.numbers.items() if key.startswith("share_")]
    assert len(shares) == (0 if name == "wave" else 5)
    assert not shares or 0.5 < sum(shares) < 1.01
    assert found.lines()


def test_the_wave_is_the_reference_s() -> None:
    (cell,) = cells(load(Path(str(packaged()["one_maze"])).parent / "bench" / "wave.toml"))
    settings = cell.point.settings
    assert (settings.evolution.population, settings.world.instances, settings.world.size) == (512, 64, 11)
    assert (settings.world.starts, settings.world.steps, settings.brain.cortex.ticks) == (3, 44, 32)
    assert settings.brain.organs == ("cortex",)
