"""What is no regular file, in the place of any that is read: an error that names it, or nothing; never a wait.

The other kinds of damage, to the files of a finished run, are those of ``test_damage``.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import evosim
from evosim.cli import main
from evosim.evolution.checkpoint import Checkpoint
from evosim.evolution.lineage import Lineage
from evosim.experiment.run import Run
from evosim.life.grid.replay.reading import read
from evosim.scenario import ScenarioError
from tests.faults.odd import ODD, at_once
from tests.faults.steps import LIGHT, scenario
from tests.golden import HERE

PLAIN = HERE / "plain.toml"
OF_A_RUN = (  # KEY is that of a cell that is not there, OTHER of one that is
    "table.parquet", "verdicts.json", "digests.json", "claims.json", "scenario.toml", "provenance.json", "prereg.md",
    "report.html", "ro-crate-metadata.json", ".lock", "figures", "figures/learning.svg", "cells", "cells/KEY",
    "cells/.lease.KEY", "cells/.checkpoint.KEY", "cells/KEY.failed.json", "cells/x.tar", "cells/OTHER/cell.json",
    "cells/OTHER/DONE.json", "cells/OTHER/probes.arrow",
)  # fmt: skip


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Run:
    with pytest.MonkeyPatch.context() as patched:
        for one in LIGHT:
            patched.setattr(*one)
        return evosim.run(scenario(), out=tmp_path_factory.mktemp("made"), workers=1)


def call(*words: object) -> Result:
    with at_once():
        done = CliRunner().invoke(main, [str(word) for word in words])
    assert done.exception is None or isinstance(done.exception, SystemExit), repr(done.exception)
    return done


@pytest.mark.long
@pytest.mark.parametrize("kind", ODD)
@pytest.mark.parametrize("place", OF_A_RUN)
def test_a_run_goes_on_or_names_it(
    place: str, kind: str, finished: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for one in LIGHT:
        monkeypatch.setattr(*one)
    path = tmp_path / finished.path.name
    shutil.copytree(finished.path, path)
    other, key = (cell.key for cell in finished.cells)
    shutil.rmtree(path / "cells" / key)
    spot = path / place.replace("KEY", key).replace("OTHER", other)
    (shutil.rmtree if spot.is_dir() else Path.unlink)(spot) if spot.exists() else None  # type: ignore[operator]
    ODD[kind](spot)
    for words in (("status",), ("verdicts",), ("compare", "--by", "variant")):
        assert call(words[0], path, *words[1:]).exit_code in (0, 1, 2)
    told, run = "", None
    with at_once():
        try:
            run = evosim.run(scenario(), out=tmp_path, workers=1, executor="serial")
        except (ScenarioError, OSError) as error:
            told = str(error)
    if run is None:
        assert spot.name in told
        return
    assert not run.elsewhere
    whole = json.loads((finished.path / "digests.json").read_bytes())
    assert json.loads((run.path / "digests.json").read_bytes()) == whole


@pytest.mark.parametrize("kind", ODD)
def test_files_that_are_named(kind: str, finished: Run, tmp_path: Path) -> None:
    odd = tmp_path / "odd.toml"
    ODD[kind](odd)
    for words in (
        ("check", odd), ("run", odd), ("prereg", odd), ("status", odd), ("verdicts", odd), ("figures", odd),
        ("compare", odd), ("compare", finished.path, odd), ("report", odd), ("reproduce", odd), ("detectors", odd),
        ("replay", odd, "--cell", "0", "--out", tmp_path / "x.gif"),
        ("run", PLAIN, "--out", tmp_path / "out", "--prereg", odd),
    ):  # fmt: skip
        done = call(*words)
        assert done.exit_code == 2, (words, done.output)
        assert "odd" in done.output, words
    for reader in (Lineage, read, Run, evosim.load):
        with at_once(), pytest.raises((ScenarioError, OSError), match="odd"):
            reader(odd)
    with at_once():
        assert Checkpoint(odd, "mine").load() is None
    assert [path.name for path in tmp_path.iterdir()] == ["odd.toml"]
