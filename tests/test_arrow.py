"""Files of Arrow data are read by the calling thread alone, so that a script which has read one ends well."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from evosim.arrow import open_ipc, read_parquet
from evosim.evolution.lineage import Recorder
from tests.made import finish
from tests.test_comparison import rows, run

# What a script imports, and how it then reads; it starts beside the files.
READERS = {
    "table": ("import evosim, pyarrow.parquet", "evosim.Run('run').table"),
    "history": (
        "import evosim; from pathlib import Path; from evosim.pictures.run import Run",
        "Run(Path('run'), evosim.load('run/scenario.toml'), quick=False).history(0)",
    ),
    "books": (
        "from pathlib import Path; from evosim.arrow import open_ipc",
        "open_ipc(Path('books.arrow')).read_all()",
    ),
    "lineage": ("import evosim; evosim.Lineage", "evosim.Lineage('lineage.arrow').line()"),
}
SHORT = {name: ["-c", f"{imports}; {read}"] for name, (imports, read) in READERS.items() if name != "history"}
SHORT["compare"] = ["-m", "evosim", "compare", "run"]


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with a run, books and a lineage."""
    path = tmp_path_factory.mktemp("arrow")
    run(path / "run", rows(**{f"probe_{number}": number / 3 for number in range(100)}, success=1.0))
    names = ("generation", "success", "success_mean", "genes")
    books = pa.table({name: np.arange(500.0) for name in names})
    cell = path / "run" / "cells" / "funnel0"
    cell.mkdir()
    for file in (path / "books.arrow", cell / "history.arrow"):
        with pa.OSFile(str(file), "wb") as sink, pa.ipc.new_file(sink, books.schema) as writer:
            writer.write_table(books)
    finish(path / "run")
    with Recorder(path / "lineage.arrow") as recorder:
        for generation in range(20):
            recorder.write(np.full((50, 2), -1 if generation == 0 else 0, np.int32), np.arange(50.0))
    return path


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="the threads of a process are not listed here")
@pytest.mark.parametrize("reader", READERS)
def test_reading_starts_no_thread(there: Path, reader: str) -> None:
    imports, read = READERS[reader]
    count = "len(os.listdir('/proc/self/task'))"
    code = f"import os; {imports}; before = {count}; kept = {read}; print({count} - before)"
    done = subprocess.run([sys.executable, "-c", code], cwd=there, capture_output=True, text=True, timeout=120)
    assert done.stdout == "0\n", done.stderr


@pytest.mark.parametrize("times", [3, pytest.param(100, marks=pytest.mark.slow)])
@pytest.mark.parametrize("script", SHORT)
def test_a_script_that_reads_ends_well(there: Path, script: str, times: int) -> None:
    def status(_: int) -> tuple[int, str]:
        command = [sys.executable, *SHORT[script]]
        done = subprocess.run(command, cwd=there, capture_output=True, text=True, timeout=120)
        return done.returncode, done.stderr

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(status, range(times))) == [(0, "")] * times


def test_what_is_read_is_what_was_written(there: Path) -> None:
    table = read_parquet(there / "run" / "table.parquet")
    assert table.to_pylist()[0]["probe_1"] == 1 / 3
    assert table.column_names[:3] == ["cell", "replicate", "variant"]
    assert open_ipc(there / "books.arrow").read_all()["genes"].to_pylist() == list(range(500))


def test_a_table_outlives_its_file(there: Path, tmp_path: Path) -> None:
    whole = read_parquet(there / "run" / "table.parquet")
    (tmp_path / "x").write_bytes((there / "run" / "table.parquet").read_bytes())
    table = read_parquet(tmp_path / "x")
    (tmp_path / "x").write_bytes(b"")
    assert table.equals(whole)


@pytest.mark.parametrize("name", ["s3:x", "file:x", "a%20b", os.fsdecode(b"\xff")])
def test_a_path_is_no_address(there: Path, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes((there / "run" / "table.parquet").read_bytes())
    assert read_parquet(file).num_rows == 6
    file.write_bytes((there / "books.arrow").read_bytes())
    assert open_ipc(file).read_all().num_rows == 500


@pytest.mark.parametrize("read", [read_parquet, open_ipc])
def test_what_cannot_be_read(tmp_path: Path, read) -> None:  # type: ignore[no-untyped-def]
    for content in (b"", b"nonsense", b"PAR1", b"ARROW1\0\0"):
        (tmp_path / "x").write_bytes(content)
        with pytest.raises(pa.ArrowInvalid):
            read(tmp_path / "x")
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "y")
    with pytest.raises(OSError, match="a directory in the place"):
        read(tmp_path)
