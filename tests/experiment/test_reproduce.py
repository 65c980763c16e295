"""Cells run again, and what differs is said."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pytest
from rich.console import Console

import evosim
from evosim.experiment.reproduce import reproduce, told
from evosim.experiment.run import Run
from evosim.experiment.seal import sealed
from evosim.experiment.store import DONE, sha256
from evosim.scenario import ScenarioError
from tests.golden import HERE

QUIET = Console(file=io.StringIO())


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Run:
    scenario = evosim.load(HERE / "plain.toml", {"replicates": 1}, label="again")
    return evosim.run(scenario, out=tmp_path_factory.mktemp("made"), workers=1)


@pytest.fixture
def run(finished: Run, tmp_path: Path) -> Run:
    shutil.copytree(finished.path, tmp_path / "run")
    return Run(tmp_path / "run")


def test_what_is_the_same(run: Run) -> None:
    found = reproduce(run, run.cells, 1, QUIET)
    assert [one.same for one in found] == [True] * 4
    assert list(told(run, found)) == ["4 of 4 cells have the stored digest"]


def test_what_differs_is_named(run: Run) -> None:
    """Another version's cell: whole by itself, but with another champion."""
    cell = run.cells[0]
    folder = run.store.cell(cell.key)
    (folder / "champion.npz").write_bytes(b"another")
    done = json.loads((folder / DONE).read_bytes())
    done["files"]["champion.npz"] = sha256(b"another")
    (folder / DONE).write_text(json.dumps(done, indent=1, sort_keys=True))
    digests = run.digests()
    run.seal("digests.json", {**digests, "cells": {**digests["cells"], cell.key: run.store.digest(cell.key)}})
    last = {name: value for name, value in run.sessions[-1].items() if name != "digest"}
    older = {**last, "processor": "an abacus", "libraries": {**last["libraries"], "numpy": "1.0"}}
    run.write("provenance.json", json.dumps([sealed(older)]))
    found = reproduce(run, run.cells[:2], 1, QUIET)
    assert [one.same for one in found] == [False, True]
    first, *rest = told(run, found)
    assert first.endswith("another digest: champion.npz")
    assert any(line.startswith('processor: "an abacus" then') for line in rest)
    assert any(line.startswith('numpy: "1.0" then') for line in rest)
    assert rest[-1] == "1 of 2 cells have the stored digest"


def test_digests_alone_will_do(run: Run) -> None:
    """As a gallery has them: no cells, and one digest that no cell comes to."""
    shutil.rmtree(run.store.path)
    digests = run.digests()
    key = run.cells[1].key
    run.seal("digests.json", {**digests, "cells": {**digests["cells"], key: "0" * 64}})
    (run.path / "provenance.json").unlink()
    found = reproduce(run, run.cells[:2], 1, QUIET)
    assert [(one.same, one.files) for one in found] == [(True, ()), (False, ())]
    assert "is not known" in list(told(run, found))[1]


def test_a_run_without_digests_is_not_finished(run: Run) -> None:
    (run.path / "digests.json").unlink()
    with pytest.raises(ScenarioError) as error:
        reproduce(run, run.cells, 1, QUIET)
    assert error.value.problems[0].got == "one without digests.json"
