"""What the compiling process leaves is what a run needs: nothing of it is compiled again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from evosim.experiment.precompile import compiling, different, needs, tiny
from evosim.scenario import Cell, Point, cells, load

RUN = """
from evosim.experiment.precompile import compiling, tiny
from evosim.experiment.trial import run_cell
from evosim.life.grid.memoised.kernel import live
from evosim.scenario import cells, load

(cell, *_) = cells(load("one_maze"))
with compiling([tiny(cell)]) as ready:
    for each in ready:
        run_cell(each)
print(sum(live.stats.cache_hits.values()), sum(live.stats.cache_misses.values()))
"""


def cell(settings: Any, replicate: int = 0) -> Cell:
    return Cell(Point({}, None, settings), 1, replicate)


def test_cells_need_the_same_unless_types_differ(make_settings: Any) -> None:
    base = cell(make_settings(brain={"organs": ["cortex"]}))
    same = [{"size": 9}, {"steps": 5}, {"instances": 2}]
    for keys in same:
        assert needs(cell(make_settings(keys, brain={"organs": ["cortex"]}))) == needs(base)
    assert needs(cell(make_settings(brain={"organs": ["cortex"], "cortex": {"ticks": 3}}))) == needs(base)
    others = [
        cell(make_settings(brain={"organs": ["cortex", "habits"]})),
        cell(make_settings(brain={"organs": ["cortex"], "sight": 1})),
        cell(make_settings(brain={"organs": ["cortex"], "cortex": {"channels": 2}})),
        cell(make_settings(brain={"organs": ["cortex"]}, encoding={"rules": "nucleotides"})),
        cell(make_settings(brain={"organs": ["cortex"]}, evolution={"cross": {"kind": "none"}})),
    ]
    assert len({needs(each) for each in (base, *others)}) == 6


def test_one_cell_for_each_set_of_kernels(make_settings: Any) -> None:
    one, other = make_settings(brain={"organs": ["cortex"]}), make_settings(brain={"organs": ["habits"]})
    given = [cell(one), cell(other), cell(one, 1), cell(other, 1)]
    assert list(different(given).values()) == given[:2]


def test_nothing_is_started_for_nothing() -> None:
    with compiling([]) as ready:
        assert list(ready) == []


def test_a_tiny_cell_needs_the_same() -> None:
    for each in different(cells(load("tuning_from_nothing"))).values():
        assert needs(tiny(each)) == needs(each)


@pytest.mark.slow
def test_kernels_compiled_beside_are_found(tmp_path: Path) -> None:
    command = [sys.executable, "-c", RUN]
    env = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True, timeout=600)
    hits, misses = map(int, done.stdout.split())
    assert hits > 0
    assert misses == 0
