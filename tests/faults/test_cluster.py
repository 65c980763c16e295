"""Cells on other processes' workers: the same digests, whoever of them is killed."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

import evosim
from evosim.experiment.run import Run
from tests.golden import HERE

pytestmark = pytest.mark.long

SLOW = (HERE / "plain.toml").read_text(encoding="utf-8").replace("replicates = 2", "replicates = 10")


def digests(run: Path) -> Any:
    return json.loads((run / "digests.json").read_bytes())["cells"]


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("scenario") / "forty.toml"
    file.write_text(SLOW.replace("generations = 6", "generations = 60"))
    return file


@pytest.fixture(scope="module")
def alone(scenario: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return evosim.run(scenario, out=tmp_path_factory.mktemp("alone"), workers=1, executor="serial")


class Cluster:
    """A scheduler and two workers, each a process that can be killed."""

    def __init__(self, folder: Path) -> None:
        pytest.importorskip("distributed")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address, self.folder = f"tcp://127.0.0.1:{port}", folder
        quiet = ["--no-dashboard"]
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", str(port), *quiet)
        one = [self.address, "--nworkers", "1", "--nthreads", "1", "--no-nanny", *quiet]
        self.workers = [self._start("worker", *one) for _ in range(2)]

    def _start(self, kind: str, *words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *words]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.folder)

    def close(self) -> None:
        for process in (self.scheduler, *self.workers):
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    made = Cluster(tmp_path)
    yield made
    made.close()


def start(scenario: Path, out: Path, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "evosim", "run", str(scenario), "--out", str(out), *more]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def some_done(out: Path, least: int, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while len(list(out.glob("forty/cells/*/DONE.json"))) < least and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(list(out.glob("forty/cells/*/DONE.json"))) >= least


def test_dask_s_workers_come_to_the_same(cluster: Cluster, scenario: Path, alone: Run, tmp_path: Path) -> None:
    run = start(scenario, tmp_path / "out", "--executor", f"dask={cluster.address}")
    assert run.wait(300) == 0, run.stdout and run.stdout.read()
    assert digests(tmp_path / "out" / "forty") == digests(alone.path)


def test_a_worker_is_killed(cluster: Cluster, scenario: Path, alone: Run, tmp_path: Path) -> None:
    run = start(scenario, tmp_path / "out", "--executor", f"dask={cluster.address}")
    some_done(tmp_path / "out", 6)
    cluster.workers[0].send_signal(signal.SIGKILL)
    assert run.wait(300) == 0, run.stdout and run.stdout.read()
    assert digests(tmp_path / "out" / "forty") == digests(alone.path)


def test_the_scheduler_is_killed(cluster: Cluster, scenario: Path, alone: Run, tmp_path: Path) -> None:
    run = start(scenario, tmp_path / "out", "--executor", f"dask={cluster.address}")
    some_done(tmp_path / "out", 6)
    cluster.scheduler.send_signal(signal.SIGKILL)
    told = run.communicate(timeout=300)[0]
    assert run.returncode == 2, told
    assert "the same command goes on" in told
    assert "Traceback" not in told
    done = {path.parent.name: path.stat().st_mtime_ns for path in (tmp_path / "out").glob("forty/cells/*/DONE.json")}
    again = Cluster(tmp_path)
    try:
        run = start(scenario, tmp_path / "out", "--executor", f"dask={again.address}")
        assert run.wait(300) == 0, run.stdout and run.stdout.read()
    finally:
        again.close()
    assert digests(tmp_path / "out" / "forty") == digests(alone.path)
    cells = tmp_path / "out" / "forty" / "cells"
    assert all((cells / key / "DONE.json").stat().st_mtime_ns == when for key, when in done.items())


def test_nobody_at_the_address(scenario: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setenv("DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT", "1s")
    run = start(scenario, tmp_path / "out", "--executor", "dask=tcp://127.0.0.1:9")
    told = run.communicate(timeout=120)[0]
    assert run.returncode == 2, told
    assert "--executor: dask=tcp://127.0.0.1:9" in told
    assert "Traceback" not in told


def test_the_same_adapter_under_other_executors(scenario: Path, alone: Run, tmp_path: Path) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        run = evosim.run(scenario, out=tmp_path / "pool", workers=2, executor=pool)
    assert digests(run.path) == digests(alone.path)
    concurrent = pytest.importorskip("parsl.concurrent")
    from parsl import Config, HighThroughputExecutor
    from parsl.providers import LocalProvider

    here = HighThroughputExecutor(
        label="two", max_workers_per_node=2, address="127.0.0.1", provider=LocalProvider(init_blocks=1, max_blocks=1)
    )
    config = Config(executors=[here], run_dir=str(tmp_path / "parsl"))
    with concurrent.ParslPoolExecutor(config=config) as pool:
        run = evosim.run(scenario, out=tmp_path / "parsl-out", workers=2, executor=pool)
    assert digests(run.path) == digests(alone.path)


def test_four_processes_on_one_directory(scenario: Path, alone: Run, tmp_path: Path) -> None:
    """Two of them are killed; at most the cells that these had are computed twice."""
    runs = [start(scenario, tmp_path / "out", "--workers", "1") for _ in range(4)]
    some_done(tmp_path / "out", 5)
    for run in runs[:2]:
        os.kill(run.pid, signal.SIGKILL)
    told = [run.communicate(timeout=300)[0] for run in runs]
    assert [run.returncode for run in runs[2:]] == [0, 0], told[2:]
    assert digests(tmp_path / "out" / "forty") == digests(alone.path)
    sessions = json.loads((tmp_path / "out" / "forty" / "provenance.json").read_bytes())
    assert sum(session["cells_computed"] for session in sessions) <= 40
    assert not list((tmp_path / "out" / "forty" / "cells").glob(".lease*"))
