"""A run whose process dies at any of its operations on the disk goes on, and comes to the same."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")


def steps(*words: str, seconds: int) -> str:
    command = [sys.executable, "-m", "tests.faults.steps", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.long
@pytest.mark.parametrize("more", [(), ("packed",)])
def test_some_of_the_operations(more: tuple[str, ...]) -> None:
    assert ", 0 faults" in steps("37", *more, seconds=300)


@pytest.mark.slow
@pytest.mark.parametrize("more", [(), ("packed",)])
def test_each_operation(more: tuple[str, ...]) -> None:
    assert ", 0 faults" in steps("1", *more, seconds=3600)
