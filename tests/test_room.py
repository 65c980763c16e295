"""How much room there is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from evosim import room


def test_the_least_of_what_is_free_and_what_is_allowed_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    assert room.available_memory() > 1e8
    for name in ("_of_machine", "_of_process"):
        monkeypatch.setattr(room, name, lambda: 5e9)
    monkeypatch.setattr(room, "_of_group", lambda folder: 2e9)
    assert room.available_memory() == 2e9
    monkeypatch.setattr(room, "_of_process", lambda: -1.0)
    assert room.available_memory() == 0


def test_the_limit_of_a_container(tmp_path: Path) -> None:
    assert room._of_group(tmp_path) == float("inf")
    (tmp_path / "memory.stat").write_text("anon 300\nfile 600\n")
    (tmp_path / "memory.max").write_text("max\n")
    assert room._of_group(tmp_path) == float("inf")
    (tmp_path / "memory.max").write_text("1000\n")
    assert room._of_group(tmp_path) == 700


def test_the_limit_of_a_process() -> None:
    limited = "import resource as r; r.setrlimit(r.RLIMIT_AS, (2**29,) * 2)"
    script = f"{limited}; from evosim.room import available_memory; print(available_memory())"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert 0 < float(told) < 2**29


def test_room_on_a_disk_that_a_directory_would_be_on(tmp_path: Path) -> None:
    assert 0 < room.available_disk(tmp_path / "not" / "there") < float("inf")


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 kB"), (75_400, "75 kB"), (1.25e6, "1.2 MB"), (4.1e8, "410 MB"), (9.6e8, "1.0 GB"), (2.4e12, "2,400 GB")],
)
def test_amounts_in_words(count: float, words: str) -> None:
    assert room.amount(count) == words
