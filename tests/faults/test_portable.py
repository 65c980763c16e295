"""What only POSIX has is asked for where it is used, and done without elsewhere; as far as that shows on POSIX."""

from __future__ import annotations

import getpass
import os
import signal
import subprocess
import sys
from math import inf, isnan
from pathlib import Path

import pytest

from evosim import files, guard, kernel, private, room
from evosim.experiment import provenance

POSIX = ("fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty")
IMPORTS = f"""
import builtins, importlib, pkgutil
real = builtins.__import__
def absent(name, globals=None, *more, **named):
    if name in {POSIX} and str((globals or {{}}).get("__name__")).startswith("evosim"):
        raise ModuleNotFoundError(f"{{name}} is POSIX's alone")
    return real(name, globals, *more, **named)
builtins.__import__ = absent
import evosim
for module in pkgutil.walk_packages(evosim.__path__, "evosim."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
"""


def test_modules_need_nothing_of_posix() -> None:
    """Of libraries it is not asked: they know what they need on which system."""
    done = subprocess.run([sys.executable, "-c", IMPORTS], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr


def test_files_are_written_and_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Flags and ``fsync`` of directories that there are not elsewhere are not missed."""
    flags = ("O_NOFOLLOW", "O_NONBLOCK")
    for name in flags:
        monkeypatch.delattr(os, name)
    monkeypatch.setattr(os, "name", "nt")
    synced: list[int] = []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: (synced.append(handle), real(handle)))
    path, link = tmp_path / "x", tmp_path / "link"
    link.symlink_to("x")
    for data in (b"one", b"two"):
        files.write(path, data)
        assert files.read(path) == data
    assert len(synced) == 2, "of each file, and of no directory"
    for call in (files.read, files.size, lambda odd: files.write(odd, b"")):
        with pytest.raises(files.NotRegular, match="a symbolic link"):
            call(link)
    assert [file.name for file in sorted(tmp_path.iterdir())] == ["link", "x"]


def test_no_process_is_asked_whether_it_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows any signal but two would end it."""
    monkeypatch.setattr(os, "kill", lambda *told: pytest.fail("a signal was sent"))
    monkeypatch.setattr(os, "name", "nt")
    assert not files.ended(files.host(), 999_999_999)


def test_a_directory_without_owners_is_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o777)
    monkeypatch.delattr(os, "getuid")
    monkeypatch.setattr(os, "name", "nt")
    assert private.private([tmp_path], "kernels") == tmp_path / "kernels"


def test_signals_that_there_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(signal, "SIGHUP")
    before = signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        with guard.interruptible():
            assert signal.getsignal(signal.SIGTERM) is signal.default_int_handler
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    finally:
        signal.signal(signal.SIGTERM, before)


def test_memory_that_cannot_be_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resource", None)
    assert isnan(provenance.peak_memory())
    assert provenance.provenance(1, [], "", 0.0, quick=False)["peak_memory_mb"] is None
    monkeypatch.setattr("builtins.open", lambda *told, **more: (_ for _ in ()).throw(FileNotFoundError()))
    monkeypatch.delattr(os, "sysconf")
    monkeypatch.setattr(room, "GROUP", tmp_path)
    assert room.available_memory() == inf


@pytest.mark.parametrize("error", [KeyError, ImportError, OSError])
def test_a_user_without_a_name(error: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    """Containers run under numbers that no list of users has."""

    def nobody() -> str:
        raise error

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert str(os.getuid()) in [*kernel._places()][-1].name
    monkeypatch.delattr(os, "getuid")
    assert [*kernel._places()][-1].name == "evosim-user"
