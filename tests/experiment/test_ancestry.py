"""Ancestors brought back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import evosim
from evosim.experiment import ancestry

TEXT = """
title = "One maze"
replicates = 1
[world]
size = 5
instances = 6
min_path = 3
steps = 12
[[world.object]]
name = "door"
shows = { door = 1 }
pays = 1.0
ends = true
[brain]
organs = ["cortex"]
[brain.cortex]
ticks = 12
[encoding]
kind = "funnel"
[evolution]
population = 128
generations = 40
mutate = { delete = 0.03, rate = 0.1 }
[world.layout]
kind = "open"
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> evosim.Run:
    path = tmp_path_factory.mktemp("ancestry")
    (path / "one.toml").write_text(TEXT)
    return evosim.run(path / "one.toml", out=path, workers=1)


def test_the_line_ends_with_the_champion(run: evosim.Run) -> None:
    (cell,) = run.cells
    line = run.ancestry(cell)
    assert len(line) == 40
    np.testing.assert_array_equal(line[-1].genome, run.champion(cell).genome)
    for agent, fitness in zip(line, line.fitness, strict=True):
        lives = agent.live(line.training)
        shaped = fitness - lives.success
        assert -1e-9 <= shaped <= 0.3  # what shaping adds


def test_when_planning_arose(run: evosim.Run) -> None:
    (cell,) = run.cells
    line = run.ancestry(cell)
    arisen = line.first_planner()
    assert run.table["planner"].to_pylist() == [True]
    assert arisen is not None
    at = line.origin.index(arisen.generation)
    assert at > 0
    assert (arisen.before, arisen.after) == (line.fitness[at - 1], line.fitness[at])
    assert line[at].live(line.novel).success >= 0.8


def test_evolution_again_from_an_ancestor(run: evosim.Run, tmp_path: Path) -> None:
    (cell,) = run.cells
    line = run.ancestry(cell)
    one, same, other = (line.again(20, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.genomes, same.genomes)
    assert (one.genomes != other.genomes).any()
    assert one.log[0]["best"] == one.log[0]["min"] == pytest.approx(line.fitness[20])
    assert one.log[-1]["best"] >= line.fitness[20]


def test_bits_of_selection_rise_along_the_line(run: evosim.Run) -> None:
    (cell,) = run.cells
    line = run.ancestry(cell)
    first, last = (line.bits_selection(at, population=300) for at in (0, -1))
    assert 0 <= first.bits < last.bits
    # The first ancestor is one of 128 random genomes: about as good as log2(128) bits, at most.
    assert first.bits < 12


def test_all_individuals_on_request(run: evosim.Run, tmp_path: Path) -> None:
    (cell,) = run.cells
    ancestry = run.ancestry(cell)
    lineage = ancestry.record(tmp_path / "all.arrow")
    assert (len(lineage), lineage.population) == (40, 128)
    assert [one.fitness for one in lineage.line()] == ancestry.fitness


def test_what_is_damaged_or_unknown_has_no_ancestors(run: evosim.Run) -> None:
    (cell,) = run.cells
    assert len(run.ancestry(cell.key)) == 40
    for strange in ("nobody", 0, None):
        with pytest.raises(KeyError, match="not of this run"):
            run.ancestry(strange)  # type: ignore[arg-type]
    file = run.store.cell(cell.key) / "lineage.csv"
    whole = file.read_text()
    try:
        file.write_text("\n".join(whole.splitlines()[:-1]) + "\n")
        with pytest.raises(KeyError, match=r"lineage\.csv"):
            run.ancestry(cell)
    finally:
        file.write_text(whole)


def test_a_cell_of_another_version_is_noticed(run: evosim.Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (cell,) = run.cells
    real = ancestry.generations

    def otherwise(*rest: Any, **more: Any) -> Any:
        for step in real(*rest, **more):
            yield step._replace(fitness=step.fitness + 1e-9)

    monkeypatch.setattr(ancestry, "generations", otherwise)
    with pytest.raises(ValueError, match="another version"):
        run.ancestry(cell)


def test_random_search_again_draws_from_its_own_distribution(make_settings: Any) -> None:
    from evosim.evolution.loop import generations
    from evosim.evolution.setup import Setup
    from evosim.worlds.grid.draw import draw_instances

    way = {"kind": "random", "population": 50, "generations": 2, "initial": {"zero": 0.9, "scale": 0.5}}
    setup = Setup.of(make_settings(evolution=way))
    training = draw_instances(setup.blueprint.world, 1, 0)
    first = np.ones(setup.blueprint.length, np.float32)
    one, two = (step.genomes.copy() for step in generations(setup, training, 5, first=first))
    assert (one == 1).all()
    assert (two[:-1] == 0).mean() > 0.8
