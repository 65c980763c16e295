"""Claims' words as digests, and the file of those that come with the package."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import pytest

from evosim.scenario import ScenarioError, load, packaged
from evosim.scenario.load import package_folder
from evosim.scenario.register import FILE, committed, digest, digests, write
from evosim.scenario.schema import Claim
from tests.scenario.conftest import CLAIM, SWEPT

WORDS: dict[str, Any] = {
    "name": "c", "says": "s", "source": "o", "statistic": "planner", "expect": "more", "margin": 0.0,
    "correlate": {"with": "genes"}, "where": {"variant": "a", "world.instances": 4},
}  # fmt: skip
COME = {name: load(name) for name in packaged()}


def test_a_digest_is_known() -> None:
    # It must never change: digests in the history of claims.json, and in the registers of old runs, would be of no use.
    assert digest(Claim(**WORDS)) == "48864868a87a738d1d90acd02bc91aebc591ea99a190491f7df669e9cb5f9bac"


@pytest.mark.parametrize(
    "change",
    [
        {"name": "d"}, {"says": "other words"}, {"source": "p"}, {"primary": True}, {"expect": "less"}, {"margin": 0.1},
        {"level": 0.9}, {"statistic": "genes"}, {"where": {"variant": "b"}}, {"correlate": None, "than": 0.0},
        {"correlate": {"with": "success"}},
    ],
)  # fmt: skip
def test_other_words_have_another_digest(change: dict[str, Any]) -> None:
    assert digest(Claim(**WORDS | change)) != digest(Claim(**WORDS))


@pytest.mark.parametrize(
    "change",
    [
        {"after_data": "Seen."}, {"primary": False}, {"level": 0.95}, {"trend": None},
        {"where": {"world.instances": 4, "variant": "a"}},
    ],
)  # fmt: skip
def test_defaults_order_and_admissions_change_no_digest(change: dict[str, Any]) -> None:
    assert digest(Claim(**WORDS | change)) == digest(Claim(**WORDS))


def test_a_key_that_is_added_later_changes_no_digest() -> None:
    class Later(Claim):
        later: bool = False

    assert digest(Later(**WORDS)) == digest(Claim(**WORDS))


@pytest.fixture(name="shipped")
def _shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file as it is where the package is installed: not in a checkout."""
    folder = tmp_path / "scenarios"
    folder.mkdir()
    (folder / FILE).write_bytes((package_folder() / FILE).read_bytes())
    monkeypatch.setattr(importlib.import_module("evosim.scenario.register"), "package_folder", lambda: folder)
    return folder


def test_in_a_checkout_the_file_proves_nothing(shipped: Path) -> None:
    assert committed("one_maze")
    (shipped.parent / ".git").mkdir()
    assert not committed("one_maze")


@pytest.mark.parametrize("name", COME)
@pytest.mark.usefixtures("shipped")
def test_the_file_is_up_to_date(name: str) -> None:
    # If not: python -m evosim.scenario.register, and commit what it writes before the run.
    assert committed(name) == set(digests(COME[name]).values())


@pytest.mark.usefixtures("shipped")
def test_labels_hashes_and_quick_runs_are_of_the_same_scenario() -> None:
    assert committed("one_maze")
    assert committed("one_maze-quick") == committed("one_maze-more-quick") == committed("one_maze")
    assert not committed("one") | committed("one_maze2") | committed("scenario")


@pytest.mark.parametrize("content", [None, b"", b"[]", b"{", b'{"one_maze": 3}', b'{"one_maze": []}', b"\xff"])
def test_a_file_that_is_damaged_proves_nothing(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if content is not None:
        (tmp_path / FILE).write_bytes(content)
    monkeypatch.setattr(importlib.import_module("evosim.scenario.register"), "package_folder", lambda: tmp_path)
    assert committed("one_maze") == frozenset()


def test_writing_tells_what_has_changed(tmp_path: Path) -> None:
    text = f"{SWEPT}{CLAIM}than = 0.5\n"
    file, known = tmp_path / "mine.toml", tmp_path / FILE
    file.write_text(text)
    assert write(tmp_path) == ["mine: more_planners is new"]
    assert json.loads(known.read_bytes()) == {"mine": digests(load(file))}
    assert write(tmp_path) == []
    file.write_text(text.replace("margin = 0.3", "margin = 0.2"))
    assert write(tmp_path) == ["mine: more_planners is changed"]
    file.write_text(f'{text}after_data = "A run was seen."\n')
    assert write(tmp_path) == ["mine: more_planners is gone"]  # the author says that it proves nothing
    known.write_text("<<<<<<< two branches")
    assert write(tmp_path) == []
    assert json.loads(known.read_bytes()) == {}


def test_a_wrong_scenario_leaves_the_file_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(f"{SWEPT}{CLAIM}")
    with pytest.raises(ScenarioError, match="exactly one of"):
        write(tmp_path)
    assert not (tmp_path / FILE).exists()
