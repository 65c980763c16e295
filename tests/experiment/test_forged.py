"""What a run's files say although somebody else wrote them, with digests that fit."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evosim.experiment.run import Run
from evosim.experiment.store import Store, sha256
from evosim.experiment.table import digest
from evosim.scenario import ScenarioError

GOOD: dict[str, Any] = {
    "claim": "a", "primary": True, "says": "A.", "source": "here", "statistic": "success", "high": 1.0, "low": 0.5,
    "difference": 0.5, "interval": [0.1, 0.9], "level": 0.95, "replicates": 20, "before_data": True,
    "verdict": "supported",
}  # fmt: skip


def made(path: Path, table: pa.Table, verdicts: list[Any]) -> Run:
    """A run with this table and these verdicts."""
    path.mkdir(exist_ok=True)
    (path / "scenario.toml").write_text("")
    pq.write_table(table, path / "table.parquet", write_page_checksum=True)
    (path / "verdicts.json").write_text(json.dumps(verdicts))
    told = {"cells": {}, "table": "", "verdicts": sha256(json.dumps(verdicts).encode())}
    with suppress(KeyError, TypeError):
        told["table"] = digest(table)
    run = Run(path)
    run.seal("digests.json", told)
    return run


def rows(**more: Any) -> pa.Table:
    return pa.table({"cell": ["a", "b"], "replicate": [0, 1], "success": [0.5, np.nan], **more})


def test_what_a_run_writes_is_read(tmp_path: Path) -> None:
    run = made(tmp_path / "run", rows(mine=["x", "y"]), [GOOD])
    assert run.table.num_rows == 2
    assert list(run.verdicts) == [GOOD]


@pytest.mark.parametrize(
    "change",
    [
        {"verdict": "sure"}, {"interval": [1.0]}, {"interval": [1.0, "2"]}, {"says": 5}, {"difference": None},
        {"replicates": -1}, {"replicates": 10**30}, {"primary": "yes"}, {"level": 2.0}, {"margin": "0"},
        {"expect": "all"},
    ],
)  # fmt: skip
def test_what_is_no_verdict_is_damaged(change: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="damaged"):
        made(tmp_path / "run", rows(), [GOOD, GOOD | change]).verdicts  # noqa: B018


def test_a_margin_is_that_of_what_is_expected(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="damaged"):
        made(tmp_path / "run", rows(), [GOOD | {"margin": 0.1}]).verdicts  # noqa: B018


@pytest.mark.parametrize("key", GOOD)
def test_a_verdict_that_lacks_something_is_damaged(key: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="damaged"):
        made(tmp_path / "run", rows(), [{name: GOOD[name] for name in GOOD if name != key}]).verdicts  # noqa: B018


@pytest.mark.parametrize(
    "forge",
    [
        lambda table: table.drop_columns(["replicate"]),
        lambda table: table.append_column("success", pa.array([1.0, 2.0])),
        lambda table: rows(seconds=[1.0, 2.0]).append_column("seconds", pa.array([1.0, 2.0])),
        lambda table: table.set_column(0, "cell", pa.array([None, "a"])),
        lambda table: table.set_column(0, "cell", pa.array([1, 2])),
        lambda table: table.set_column(2, "success", pa.array(["much", "little"])),
        lambda table: table.append_column("mine", pa.array([[1], [2]])),
        lambda table: table.append_column("mine", pa.array([b"\xff", b""])),
    ],
)
def test_what_is_no_table_is_damaged(forge: Callable[[pa.Table], pa.Table], tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="damaged"):
        made(tmp_path / "run", forge(rows()), [GOOD]).table  # noqa: B018


@pytest.mark.parametrize(
    "change", [{"figures": ["a"]}, {"cells": []}, {"cells": {"a": 1}}, {"figures": None}, {"more": {}}]
)
def test_what_is_no_digest_is_damaged(change: dict[str, Any], tmp_path: Path) -> None:
    run = made(tmp_path / "run", rows(), [GOOD])
    run.seal("digests.json", {**run.digests(), **change})
    with pytest.raises(ScenarioError, match="damaged"):
        run.digests()


def test_a_link_in_the_place_of_the_scenario_is_refused(tmp_path: Path) -> None:
    run = made(tmp_path / "run", rows(), [GOOD])
    (tmp_path / "other.toml").write_text('title = "Other"')
    (run.path / "scenario.toml").unlink()
    (run.path / "scenario.toml").symlink_to(tmp_path / "other.toml")
    with pytest.raises(ScenarioError, match="a symbolic link"):
        Run(run.path).scenario  # noqa: B018


def test_no_key_leads_out_of_a_run(tmp_path: Path) -> None:
    store = Store(tmp_path / "run" / "cells")
    Store(tmp_path).write("elsewhere", {"a": b"1"})
    assert Store(tmp_path).fault("elsewhere") is None
    for key in ("../../elsewhere", str(tmp_path / "elsewhere"), "..", ".", ""):
        assert store.fault(key) == "absent"
        assert store.read(key, "a") is None
