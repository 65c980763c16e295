"""Which rows stand side by side, and what is said where none can."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evosim.comparison import groups
from evosim.scenario import ScenarioError, dump, load
from tests.made import finish
from tests.test_job import SMALL


def run(path: Path, rows: list[dict[str, object]], text: str = SMALL) -> str:
    (path / "cells").mkdir(parents=True)
    source = path.parent / f"{path.name}.toml"
    source.write_text(text)
    (path / "scenario.toml").write_text(dump(load(source)))
    pq.write_table(pa.Table.from_pylist(rows), path / "table.parquet")
    finish(path)
    return str(path)


def rows(**columns: object) -> list[dict[str, object]]:
    return [
        {"cell": f"{variant}{r}", "replicate": r, "variant": variant, **columns}
        for variant in ("funnel", "direct")
        for r in range(3)
    ]


def test_points_of_one_run(tmp_path: Path) -> None:
    one = run(tmp_path / "one", rows(success=1.0))
    labels, tables, known = groups(one, None, tmp_path, None)
    assert labels == ["funnel", "direct"]
    assert [table.num_rows for table in tables] == [3, 3]
    assert "variant" in known


@pytest.mark.parametrize("by", ["varient", "seed", "world.size"])
def test_a_key_that_does_not_vary(tmp_path: Path, by: str) -> None:
    one = run(tmp_path / "one", rows(success=1.0))
    with pytest.raises(ScenarioError, match="--by") as caught:
        groups(one, None, tmp_path, by)
    assert "expected a" in str(caught.value).lower()
    if by == "varient":
        assert 'did you mean "variant"?' in str(caught.value)


def test_runs_that_share_nothing(tmp_path: Path) -> None:
    one = run(tmp_path / "one", rows(success=1.0))
    other = run(tmp_path / "other", rows(accuracy=1.0))
    with pytest.raises(ScenarioError, match="some columns of the other"):
        groups(one, other, tmp_path, None)


def test_two_runs(tmp_path: Path) -> None:
    one, other = run(tmp_path / "one", rows(success=1.0)), run(tmp_path / "other", rows(success=0.0, more=2.0))
    labels, tables, _ = groups(one, other, tmp_path, None)
    assert labels == ["one", "other"]
    assert [table.num_rows for table in tables] == [6, 6]
    labels, tables, _ = groups(one, other, tmp_path, "variant")
    assert labels == ["direct", "funnel"] or labels == ["funnel", "direct"]
    assert [table.num_rows for table in tables] == [6, 6]


def test_a_run_without_a_table(tmp_path: Path) -> None:
    one = run(tmp_path / "one", rows(success=1.0))
    (tmp_path / "one" / "table.parquet").unlink()
    with pytest.raises(ScenarioError, match="not finished"):
        groups(one, None, tmp_path, None)
