"""Compiled kernels are read from directories that nobody else can write."""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from evosim.private import private

pytestmark = pytest.mark.skipif(os.name != "posix", reason="access lists say there who may write")


def test_it_is_made_for_this_user_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        made = private([tmp_path / "a" / "cache"], "kernels")
    finally:
        os.umask(before)
    assert made == tmp_path / "a" / "cache" / "kernels"
    assert made.stat().st_mode & 0o777 == 0o700
    assert made.parent.stat().st_mode & 0o777 == 0o700
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert private([tmp_path / "a" / "cache"], "kernels") == made


@pytest.mark.parametrize("which", ["place", "folder"])
@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777, 0o1777])
def test_what_others_can_write_is_refused(tmp_path: Path, which: str, mode: int) -> None:
    made = private([tmp_path / "cache"], "kernels")
    (made if which == "folder" else made.parent).chmod(mode)
    with pytest.warns(RuntimeWarning, match="others can write"):
        found = private([tmp_path / "cache", tmp_path / "next"], "kernels")
    assert found == tmp_path / "next" / "kernels"


def test_what_another_owns_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    private([tmp_path / "cache"], "kernels")
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    with pytest.warns(RuntimeWarning, match="is another user's"):
        found = private([tmp_path / "cache"], "kernels")
    assert tmp_path not in found.parents
    found.rmdir()


def test_a_place_that_cannot_be_made_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert private([tmp_path / "file", tmp_path / "b"], "kernels") == tmp_path / "b" / "kernels"


def test_the_message_is_seen(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    code = "from evosim.random.kernel import fold; from evosim.kernel import CACHE; print(CACHE)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env={**os.environ, "NUMBA_CACHE_DIR": str(tmp_path), "TMPDIR": str(tmp_path)},
    )  # fmt: skip
    assert "compiled kernels are not kept in" in done.stderr
    assert "chmod go-w" in done.stderr
