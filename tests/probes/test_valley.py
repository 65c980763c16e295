"""How far fitness must fall between two stages of evolution."""

from __future__ import annotations

import csv
import io
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from evosim.evolution.setup import Setup, resting
from evosim.evolution.stage import Judge, Stage
from evosim.experiment.trial import draw_worlds, run_cell
from evosim.probes.valley import between
from evosim.scenario import Cell, Point
from evosim.threads import Threads


def cell_of(make_settings: Any, phases: list[dict[str, Any]], valley: int = 2000) -> Cell:
    way = {"population": 60, "generations": 8, "phase": phases}
    made = make_settings(
        {"instances": 4, "min_path": 4},
        evolution=way,
        brain={"organs": ["cortex"], "cortex": {"ticks": {"max": 12}}},
        prices={"thinking_time": 0.1},
        measure={"valley": valley},
    )
    return Cell(Point({}, None, made), 3, 1)


def row_of(cell: Cell) -> dict[str, Any]:
    files = run_cell(cell)
    (row,) = pa.ipc.open_file(io.BytesIO(files["probes.arrow"])).read_all().to_pylist()
    return row


def test_between_two_stages(make_settings: Any) -> None:
    row = row_of(cell_of(make_settings, [{"generations": 8, "prices": {"thinking_time": 0.0}}]))
    assert row["valley_genes"] > 0
    assert row["valley"] >= row["valley_least"] >= 0
    assert row["valley"] >= -min(row["valley_gain"], 0)


def test_without_a_second_stage_there_is_none(make_settings: Any) -> None:
    row = row_of(cell_of(make_settings, []))
    assert row.get("valley") is None
    assert row.get("valley_line") is None


def test_the_fall_on_the_line_is_that_of_its_fitness_in_the_last_stage(make_settings: Any) -> None:
    cell = cell_of(make_settings, [{"generations": 9, "prices": {"thinking_time": 0.01}}])
    files = run_cell(cell)
    (row,) = pa.ipc.open_file(io.BytesIO(files["probes.arrow"])).read_all().to_pylist()
    line = csv.DictReader(io.StringIO(files["lineage.csv"].decode()))
    fitness = [float(ancestor["fitness"]) for ancestor in line if int(ancestor["origin_time"]) >= 8]
    assert len(fitness) == 9
    assert row["valley_line"] == fitness[0] - min(fitness)


def test_where_the_genomes_differ_in_too_much_only_the_line_is_known(make_settings: Any) -> None:
    cell = cell_of(make_settings, [{"generations": 8, "prices": {"thinking_time": 0.0}}], valley=5)
    row = row_of(cell)
    assert row.get("valley") is None
    assert row["valley_line"] >= 0


def test_prices_of_a_phase_are_charged_in_it(make_settings: Any) -> None:
    cell = cell_of(make_settings, [])
    training, _ = draw_worlds(cell)
    setup = Setup.of(cell.point.settings)
    rest, threads = resting(setup, 1), Threads()
    genomes = np.random.default_rng(1).normal(size=(9, setup.length)).astype(np.float32)
    free = setup.prices.model_copy(update={"thinking_time": 0.0})
    dear, scores = Judge(setup, Stage(training, 1), rest, 1, threads)(genomes)
    cheap, _ = Judge(setup, Stage(training, 1, prices=free), rest, 1, threads)(genomes)
    np.testing.assert_allclose(cheap - dear, 0.1 * scores.ticks, atol=1e-12)
    assert scores.ticks.max() > 0


def test_a_way_whose_worst_vertex_is_known(make_settings: Any) -> None:
    cell = cell_of(make_settings, [])
    training, _ = draw_worlds(cell)
    setup = Setup.of(cell.point.settings)
    judge = Judge(setup, Stage(training, 1), resting(setup, 1), 1, Threads())
    rng = np.random.default_rng(4)
    one = rng.normal(size=setup.length).astype(np.float32)
    other = one.copy()
    other[[0, 2]] += np.float32(1.5)
    found = between(one, other, judge, 100)
    four = np.array([one, one, one, other])
    four[1, 0], four[2, 2] = other[0], other[2]
    fitness = judge(four)[0]
    assert found.evaluations == 4
    assert found.least == pytest.approx(min(fitness[0], fitness[3], max(fitness[1], fitness[2])))
