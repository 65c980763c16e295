"""A run that is told to end does so within seconds, leaves nobody and nothing behind, and goes on later."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.experiment.test_kill import COMMAND, gone, heed_signals
from tests.golden import HERE

LONG = (HERE / "plain.toml").read_text(encoding="utf-8").replace("replicates = 2", "replicates = 200")
PATIENCE = 30  # seconds in which it has to end, on a machine that has other work


def start(scenario: Path, out: Path, workers: int) -> subprocess.Popen[str]:
    kind = "serial" if workers == 1 else "processes"
    return subprocess.Popen(
        [*COMMAND, str(scenario), "--out", str(out), "--workers", str(workers), "--executor", kind],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True, preexec_fn=heed_signals,
    )  # fmt: skip


def stored(run: Path) -> dict[str, int]:
    return {done.parent.name: done.stat().st_mtime_ns for done in run.glob("cells/[!.]*/DONE.json")}


def some_more(process: subprocess.Popen[str], run: Path, than: int) -> None:
    deadline = time.monotonic() + 120
    while len(stored(run)) <= than and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    assert len(stored(run)) > than, "it stored nothing"


@pytest.mark.parametrize(
    ("workers", "sign", "group"),
    [
        (1, signal.SIGTERM, False),  # as systems do
        pytest.param(1, signal.SIGINT, True, marks=pytest.mark.slow),
        pytest.param(2, signal.SIGTERM, False, marks=pytest.mark.slow),
        pytest.param(2, signal.SIGTERM, True, marks=pytest.mark.slow),  # as batch queues do
        pytest.param(2, signal.SIGINT, True, marks=pytest.mark.slow),  # as a terminal does
    ],
)
def test_a_run_ends_and_goes_on(tmp_path: Path, workers: int, sign: signal.Signals, group: bool) -> None:
    scenario, run = tmp_path / "long.toml", tmp_path / "out" / "long"
    scenario.write_text(LONG.replace("generations = 6", "generations = 100"), encoding="utf-8")
    before: dict[str, int] = {}
    for _ in range(2):
        process = start(scenario, tmp_path / "out", workers)
        some_more(process, run, len(before))
        (os.killpg if group else os.kill)(process.pid, sign)
        told = process.communicate(timeout=PATIENCE)[0]
        assert process.returncode == 130, told
        assert "interrupted; finished cells are kept, and the same command goes on from here" in told
        assert "Traceback" not in told
        assert gone(process.pid), "workers outlived their parent"
        assert not [path for kind in ("draft", "lease") for path in run.rglob(f".{kind}.*")]
        after = stored(run)
        assert {key: after.get(key) for key in before} == before, "what was stored was computed again"
        assert {path.name for path in (run / "cells").glob("[!.]*")} == after.keys()
        before = after
