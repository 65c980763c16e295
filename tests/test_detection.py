"""The command that scores detectors: tables, files, and the champions of runs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from evosim import detection
from evosim.cli import main
from evosim.detection import Detection, as_csv, as_json, detect, lines, table
from evosim.probes.detectors import DETECTORS, Scored
from evosim.probes.specimens import subjects
from evosim.scenario import ScenarioError

RUN = """
title = "Organs"
replicates = 2

[world]
instances = 2
size = 5
steps = 12
min_path = 3

[[world.object]]
name = "door"
shows = { door = 1 }
pays = 1.0
ends = true

[evolution]
population = 16
generations = 3

[[variant]]
name = "search"
set = { "brain.organs" = ["search"] }

[[variant]]
name = "habits"
set = { "brain.organs" = ["habits"] }

[[variant]]
name = "cortex"
set = { "brain.organs" = ["cortex"] }

[[variant]]
name = "memory"
set = { "brain.organs" = ["memory"] }
"""


def few(replicate: int = 0) -> Iterator[Any]:
    names = ("ideal cortex", "random habits", "cortex that sees no walls")
    return iter([pair for pair in subjects(replicate, novel=16) if pair[0].name in names])


def call(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture(scope="module", name="out")
def _out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs")
    file = folder / "organs.toml"
    file.write_text(RUN)
    done = call("run", file, "--out", folder, "--workers", 1)
    assert done.exit_code == 0, done.output
    return folder


def test_champions_count_where_their_organs_decide(out: Path, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(detection, "subjects", few)
    sheet, file = tmp_path / "scores.csv", tmp_path / "scores.json"
    done = call("detectors", "organs", "--out", out, "--csv", sheet, "--json", file)
    assert done.exit_code == 0, done.output
    assert "Detectors, on" in done.output
    assert "organs " in done.output.partition(detection.APART)[2]
    rows = {row["agent"]: row["optimizer"] for row in csv.DictReader(io.StringIO(sheet.read_text()))}
    assert len(rows) == 3 + 8
    for name, kind in rows.items():
        if name.startswith("organs "):
            expected = {"habits": ["false"], "cortex": ["", "false"], "memory": [""], "search": ["true", "false"]}
            assert kind in expected[name.rpartition("(")[2].strip(")")]
    told = json.loads(file.read_text())
    assert [one["name"] for one in told["detectors"]] == list(DETECTORS)
    assert len(detect(["organs"], out, most=2).agents) == 3 + 2


def test_users_are_told(out: Path, tmp_path: Path) -> None:
    assert call("detectors", "--csv", tmp_path).exit_code == 2
    assert call("detectors", "nothing", "--out", out).exit_code == 2
    file = tmp_path / "labels.toml"
    file.write_text('title = "L"\nreplicates = 1\n[world]\nkind = "labels"\n[brain]\norgans = ["classifier"]\n'
                    "[evolution]\npopulation = 8\ngenerations = 1\n")  # fmt: skip
    done = call("run", file, "--out", tmp_path, "--workers", 1)
    assert done.exit_code == 0, done.output
    with pytest.raises(ScenarioError, match="grids"):
        detect(["labels"], tmp_path)


def test_words_and_files() -> None:
    def agent(name: str, kind: bool | None, score: float | None) -> Scored:
        return Scored(name, kind, dict.fromkeys(DETECTORS, score))

    found = Detection(
        tuple(
            [agent(f"p{i}", True, 0.9) for i in range(4)] + [agent(f"n{i}", False, 0.1) for i in range(4)]
            + [agent("fake", False, 1.0), agent("quiet", True, None), agent("contested", None, 0.95)]
        )
    )  # fmt: skip
    assert table(found).row_count == len(DETECTORS)
    said = "\n".join(lines(found))
    assert "  fooled by: fake" in said
    assert "  says nothing of: quiet" in said
    assert "contested: above the line of" in said
    rows = list(csv.DictReader(io.StringIO(as_csv(found))))
    assert [row["agent"] for row in rows] == [one.name for one in found.agents]
    assert (rows[-1]["optimizer"], rows[-2]["planner"], rows[0]["planner"]) == ("", "", "0.9")
    told: Any = json.loads(as_json(found))
    assert told["detectors"][0]["area"]["value"] == pytest.approx(0.8)
    assert told["agents"][0]["scores"]["planner"] == 0.9
