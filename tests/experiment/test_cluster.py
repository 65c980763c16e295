"""What a sweep asks of a cluster, beside what can be written down, and beside its simulation."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from evosim.experiment import cluster, preflight
from evosim.experiment.cluster import BESIDE, NODE, START, failing, lines, predict
from evosim.experiment.executors import here
from evosim.experiment.preflight import obstacles
from evosim.experiment.preview import preview
from evosim.experiment.simulation import Plan, simulate
from evosim.scenario import Scenario
from evosim.worlds.cost import Cost

LONG, SHORT = [Cost(20.0, 4e8, 5e4)] * 20_000, [Cost(0.2, 4e8, 5e4)] * 20_000
TEXT = """
title = "Many"
replicates = 40
[[world.object]]
name = "door"
shows = { door = 1 }
pays = 1.0
ends = true
"""


@pytest.mark.parametrize("costs", [LONG, SHORT])
def test_the_wall_time_is_that_of_the_simulation(costs: list[Cost]) -> None:
    told = predict(costs, 1000, len(costs))
    plan = Plan(len(costs), costs[0].seconds, 1000, told.bundle, beside=BESIDE, start=START)
    alone, parent = simulate(plan).wall, simulate(plan._replace(parent=1 / told.stored)).wall
    assert alone <= told.alone + 1e-6
    assert told.alone - alone <= told.tail + 1e-6
    assert told.wall == pytest.approx(parent, rel=0.1)


def test_one_process_keeps_so_many_workers_busy() -> None:
    """Up to the number that is said, it stores as fast as they compute; of twice as many, half have to wait."""
    told = predict(LONG, 10, len(LONG))
    most = int(told.stored * (20 + BESIDE))
    assert predict(LONG, most, len(LONG)).rate == pytest.approx(told.stored, rel=0.01)
    many = predict(LONG, 2 * most, len(LONG))
    assert many.wall == pytest.approx(START + len(LONG) / told.stored)
    assert many.wall > 1.5 * many.alone
    assert many.back == pytest.approx(told.stored * cluster.BACK)


def test_more_than_there_are_cells_have_nothing_to_do() -> None:
    assert predict(LONG, 10**6, len(LONG)).ideal == 20
    assert predict(LONG, 10**6, len(LONG)).alone == pytest.approx(START + 20 + BESIDE)


def test_packs_are_few_files() -> None:
    packed, apart = ("\n".join(lines(LONG[:900], 100, planned)) for planned in (1001, 900))
    assert "4 packs" in packed
    assert f"{cluster.FILES * 900:,} files" in apart
    assert predict(LONG[:900], 100, 1001).calls < predict(LONG[:900], 100, 900).calls


def test_losses_are_said() -> None:
    assert f"times {NODE} workers are lost" in failing(LONG, 1000, len(LONG), 1.0)
    assert " 0 cells (0.00%)" in failing(LONG, 1000, len(LONG), 1e9)


def test_workers_elsewhere_take_no_memory_of_this_machine(
    read: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preflight, "available_memory", lambda: 2e9)
    scenario: Scenario = read(TEXT)
    assert [problem.what for problem in obstacles(scenario, tmp_path, 1000)] == ["too large"]
    for executor in ("dask=tcp://host:8786", object()):
        assert not obstacles(scenario, tmp_path, here(executor, 1000))  # type: ignore[arg-type]
    for executor in ("serial", "processes", "dask=local", None):
        assert here(executor, 1000) == 1000


def test_a_cluster_is_spoken_of_where_it_is_asked_for(read: Any, tmp_path: Path) -> None:
    scenario: Scenario = read(TEXT)
    few = list(preview(scenario, tmp_path, 1))
    assert "(of " in few[-1]
    many = list(preview(scenario, tmp_path, 10 * (os.cpu_count() or 1)))
    assert len(many) == len(few) + 5
    assert "of memory for each" in many[len(few) - 1]
    assert len(list(preview(scenario, tmp_path, 1, failures=24.0))) == len(few) + 6
