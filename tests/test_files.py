"""Only regular files are opened and replaced, and what is written is whole."""

from __future__ import annotations

import errno
import os
import re
import signal
import tracemalloc
from pathlib import Path

import pytest

from evosim import files
from evosim.files import DRAFT, NotRegular, add, draft_of, ended, host, read, sweep, write
from tests.faults.odd import ODD


@pytest.mark.parametrize("kind", ODD)
def test_what_is_no_regular_file_is_neither_read_nor_replaced(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x"
    ODD[kind](path)
    before = os.lstat(path).st_mode
    with pytest.raises(NotRegular, match=f"a .*{kind} in the place"):
        read(path)
    with pytest.raises(NotRegular, match=f"a .*{kind} in the place"):
        write(path, b"new")
    assert os.lstat(path).st_mode == before
    assert [file.name for file in tmp_path.iterdir()] == ["x"]


def test_what_is_written_is_read(tmp_path: Path) -> None:
    for data in (b"", b"one", bytes(100_000)):
        write(tmp_path / "x", data)
        assert read(tmp_path / "x") == data
        assert [file.name for file in tmp_path.iterdir()] == ["x"]


def test_files_that_are_too_large_or_absent(tmp_path: Path) -> None:
    write(tmp_path / "x", bytes(101))
    with pytest.raises(OSError, match="101 bytes, and at most 100"):
        read(tmp_path / "x", 100)
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "y")


def test_a_failure_leaves_the_old_file_and_no_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "x", b"old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write(tmp_path / "x", b"new")
    assert read(tmp_path / "x") == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["x"]


@pytest.mark.parametrize("links", [True, False])
def test_what_is_added_is_whole_and_replaces_nothing(
    tmp_path: Path, links: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also on file systems without links; where there are some, nobody ever sees it empty."""
    real, seen = os.link, []

    def link(one: Path, other: Path) -> None:
        if not links:
            raise PermissionError(1, "Operation not permitted", str(one), None, str(other))
        seen.append(read(one))
        real(one, other)

    monkeypatch.setattr(os, "link", link)
    add(tmp_path / "x", b"new")
    assert seen == [b"new"] * links
    with pytest.raises(FileExistsError, match=r"exists: '[^']*/x'$"):
        add(tmp_path / "x", b"newer")
    assert read(tmp_path / "x") == b"new"
    assert [file.name for file in tmp_path.iterdir()] == ["x"]


def test_errors_name_the_file_and_not_its_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space") as caught:
        write(tmp_path / "x", b"new")
    assert caught.value.filename == str(tmp_path / "x")
    assert files.full(caught.value)
    assert not files.full(OSError(errno.EIO, ""))
    assert not files.full(OSError("no number"))
    assert not list(tmp_path.iterdir())


def test_a_link_in_the_place_of_a_draft_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"theirs")
    draft_of(tmp_path / "x").symlink_to(tmp_path / "other")
    write(tmp_path / "x", b"mine")
    assert (tmp_path / "other").read_bytes() == b"theirs"
    assert read(tmp_path / "x") == b"mine"


def test_drafts_of_the_dead_are_swept_up(tmp_path: Path) -> None:
    ours = draft_of(tmp_path / "a.b")
    others = tmp_path / f"{DRAFT}elsewhere.999999999.a.b"
    names = ("a.b", "", "a")
    dead = [tmp_path / f"{DRAFT}{host()}.999999999.{name}" for name in names]
    odd = tmp_path / f"{DRAFT}{host()}.x.a"
    for path in (ours, others, odd, *dead):
        path.touch()
    sweep(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted([ours, others, odd])


def test_processes() -> None:
    assert not ended(host(), os.getpid())
    assert ended(host(), 999_999_999)
    assert not ended("elsewhere", 999_999_999)
    assert not ended(host(), -1)
    assert files.size(Path(__file__)) > 1000


WRITERS = re.compile(
    r"""\bwrite_(?:text|bytes)\(|\bos\.(?:replace|rename|open)\(|\.touch\(|\.(?:rename|replace)\(Path"""
    r"""|\bopen\([^()\n]*["'][wax]b?\+?["']|\bOSFile\(|savefig\((?!sink|buffer)|np\.save\w*\((?!sink|buffer)"""
)
ELSEWHERE = {  # what writes and does not go through ``files`` → why
    "bench/rivals.py": "in a temporary folder",
    "evolution/lineage.py": "drafts of ``files.replacing``",
    "experiment/pack.py": "a new file, or none",
    "experiment/store.py": "directories",
    "files.py": "itself",
    "guard.py": "nowhere: os.devnull",
    "kernel.py": "in the cache of kernels",
}


def test_files_are_written_in_one_module() -> None:
    home = Path(files.__file__).parent
    texts = {path.relative_to(home).as_posix(): path.read_text("utf-8") for path in home.rglob("*.py")}
    assert {name for name, text in texts.items() if WRITERS.search(text)} == ELSEWHERE.keys()
def test_a_small_file_takes_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"abc")
    tracemalloc.start()
    try:
        assert read(path) == b"abc"
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()
def test_many_are_written_and_none_is_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced = []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: (synced.append(os.fstat(handle).st_ino), real(handle)))
    contents = {f"file{number}": bytes([number]) * number for number in range(20)}
    files.create_all(tmp_path, contents)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == contents
    assert sorted(synced) == sorted(path.stat().st_ino for path in tmp_path.iterdir())
    files.create_all(tmp_path, {})


def test_a_disk_that_refuses_is_told_by_whichever_file_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        if os.fstat(handle).st_size == 7:
            raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="full"):
        files.create_all(tmp_path, {f"file{number}": bytes(number) for number in range(20)})


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")
def test_a_copy_of_a_process_writes_as_well(tmp_path: Path) -> None:
    """It has none of the threads that wait for the disk."""
    contents = {"a": b"1", "b": b"2"}
    files.create_all(tmp_path, contents)
    (tmp_path / "copy").mkdir()
    process = os.fork()
    if not process:
        signal.alarm(20)  # ends it if it waits for what is not there
        files.create_all(tmp_path / "copy", contents)
        os._exit(0)
    assert os.waitpid(process, 0)[1] == 0
