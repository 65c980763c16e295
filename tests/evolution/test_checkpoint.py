"""An evolution that was cut anywhere goes on with the same bits."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from evosim.evolution import checkpoint as module
from evosim.evolution.checkpoint import Checkpoint, Standing
from evosim.experiment.store import TIMINGS
from evosim.experiment.trial import run_cell
from evosim.scenario import Cell, Settings
from evosim.scenario.cell import cells
from evosim.scenario.load import load
from tests.golden import HERE

PHASE = {"generations": 3, "set": {"world.object.door.shows": {"door": 1.0}}}
WAYS: dict[str, dict[str, Any]] = {
    "plain": {},
    "random": {"kind": "random"},
    "phases": {"phase": [PHASE, {**PHASE, "begins_with": "champion", "over": "worst"}, {**PHASE, "beside": True}]},
    "new_arenas": {"phase": [{"generations": 2, "times": 3, "arenas": "new"}]},
    "rivals": {"rivals": {"every": 2, "sample": 3, "rate": 0.2}},
    "carried": {"mutate": {"kind": "gaussian", "rate": 0.05, "carried": {"settings": ["rate", "scale"]}}},
    "tasks": {"task": [{"name": "far", "set": {"world.object.door.shows": {"door": 0.5}}}]},
}


class Cut(Exception):
    """What kills the evolution."""


def cell_of(make_settings: Any, way: dict[str, Any]) -> Cell:
    found = make_settings({"instances": 4}, evolution={"population": 24, "generations": 7, **way})
    return cell_from(found)


def cell_from(settings: Settings) -> Cell:
    from dataclasses import replace

    (first, *_) = cells(load("one_maze"))
    return replace(first, point=replace(first.point, settings=settings), shifts=())


def cut(cell: Cell, at: int, path: Path) -> dict[str, bytes]:
    """The cell's files, of an evolution that ended after so many generations and then went on."""

    def watch(generation: int) -> None:
        if generation == at:
            raise Cut

    with pytest.raises(Cut):
        run_cell(cell, watch=watch, checkpoint=Checkpoint(path, "mine"))
    assert path.exists()
    seen: list[int] = []
    files = run_cell(cell, watch=seen.append, checkpoint=Checkpoint(path, "mine"))
    assert seen[0] == at + 1
    return files


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "EVERY", -1.0)
    monkeypatch.setattr(module, "SHARE", 0)


@pytest.mark.parametrize("way", WAYS)
def test_it_goes_on_with_the_same_bits(make_settings: Any, way: str, tmp_path: Path) -> None:
    cell = cell_of(make_settings, WAYS[way])
    whole = run_cell(cell)
    total = cell.point.settings.evolution.all_generations
    for at in range(1, total):
        found = cut(cell, at, tmp_path / f"{at}")
        assert {name: data for name, data in found.items() if name != TIMINGS} == {
            name: data for name, data in whole.items() if name != TIMINGS
        }, at


@pytest.mark.long
@pytest.mark.parametrize("name", ["games", "nucleotides", "memory"])
def test_other_worlds_and_encodings(name: str, tmp_path: Path) -> None:
    for cell in {cell.point.variant: cell for cell in cells(load(HERE / f"{name}.toml"))}.values():
        whole = run_cell(cell)
        found = cut(cell, cell.point.settings.evolution.all_generations - 1, tmp_path / cell.key)
        assert all(found[one] == data for one, data in whole.items() if one != TIMINGS)


def test_time_goes_on_too(make_settings: Any, tmp_path: Path) -> None:
    path = tmp_path / "a"
    cell = cell_of(make_settings, {})
    files = cut(cell, 3, path)
    told = json.loads(files[TIMINGS])
    assert told["seconds"] == told["evolve"] + told["probes"]
    again = Checkpoint(path, "mine")
    assert again.load() is not None
    assert 0 < again.before < told["evolve"]


@pytest.mark.parametrize("harm", ["flip", "cut", "empty", "identity", "folder", "absent"])
def test_what_is_not_as_it_was_is_not_believed(tmp_path: Path, harm: str) -> None:
    path = tmp_path / "a"
    standing = Standing({"x": np.arange(5.0)}, {"generations": 3})
    Checkpoint(path, "mine").keep(lambda: standing)
    found = Checkpoint(path, "mine").load()
    assert found is not None
    assert (found.arrays["x"].tolist(), found.told) == ([0, 1, 2, 3, 4], {"generations": 3})
    content = bytearray(path.read_bytes())
    if harm == "flip":
        content[len(content) // 2] ^= 1
    path.write_bytes({"cut": content[:-7], "empty": b""}.get(harm, content))
    if harm in ("folder", "absent"):
        path.unlink()
    if harm == "folder":
        path.mkdir()
    assert Checkpoint(path, "other" if harm == "identity" else "mine").load() is None


def test_a_disk_that_is_full_stops_nothing(make_settings: Any, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    files = run_cell(cell_of(make_settings, {}), checkpoint=Checkpoint(tmp_path / "a", "mine"))
    assert pa.ipc.open_file(BytesIO(files["history.arrow"])).read_all().num_rows == 7


def test_short_evolutions_keep_none(make_settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    run_cell(cell_of(make_settings, {}), checkpoint=Checkpoint(tmp_path / "a", "mine"))
    assert not (tmp_path / "a").exists()
