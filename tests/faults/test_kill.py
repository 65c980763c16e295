"""A run killed with -9 again and again ends with the same bits, and leaves nobody behind."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.test_job import SMALL

COMMAND = [sys.executable, "-m", "evosim.cli", "run"]


def start(scenario: Path, out: Path, *more: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*COMMAND, str(scenario), "--out", str(out), "--workers", "2", "--executor", "processes", *more],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip


def members(session: int) -> list[int]:
    """Processes of a session that are alive."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(words[3]) == session and words[0] not in "ZX":
            found.append(int(entry.name))
    return found


def gone(session: int) -> bool:
    """Whether all of a session have ended within a few seconds."""
    deadline = time.monotonic() + 20
    while members(session) and time.monotonic() < deadline:
        time.sleep(0.1)
    return not members(session)


def test_killed_five_times(tmp_path: Path) -> None:
    scenario = tmp_path / "small.toml"
    scenario.write_text(
        SMALL.replace("replicates = 2", "replicates = 5").replace("generations = 6", "generations = 150")
    )
    whole = start(scenario, tmp_path / "whole")
    began = time.monotonic()
    assert whole.wait(240) == 0, whole.stdout and whole.stdout.read().decode()
    length = time.monotonic() - began
    chance = random.Random(1)
    for _ in range(5):
        run = start(scenario, tmp_path / "killed")
        time.sleep(chance.uniform(0.2, 0.8) * length)
        os.kill(run.pid, signal.SIGKILL)
        run.wait()
        assert gone(run.pid), "workers outlived their parent"
    last = start(scenario, tmp_path / "killed")
    assert last.wait(240) == 0
    one, two = (json.loads((tmp_path / name / "small" / "digests.json").read_bytes()) for name in ("whole", "killed"))
    assert one == two
    left = {path.name for path in (tmp_path / "killed" / "small" / "cells").iterdir()}
    assert left == set(one["cells"])


def test_ctrl_c_keeps_what_is_done(tmp_path: Path) -> None:
    scenario = tmp_path / "small.toml"
    scenario.write_text(SMALL.replace("generations = 6", "generations = 3000"))
    run = start(scenario, tmp_path / "out")
    cells = tmp_path / "out" / "small" / "cells"
    deadline = time.monotonic() + 60
    while not (cells.exists() and any(cells.iterdir())) and run.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    os.kill(run.pid, signal.SIGINT)
    told = run.communicate(timeout=60)[0].decode()
    assert run.returncode == 130, told
    assert "finished cells are kept" in told
    assert gone(run.pid)
