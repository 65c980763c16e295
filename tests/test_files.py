"""Only regular files are opened and replaced, and what is written is whole."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from evosim import files
from evosim.files import DRAFT, NotRegular, draft_of, ended, host, read, sweep, write


def _socket(path: Path) -> None:
    here = os.getcwd()
    os.chdir(path.parent)  # the name of a socket is short
    try:
        socket.socket(socket.AF_UNIX).bind(path.name)
    finally:
        os.chdir(here)


ODD: dict[str, Callable[[Path], object]] = {
    "a pipe": os.mkfifo,
    "a socket": _socket,
    "a directory": os.mkdir,
    "a symbolic link": lambda path: path.symlink_to("/etc/hostname"),
}


@pytest.mark.parametrize("kind", ODD)
def test_what_is_no_regular_file_is_neither_read_nor_replaced(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x"
    ODD[kind](path)
    before = os.lstat(path).st_mode
    with pytest.raises(NotRegular, match=kind):
        read(path)
    with pytest.raises(NotRegular, match=kind):
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


def test_many_are_written_and_none_is_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced = []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: (synced.append(os.fstat(handle).st_ino), real(handle)))
    contents = {f"file{number}": bytes([number]) * number for number in range(20)}
    files.put_all(tmp_path, contents)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == contents
    assert sorted(synced) == sorted(path.stat().st_ino for path in tmp_path.iterdir())
    files.put_all(tmp_path, {})


def test_a_disk_that_refuses_is_told_by_whichever_file_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        if os.fstat(handle).st_size == 7:
            raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="full"):
        files.put_all(tmp_path, {f"file{number}": bytes(number) for number in range(20)})
