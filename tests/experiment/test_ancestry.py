"""Ancestors brought back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import evosim

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
    planner = run.table["planner"].to_pylist()[0]
    assert (arisen is not None) or not planner
    if arisen is not None:
        at = line.origin.index(arisen.generation)
        assert arisen.after == line.fitness[at]
        assert arisen.before == (line.fitness[at - 1] if at else None)
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
