"""What files of cells say step by step, and maps over two swept numbers."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from evosim.pictures import Undrawable, draw
from evosim.scenario.schema import Scenario
from tests.made import finish
from tests.pictures.fake_run import build, variants

Case = tuple[Path, Scenario]
PRICES = {"prices.description_length": [0.0, 0.001, 0.01], "prices.thinking_time": [0.0, 0.005]}


def write(file: Path, table: pa.Table) -> None:
    with pa.ipc.new_file(str(file), table.schema) as writer:
        writer.write_table(table)


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A run of two variants, of which the cells of one keep both files."""
    path = tmp_path_factory.mktemp("kept")
    of = build(path, variants({"rivals": 0.5, "fixed": 0.1}), lambda name: 0.3, replicates=4, lives=False)
    rng = np.random.default_rng(1)
    for at, cell in enumerate(sorted((path / "cells").iterdir())[:4]):
        columns = {"generation": np.arange(9), "failures": rng.random(9), "path": rng.uniform(6, 12, 9)}
        write(cell / "rivals.arrow", pa.table(columns))
        write(cell / "valley.arrow", pa.table({"fitness": np.linspace(0.4, 0.1 * at, 5 + at)}))
    finish(path)
    return path, of


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Case:
    path = tmp_path_factory.mktemp("swept")
    of = variants({"both": 0.5}, sweep=PRICES)
    return path, build(path, of, lambda name, price, tick: 1.0 if tick == 0 else 0.0, replicates=3, lives=False)


def test_arenas_by_generation(kept: Case) -> None:
    draw(*kept, only="arenas", quick=False)
    found = rows(kept[0] / "figures" / "arenas.csv")
    assert [float(row["along"]) for row in found] == list(range(9))
    assert {name for name in found[0] if name.startswith("replicate_")} == {f"replicate_{r}" for r in range(4)}


def test_a_way_begins_at_nothing_and_ends_where_it_ends(kept: Case) -> None:
    draw(*kept, only="valley", quick=False)
    found = rows(kept[0] / "figures" / "valley.csv")
    assert len(found) == 101
    for at in range(4):
        assert float(found[0][f"replicate_{at}"]) == 0
        assert float(found[-1][f"replicate_{at}"]) == pytest.approx(0.1 * at - 0.4)


def test_a_map_of_two_swept_numbers(swept: Case) -> None:
    draw(*swept, only="two_keys", quick=False)
    found = rows(swept[0] / "figures" / "two_keys.csv")
    assert len(found) == 3 * 2 * 3
    for row in found:
        assert (float(row["prices.thinking_time"]) == 0) == (row["planner"] in ("1", "1.0", "true"))


@pytest.mark.parametrize("name", ["arenas", "valley", "two_keys"])
def test_what_a_run_must_have(name: str, kept: Case, swept: Case) -> None:
    case: Any = kept if name == "two_keys" else swept
    with pytest.raises(Undrawable):
        draw(*case, only=name, quick=False)
