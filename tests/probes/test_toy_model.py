"""The quantities of the toy model, measured."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from evosim.evolution.setup import Setup
from evosim.experiment.trial import draw_worlds, run_cell
from evosim.probes.bits import bits_of_lives, bits_performance
from evosim.probes.subject import Subject
from evosim.probes.toy_model import bits_of_shortest, search_costs
from evosim.probes.zoo import ideal_cortex
from evosim.scenario import Cell, Point


def cell_of(make_settings: Any, **keys: Any) -> Cell:
    made = make_settings(
        {"instances": 4, "min_path": 4, **keys},
        evolution={"population": 60, "generations": 8},
        brain={"organs": ["cortex"]},
        measure={"toy_model": 30},
    )
    return Cell(Point({}, None, made), 3, 1)


def test_bits_of_lives_on_the_shortest_way_are_those_of_the_ideal(make_settings: Any) -> None:
    cell = cell_of(make_settings)
    training, novel = draw_worlds(cell)
    subject = Subject(ideal_cortex(cell.point.settings.world), training, novel, 1)
    found = bits_of_lives(subject)
    assert found is not None
    np.testing.assert_allclose(found, bits_of_shortest(novel))
    assert bits_performance(subject) == pytest.approx(found.mean())


def test_search_costs_bits(make_settings: Any) -> None:
    cell = cell_of(make_settings)
    _, novel = draw_worlds(cell)
    few = novel.take(range(8))
    found = search_costs(Setup.of(cell.point.settings), few, 7, 60)
    assert len(found) > 3
    assert (np.diff(found[:, 1]) > 0).all()
    assert 0 <= found[0, 0] < found[:, 0].max() <= bits_of_shortest(few).mean()
    shown = cell_of(make_settings, false_walls=0.5)
    blind = search_costs(Setup.of(shown.point.settings), draw_worlds(shown)[1].take(range(8)), 7, 60)
    assert blind[:, 0].max() < found[:, 0].max()


def test_what_it_foretells(make_settings: Any) -> None:
    (row,) = pa.ipc.open_file(io.BytesIO(run_cell(cell_of(make_settings))["probes.arrow"])).read_all().to_pylist()
    assert 0 <= row["toy_cost"] <= row["toy_power"]
    assert row["toy_search"] >= 0
    assert row["bits_search_least"] <= row["bits_search"]
