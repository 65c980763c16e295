"""Recorded lives as films, pictures and pages."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from evosim.cli import main
from evosim.experiment.run import Run
from evosim.life.grid.replay import read
from evosim.pictures.film import END, STEP, TICK, film
from tests.report.test_report import Elements, embedded


def call(*words: object) -> tuple[int, str]:
    done = CliRunner().invoke(main, [str(word) for word in words])
    return done.exit_code, done.output


def test_a_film_has_a_picture_for_each_tick_and_each_step(finished: Run, tmp_path: Path) -> None:
    key = finished.cells[0].key
    file = tmp_path / "life.gif"
    assert call("replay", finished.path, "--cell", key[:8], "--out", file, "--start", 2)[0] == 0
    replay = read(finished.store.cell(key) / "replay.npz")
    life = replay.life(0, 1)
    shown = list(film(replay, 0, 1, "title", "about"))
    ticks = life.activity.shape[1] if (life.activity > 0).any() else 0
    times = [time for _, time in shown]
    assert times == [TICK] * ticks + [STEP] * (len(times) - ticks - 1) + [END]
    assert len(times) - ticks == len(life.touched) + (not ticks)
    with Image.open(file) as picture:
        assert 1 < picture.n_frames <= len(shown)  # those that are alike become one


def test_the_picture_is_the_end_of_the_film(finished: Run, tmp_path: Path) -> None:
    key, file = finished.cells[0].key, tmp_path / "life.png"
    assert call("replay", finished.path, "--cell", key, "--out", file, "--shift", "blue")[0] == 0
    replay = read(finished.store.cell(key) / "replay_blue.npz")
    with Image.open(file) as picture:
        shown = np.asarray(picture)
    last = np.asarray(list(film(replay, 0, 0, finished.scenario.title, "another text"))[-1][0])
    below = last.shape[0] // 3  # titles end above
    assert shown.shape[1] == last.shape[1]
    np.testing.assert_array_equal(shown[-below:], last[-below:])


def test_a_page_has_all_that_a_cell_has(finished: Run, tmp_path: Path) -> None:
    file = tmp_path / "life.html"
    assert call("replay", finished.path, "--cell", finished.cells[1].key, "--out", file)[0] == 0
    text = file.read_text(encoding="utf-8")
    assert Elements(text).open == []
    labels = [record["label"] for record in embedded(text, "records")]
    assert [label.rsplit(": ", 1)[1] for label in labels] == ["new mazes", "after blue"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--cell", "zz", "--out", "a.gif"), "no such cell"),
        (("--cell", "", "--out", "a.gif"), "no such cell"),
        (("--out", "a.mp4", "--shift", "bleu"), "expected blue"),
        (("--out", "a.gif", "--maze", 9, "--start", 3), "expected a number from 1 to 2; got 3"),
    ],
)
def test_what_is_not_there_is_told_and_nothing_is_written(
    finished: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[object, ...], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    given = words if "--cell" in words else ("--cell", finished.cells[0].key, *words)
    code, output = call("replay", finished.path, *given)
    assert code == 2
    assert told in output
    assert not list(tmp_path.iterdir())
