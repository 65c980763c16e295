"""Files of a finished run that were cut, changed, swapped or replaced: found by whoever reads them, and made anew."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

import evosim
from evosim.cli import main
from evosim.experiment.run import Run
from tests.golden import HERE

READERS = {
    "verdicts": ["verdicts"],
    "compare": ["compare", "--only", "success"],
    "figures": ["figures", "--only", "learning"],
    "minds": ["figures", "--only", "minds"],
    "report": ["report"],
    "status": ["status"],
}
FILES = (
    "table.parquet", "verdicts.json", "digests.json", "claims.json", "scenario.toml", "provenance.json",
    "figures/learning.svg", "figures/learning.png", "figures/learning.csv",
    "cells/*/DONE.json", "cells/*/cell.json", "cells/*/champion.npz", "cells/*/history.arrow", "cells/*/lineage.csv",
    "cells/*/probes.arrow", "cells/*/lives.npz", "cells/*/replay.npz", "cells/*/timings.json",
)  # fmt: skip


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return evosim.run(evosim.load(HERE / "plain.toml", label="whole"), out=tmp_path_factory.mktemp("made"), workers=1)


@pytest.fixture
def run(finished: Run, tmp_path: Path) -> Run:
    shutil.copytree(finished.path, tmp_path / finished.path.name)
    return Run(tmp_path / finished.path.name)


def flipped(path: Path, chance: random.Random) -> None:
    content = bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def cut(path: Path, chance: random.Random) -> None:
    os.truncate(path, chance.randrange(path.stat().st_size))


def swapped(path: Path, chance: random.Random) -> None:
    """With a file of the same name of another cell, or with another file of the run."""
    others = [one for one in path.parents[1].rglob(path.name) if one != path and one.is_file()]
    other = chance.choice(others or [one for one in path.parent.iterdir() if one.is_file() and one != path])
    mine, theirs = path.read_bytes(), other.read_bytes()
    path.write_bytes(theirs)
    other.write_bytes(mine)


def replaced(make: Callable[[Path], object]) -> Callable[[Path, random.Random], None]:
    def harm(path: Path, chance: random.Random) -> None:
        path.unlink()
        make(path)

    return harm


HARMS: dict[str, Callable[[Path, random.Random], None]] = {
    "flipped": flipped, "cut": cut, "swapped": swapped, "pipe": replaced(os.mkfifo), "directory": replaced(os.mkdir),
    "link": replaced(lambda path: path.symlink_to("/etc/hostname")),
}  # fmt: skip


def numbers(run: Run) -> dict[str, str]:
    """What readers tell of a run: the answer of each command, or that it is none."""
    told = {}
    for name, words in READERS.items():
        done = CliRunner().invoke(main, [words[0], str(run.path), *words[1:]])
        assert done.exit_code in (0, 1, 2), (name, done.output, done.exception)
        assert done.exception is None or isinstance(done.exception, SystemExit), (name, repr(done.exception))
        told[name] = done.output if done.exit_code == 0 else "nothing"
    return told


@pytest.mark.slow
@pytest.mark.parametrize("harm", HARMS)
@pytest.mark.parametrize("kind", FILES)
def test_what_is_damaged_is_never_believed(
    kind: str, harm: str, finished: Run, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(f"{kind} {harm}")
    path = sorted(run.path.glob(kind))[0]
    before, digests = numbers(finished), json.loads((finished.path / "digests.json").read_bytes())
    HARMS[harm](path, chance)
    after = numbers(run)
    for name in ("verdicts", "compare"):
        assert after[name] in (before[name], "nothing")
    if kind == "claims.json" and harm != "swapped" and CliRunner().invoke(main, _again(run)).exit_code == 2:
        assert "remove it" in CliRunner().invoke(main, _again(run)).output
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    done = subprocess.run(
        [sys.executable, "-m", "evosim", *_again(run)], capture_output=True, text=True, timeout=120, check=False
    )
    told = done.stdout + done.stderr
    assert "Traceback" not in told
    if done.returncode in (1, 2):  # what a run does not remove by itself it names
        assert path.name in told, told
        return
    assert done.returncode == 0, told
    mended = json.loads((run.path / "digests.json").read_bytes())
    assert (mended["cells"], mended["table"]) == (digests["cells"], digests["table"])


def _again(run: Run) -> list[str]:
    plain = HERE / "plain.toml"
    return ["run", str(plain), "--name", "whole", "--out", str(run.path.parent), "--workers", "1"]
