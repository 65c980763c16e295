"""Disks that take no more, or nothing at all: a plain error, and the same command goes on once they do."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import evosim
from evosim.cli import main
from evosim.experiment.run import Run
from tests.golden import HERE

PLAIN = HERE / "plain.toml"
MOUNT = ["unshare", "--mount", "sh", "-c", 'mount -t tmpfs -o "$1" tmpfs "$2" && shift 2 && exec "$@"', "sh"]


def mounts() -> bool:
    """Whether a disk can be mounted here, seen by one process and its children alone."""
    try:
        return subprocess.run([*MOUNT, "size=100k", "/mnt", "true"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


needs_mounts = pytest.mark.skipif(not mounts(), reason="no right to mount a disk, which containers seldom have")

ON_DISK = """
import json, subprocess, sys
from pathlib import Path
disk, *commands = json.loads(sys.argv[1])
told = []
for words in commands:
    done = subprocess.run(words, capture_output=True, text=True, timeout=300)
    cells = [each.parent.name for each in Path(disk).glob("*/*/cells/*/DONE.json")]
    drafts = [str(each) for each in Path(disk).rglob(".*") if each.name != ".lock"]
    told.append({"status": done.returncode, "said": done.stdout + done.stderr, "cells": cells, "drafts": drafts})
for file in Path(disk).rglob("digests.json"):
    told.append(json.loads(file.read_bytes()))
for file in Path(disk).rglob("provenance.json"):
    told.append(json.loads(file.read_bytes()))
print(json.dumps(told))
"""


def on_disk(disk: Path, options: str, *commands: list[str]) -> Any:
    """What came of commands on a small disk that is mounted at a folder; then digests and sessions of a run there."""
    disk.mkdir()
    script = [sys.executable, "-c", ON_DISK, json.dumps([str(disk), *commands])]
    done = subprocess.run([*MOUNT, options, str(disk), *script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def evosim_(*words: object) -> list[str]:
    return [sys.executable, "-m", "evosim", *map(str, words)]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return evosim.run(PLAIN, out=tmp_path_factory.mktemp("made"), workers=1)


@needs_mounts
@pytest.mark.slow
@pytest.mark.parametrize(
    ("size", "more"),
    [("300k", ()), ("300k", ("--workers", 2, "--executor", "processes")), ("800k", ()), ("1100k", ())],
    ids=["cells", "cells of two workers", "figures", "figures, later"],
)
def test_a_full_disk_ends_a_run_that_goes_on(size: str, more: tuple[object, ...], whole: Run, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    run = evosim_("run", PLAIN, "--out", disk / "out", "--workers", 1, *more)
    first, again, _, last, digests, sessions = on_disk(
        disk, f"size={size}", run, run, ["mount", "-o", "remount,size=50m", str(disk)], run
    )
    for one in (first, again):
        assert str(disk) in one["said"].replace("\n", "")
        assert "Traceback" not in one["said"]
        if one is again and one["status"] == 2:  # it is known now how little room there is
            assert " kB on the disk of " in " ".join(one["said"].split())
            assert not one["drafts"]
            continue
        assert one["status"] == 1, one
        assert "No space left on device: /" in one["said"]
        assert "the same command goes on" in one["said"]
        assert not one["drafts"]
    assert first["cells"]
    assert set(first["cells"]) <= set(again["cells"])
    assert last["status"] == 0, last
    assert digests == json.loads((whole.path / "digests.json").read_bytes())
    assert sessions[-1]["cells_computed"] == 8 - len(again["cells"])


@needs_mounts
@pytest.mark.parametrize("command", ["figures", "report", "ledger"])
def test_a_full_disk_ends_other_commands(command: str, whole: Run, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    words = {
        "figures": ("figures", whole.path, "--only", "learning", "--to", disk / "drawn"),
        "report": ("report", whole.path, "--to", disk / "x.html"),
        "ledger": ("ledger", "--out", tmp_path, "--to", disk / "x.csv"),
    }[command]
    (found,) = on_disk(disk, "size=12k", evosim_(*words))
    assert found["status"] in (1, 2), found
    assert "No space left on device" in found["said"]
    assert str(disk) in found["said"].replace("\n", "")
    assert "Traceback" not in found["said"]
    assert not found["drafts"]


@needs_mounts
@pytest.mark.slow
def test_nothing_is_written_where_nothing_may_be(whole: Run, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    run = disk / "out" / whole.path.name
    writing = {
        "run": ("run", PLAIN, "--out", disk / "out", "--workers", 1),
        "new run": ("run", PLAIN, "--out", disk / "new"),
        "figures": ("figures", run),
        "figures elsewhere": ("figures", run, "--to", disk / "drawn"),
        "report": ("report", run),
        "report elsewhere": ("report", run, "--to", disk / "x.html"),
        "page": ("report", "--out", disk / "out"),
        "ledger": ("ledger", "--out", disk / "out", "--to", disk / "x.csv"),
        "ledger's runs": ("ledger", "--run", "--out", disk / "out"),
        "prereg": ("prereg", PLAIN, "--to", disk / "x.md"),
        "replay": ("replay", run, "--cell", whole.cells[0].key, "--out", disk / "x.gif"),
    }
    reading = {"status": ("status", run), "verdicts": ("verdicts", run), "compare": ("compare", run)}
    commands = {name: evosim_(*words) for name, words in (writing | reading).items()}
    copied = ["cp", "-r", str(whole.path.parent), str(disk / "out")]
    shut = ["mount", "-o", "remount,ro", str(disk)]
    _, _, *found = on_disk(disk, "size=50m", copied, shut, *commands.values())
    for name, one in zip(commands, found, strict=False):
        assert one["status"] == (2 if name in writing else 0), (name, one)
        assert "Traceback" not in one["said"], name
        assert name in reading or str(disk) in one["said"].replace("\n", ""), (name, one)
        assert not one["drafts"]


def test_a_cell_that_fails_to_be_stored_is_no_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a disk says of one file is noted, and the others go on; that it is full ends the run."""
    from evosim.experiment.store import Store

    real = Store.write
    failures = [OSError(5, "Input/output error", "x")]

    def write(store: Store, *given: Any, **more: Any) -> None:
        if failures:
            raise failures.pop()
        real(store, *given, **more)

    monkeypatch.setattr(Store, "write", write)
    words = ["run", str(PLAIN), "--out", str(tmp_path), "--workers", "1"]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 1, done.output
    assert "7 of 8 cells" in done.output
    shutil.rmtree(tmp_path / "plain")
    failures += [OSError(28, "No space left on device", "x"), OSError(28, "No space left on device", "x")]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 1, done.output
    assert "No space left on device: x; finished cells are kept" in done.output
    assert len(failures) == 1
