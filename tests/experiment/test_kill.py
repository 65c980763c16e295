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

import pytest

from tests.test_job import SMALL

COMMAND = [sys.executable, "-m", "evosim", "run"]


def heed_signals() -> None:
    """Even if these tests were started by something that ignores them, such as nohup."""
    for sign in (signal.SIGINT, signal.SIGHUP):
        signal.signal(sign, signal.SIG_DFL)


def start(scenario: Path, out: Path, *more: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*COMMAND, str(scenario), "--out", str(out), "--workers", "2", "--executor", "processes", *more],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True, preexec_fn=heed_signals,
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


@pytest.mark.long
def test_killed_five_times(tmp_path: Path) -> None:
    scenario = tmp_path / "small.toml"
    scenario.write_text(
        SMALL.replace("replicates = 2", "replicates = 4").replace("generations = 6", "generations = 100")
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


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_run_keeps_what_is_done(tmp_path: Path, sign: signal.Signals) -> None:
    scenario = tmp_path / "small.toml"
    scenario.write_text(SMALL.replace("generations = 6", "generations = 3000"))
    run = start(scenario, tmp_path / "out")
    cells = tmp_path / "out" / "small" / "cells"
    deadline = time.monotonic() + 60
    while not (cells.exists() and any(cells.iterdir())) and run.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    os.kill(run.pid, sign)
    told = run.communicate(timeout=60)[0].decode()
    assert run.returncode == 130, told
    assert "finished cells are kept" in told
    assert gone(run.pid)


def test_a_pipe_that_closes_is_told(tmp_path: Path) -> None:
    scenario = tmp_path / "small.toml"
    scenario.write_text(SMALL)
    run = subprocess.Popen(
        [*COMMAND, str(scenario), "--out", str(tmp_path / "out")],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert run.stdout
    assert run.stderr
    run.stdout.close()
    told = run.stderr.read().decode()
    assert run.wait(60) == 1, told
    assert "nobody reads" in told
    assert "Traceback" not in told


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    scenario = tmp_path / "small.toml"
    scenario.write_text(SMALL)
    limit = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000));"
    code = f"{limit} from evosim.cli import main; main(sys.argv[1:])"
    words = ["run", str(scenario), "--out", str(tmp_path / "out"), "--executor", "serial"]
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert "File too large" in done.stdout + done.stderr


def test_a_damaged_kernel_cache_is_made_anew(tmp_path: Path) -> None:
    code = "import numpy as np; from evosim.random.kernel import {0}; print({0}(*map(np.uint64, (1, 2))))"
    code = code.format("fold")
    told = []
    for harm in (None, b"", b"garbage"):
        for file in tmp_path.rglob("*.nbi") if harm is not None else ():
            file.write_bytes(harm or b"")
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=False,
            env={**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        told.append(done.stdout)
        assert any(file.stat().st_size > 100 for file in tmp_path.rglob("*.nbi"))
    assert len(set(told)) == 1
