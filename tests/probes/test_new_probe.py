"""A probe is one file and one line, and columns of an organ are one file: both run in a copy of the package."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

import evosim
from evosim.arrow import read_parquet
from tests.test_job import SMALL

PACKAGE = Path(evosim.__file__).parent
TOY = '''
"""How many cells the agent has visited."""

import numpy as np

from evosim.column import Column

COLUMNS = (
    Column("cells_visited", "cells visited in all novel lives together", "count", after="success_novel"),
    Column("visited_<part>", "share of lives that visit <part>", span=(0, 1), each=("start", "wall")),
)


def measure(subject):
    """Cells that differ, over all lives."""
    trails = subject.lives().trails
    return {"cells_visited": len(np.unique(trails)), "visited_start": 1.0, "visited_wall": 0.0}
'''
OF_HABITS = '''
"""What habits alone are worth."""

from evosim.column import Column

COLUMNS = (Column("habits_alone", "success_novel with habits as the only organ", span=(0, 1), null="no habits"),)


def measure(subject):
    """Success with all other organs removed."""
    others = [organ for organ in subject.agent.organs if organ != "habits"]
    return {"habits_alone": subject.lives(without=others).success}
'''
# All but the changed folders are those of the package, so that kernels need not be compiled for other paths.
LAYERED = """
import evosim, evosim.organs.habits
evosim.__path__.insert(0, {copy!r})
evosim.organs.habits.__path__.append({organ!r})
"""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """One in which every process imports the copy."""
    copy, organ = tmp_path / "copy", tmp_path / "habits"
    shutil.copytree(PACKAGE / "probes", copy / "probes")
    (copy / "probes" / "toy.py").write_text(TOY)
    register = copy / "probes" / "__init__.py"
    register.write_text(register.read_text().replace('    "shifts",\n', '    "shifts",\n    "toy",\n'))
    organ.mkdir()
    (organ / "columns.py").write_text(OF_HABITS)
    (tmp_path / "sitecustomize.py").write_text(LAYERED.format(copy=str(copy), organ=str(organ)))
    return {**os.environ, "PYTHONPATH": os.pathsep.join((str(tmp_path), str(PACKAGE.parent)))}


def test_a_probe_and_the_columns_of_an_organ_are_added(tmp_path: Path, environment: dict[str, str]) -> None:
    claim = """
[[claim]]
name = "they_walk"
says = "They walk."
source = "test"
statistic = "visited_start"
expect = "more"
than = 0.5
margin = 0.0
"""
    (tmp_path / "small.toml").write_text(SMALL + claim)

    def call(*words: str) -> str:
        command = [sys.executable, "-c", "from evosim.cli import main; main()", *words]
        done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    listed = call("list", "probes")
    assert all(name in listed for name in ("cells_visited", "visited_<part>", "habits_alone"))
    told = call("run", "small.toml", "--out", "out", "--workers", "1")
    assert "They walk." in told
    table = read_parquet(tmp_path / "out" / "small" / "table.parquet")
    names = table.column_names
    assert names[names.index("success_novel") + 1] == "cells_visited"
    assert table["cells_visited"].type == pa.int64()
    assert min(table["cells_visited"].to_pylist()) > 0
    assert set(table["visited_start"].to_pylist()) == {1.0}
    alone = zip(table["habits_alone"].to_pylist(), table["novel_without_cortex"].to_pylist(), strict=True)
    assert all(found == expected for found, expected in alone)
