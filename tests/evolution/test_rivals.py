"""Arenas that evolve against the population."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from evosim.evolution import options
from evosim.evolution.rivals import Rivals
from evosim.experiment.store import TIMINGS
from evosim.experiment.trial import draw_worlds, run_cell
from evosim.life import Agent
from evosim.probes.zoo import ideal_cortex
from evosim.scenario import Cell, Point
from evosim.threads import Threads


def cell_of(make_settings: Any, **rivals: Any) -> Cell:
    way = {"population": 40, "generations": 7, "rivals": {"sample": 4, "rate": 0.05, **rivals}}
    made = make_settings({"instances": 12, "min_path": 4}, evolution=way, brain={"organs": ["cortex"]})
    return Cell(Point({}, None, made), 3, 1)


def agents(make_settings: Any) -> list[Agent]:
    """Planners that look 4, 6, 8 and 10 steps ahead."""
    planner = ideal_cortex(make_settings({"min_path": 4}).world)
    return [planner.thinking(ticks) for ticks in (4, 6, 8, 10)]


def rivals_of(cell: Cell, **keys: Any) -> Rivals:
    settings = cell.point.settings
    way = options.Rivals.model_validate({"rate": 0.05, **keys})
    return Rivals(way, settings.world, draw_worlds(cell)[0], 5)


def test_arenas_that_agents_fail_in_have_more_children(make_settings: Any) -> None:
    rivals = rivals_of(cell_of(make_settings), rate=0.0)
    sample = agents(make_settings)
    before = rivals.arenas
    rivals.meet(sample, 1)
    lost = np.mean([~agent.live(before).won for agent in sample], axis=(0, 2))
    assert rivals.meetings[0].failures == pytest.approx(lost.mean())
    rivals.breed()
    parents = [np.flatnonzero((before.walls == walls).all(axis=1))[0] for walls in rivals.arenas.walls]
    assert lost[parents].mean() > lost.mean()


def test_whoever_wins_everywhere_leaves_chance_alone(make_settings: Any) -> None:
    cell = cell_of(make_settings)
    rivals = rivals_of(cell)
    best = ideal_cortex(cell.point.settings.world)
    for number in range(1, 4):
        rivals.meet([best], number)
        assert rivals.meetings[-1].failures == 0
        rivals.breed()
    arenas = rivals.arenas
    assert (arenas.path >= 4).all()
    assert best.live(arenas).won.all()


@pytest.mark.parametrize("select", ["failures", "chance"])
def test_all_arenas_can_be_lived_in(make_settings: Any, select: str) -> None:
    rivals = rivals_of(cell_of(make_settings), rate=0.3, select=select)
    sample = agents(make_settings)
    first = rivals.arenas
    for number in range(1, 12):
        rivals.meet(sample, number)
        rivals.breed()
        assert len(rivals.arenas) == len(first)
        assert (rivals.arenas.path >= 4).all()
        np.testing.assert_array_equal(rivals.spelling.read(rivals._optimizer.genomes)[0].walls, rivals.arenas.walls)
    assert not (rivals.arenas.walls == first.walls).all()
    last = rivals.meetings[-1]
    assert 0 < last.walls < 1
    assert 4 <= last.path < 28
    assert last.detour >= 0


@pytest.mark.parametrize(("every", "met"), [(1, [0, 1, 2, 3, 4, 5, 6]), (3, [2, 5, 6])])
def test_when_they_meet(make_settings: Any, every: int, met: list[int]) -> None:
    files = run_cell(cell_of(make_settings, every=every))
    rows = pa.ipc.open_file(io.BytesIO(files["rivals.arrow"])).read_all().to_pylist()
    assert [row["generation"] for row in rows] == met
    row = pa.ipc.open_file(io.BytesIO(files["probes.arrow"])).read_all().to_pylist()[0]
    assert row["rivals_failures"] == rows[-1]["failures"]
    assert row["rivals_path"] == rows[-1]["path"]


def test_the_same_bits_for_any_number_of_threads(make_settings: Any) -> None:
    one, two = (run_cell(cell_of(make_settings), threads) for threads in (None, Threads(2)))
    assert all(one[name] == two[name] for name in one if name != TIMINGS)


def test_evolution_without_rivals_is_what_it_was_until_the_first_children(make_settings: Any) -> None:
    alone = cell_of(make_settings)
    way = alone.point.settings.evolution.model_copy(update={"rivals": None, "generations": 1})
    plain = Cell(Point({}, None, alone.point.settings.model_copy(update={"evolution": way})), 3, 1)
    assert "rivals.arrow" not in run_cell(plain)
