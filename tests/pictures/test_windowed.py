"""The picture of a mind that sees but a window of its arena shows a thought that it had."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import evosim
from evosim.experiment.store import DONE
from evosim.life.grid.replay import read
from evosim.pictures import draw

SMALL = """
title = "A window"
seed = 3
replicates = 1
[world]
instances = 4
starts = 2
steps = 30
object = [{ name = "door", shows = { door = 1 }, pays = 1.0, ends = true }]
[brain]
organs = ["cortex"]
sight = 1
cortex = { ticks = 9, think = "step", state = "kept" }
[encoding]
rules = "types"
[evolution]
population = 64
generations = 8
[[shift]]
name = "wing"
set = { "world.size" = 11, "world.starts" = 1, "world.min_path" = 1 }
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> evosim.Run:
    path = tmp_path_factory.mktemp("windowed") / "small.toml"
    path.write_text(SMALL)
    return evosim.run(evosim.load(path), out=path.parent / "results", workers=1)


def files(run: evosim.Run) -> dict[str, Path]:
    (cell,) = run.cells
    return {file.name: file for file in run.store.cell(cell.key).iterdir()}


def test_records_are_kept_of_novel_lives_and_of_those_after_a_shift(run: evosim.Run) -> None:
    found = files(run)
    kept = {name: file for name, file in found.items() if name.startswith("replay")}
    assert set(kept) == {"replay.npz", "replay_wing.npz"}
    assert sum(file.stat().st_size for file in kept.values()) < 300_000
    assert read(kept["replay.npz"]).shape == (8, 2, 1)
    assert (read(kept["replay_wing.npz"]).shape, read(kept["replay_wing.npz"]).size) == ((8, 1, 1), 11)
    replay = read(kept["replay.npz"])
    with np.load(found["lives.npz"]) as lives:
        assert lives["activity"].shape == (4, 0, 7, 7)
        for n, j in np.ndindex(4, 2):
            life, length = replay.life(n, j), lives["lengths"][n, j]
            np.testing.assert_array_equal(life.places, lives["paths"][n, j, : length + 1])
            assert life.activity.shape == (length, 10, 1, 7, 7)


def minds(run: evosim.Run) -> tuple[list[dict[str, Any]], str]:
    draw(run.path, run.scenario, quick=False, only="minds", formats=("svg",))
    with (run.path / "figures" / "minds.csv").open() as file:
        return list(csv.DictReader(file)), (run.path / "figures" / "minds.svg").read_text()


def test_the_last_thought_of_a_life_is_shown(run: evosim.Run) -> None:
    rows, words = minds(run)
    replay = read(files(run)["replay.npz"])
    with np.load(files(run)["lives.npz"]) as lives:
        distance = lives["distance"]
    maze = int(np.argsort(-distance.max(axis=1), kind="stable")[0])
    life = replay.life(maze, int(np.argmax(distance[maze])))
    mine = [row for row in rows if row["picture"] == "1"]
    np.testing.assert_allclose([float(row["activity_9"]) for row in mine], life.activity[-1, -1].ravel(), rtol=1e-6)
    unseen = life.planes[-1, replay.arrays["unseen"]].ravel() > 0
    assert [row["unknown"] == "true" for row in mine] == unseen.tolist()
    assert unseen.any()
    assert "before its last step" in " ".join(words.split())


def test_a_cell_without_a_record_shows_no_thought(run: evosim.Run) -> None:
    """Of cells of earlier versions it is not known what an agent that sees a window thought."""
    digest = run.store.digest(run.cells[0].key)
    found = files(run)
    done = found[DONE].read_text()
    for name in ("replay.npz", "replay_wing.npz"):
        found[name].unlink()
        done = "\n".join(line for line in done.splitlines() if f'"{name}"' not in line)
    found[DONE].write_text(done.replace(",\n }", "\n }"))
    assert run.store.fault(run.cells[0].key) is None
    assert run.store.digest(run.cells[0].key) == digest
    rows, words = minds(run)
    assert not [name for name in rows[0] if name.startswith("activity")]
    assert "No thoughts of it were recorded." in words
