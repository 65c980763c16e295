from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from evosim.experiment.store import DONE, TIMINGS, Store, sha256
from evosim.files import DRAFT, draft_of, host

NAMELESS = b'{"format": 3, "cell": "k", "files": {"a\\u0000": "0"}}'
FILES = {"a.txt": b"one", "b.bin": bytes(range(256)), TIMINGS: b"{}"}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "cells")
    store.write("k", FILES)
    return store


def test_what_is_written_is_believed(store: Store) -> None:
    assert store.fault("k") is None
    assert store.fault("other") == "absent"
    assert {path.name for path in store.cell("k").iterdir()} == {*FILES, DONE}
    assert set(json.loads((store.cell("k") / DONE).read_bytes())["files"]) == {"a.txt", "b.bin"}
    assert [path.name for path in store.path.iterdir()] == ["k"]


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda cell: (cell / "a.txt").write_bytes(b"two"), "a.txt does not match"),
        (lambda cell: (cell / "a.txt").unlink(), "a.txt is missing"),
        (lambda cell: (cell / DONE).unlink(), "DONE.json is missing"),
        (lambda cell: (cell / DONE).write_bytes(b"{"), "cannot be read"),
        (lambda cell: (cell / DONE).write_bytes(b"[1]"), "cannot be read"),
        (lambda cell: (cell / DONE).write_bytes(b"[" * 100_000), "cannot be read"),
        (lambda cell: (cell / DONE).write_bytes(b'{"format": 99, "cell": "k", "files": {}}'), "format"),
        (lambda cell: (cell / DONE).write_bytes(b'{"format": 3, "cell": "k", "files": {}}'), "lists no files"),
        (lambda cell: (cell / DONE).write_bytes(NAMELESS), "is missing"),
        (lambda cell: (cell / "a.txt").unlink() or (cell / "a.txt").mkdir(), "a.txt cannot be read"),
        (lambda cell: os.truncate(cell / "b.bin", 17), "b.bin does not match"),
    ],
)
def test_damage_is_noticed(store: Store, harm, words: str) -> None:  # type: ignore[no-untyped-def]
    harm(store.cell("k"))
    assert words in str(store.fault("k"))
    first = store.set_aside("k")
    assert store.fault("k") == "absent"
    store.write("k", FILES)
    harm(store.cell("k"))
    assert store.set_aside("k") != first
    assert first.is_dir()


def test_a_cell_in_another_s_place_is_noticed(store: Store) -> None:
    store.write("l", {"a.txt": b"another"})
    store.cell("k").rename(store.path / "x")
    store.cell("l").rename(store.cell("k"))
    (store.path / "x").rename(store.cell("l"))
    assert store.fault("k") == "it is cell 'l'"
    assert store.fault("l") == "it is cell 'k'"


@pytest.mark.parametrize("harm", [lambda cell: cell.write_bytes(b""), lambda cell: cell.symlink_to("nowhere")])
def test_something_else_in_a_cell_s_place_is_set_aside(store: Store, harm) -> None:  # type: ignore[no-untyped-def]
    for _ in range(2):
        harm(store.cell("m"))
        assert store.fault("m") == "it is no directory"
        store.set_aside("m")
        assert store.fault("m") == "absent"
    store.write("m", FILES)
    assert store.fault("m") is None


def test_timings_are_no_part_of_the_result(store: Store) -> None:
    digest = store.digest("k")
    (store.cell("k") / TIMINGS).write_bytes(b"{1}")
    assert store.fault("k") is None
    other = Store(store.path.parent / "again")
    other.write("k", {**FILES, TIMINGS: b"another"})
    assert other.digest("k") == digest


def test_a_cell_that_is_there_stays(store: Store) -> None:
    digest = store.digest("k")
    store.write("k", {"a.txt": b"other"})
    assert store.digest("k") == digest
    assert [path.name for path in store.path.iterdir()] == ["k"]


def test_what_a_dead_process_left_is_swept_up(store: Store) -> None:
    ours = draft_of(store.path / "x.y")
    dead = store.path / f"{DRAFT}{host()}.999999999.x.y"
    elsewhere = store.path / f"{DRAFT}another_host.999999999.x.y"
    for path in (ours, dead, elsewhere):
        path.mkdir()
    beside = store.path.parent / f"{DRAFT}{host()}.999999999.table.parquet"
    beside.touch()
    store.sweep_up()
    assert ours.is_dir()
    assert elsewhere.is_dir()
    assert not dead.exists()
    assert not beside.exists()


def test_failures_are_recorded_until_the_cell_succeeds(store: Store) -> None:
    store.fail("bad", {"error": "ValueError: no"})
    assert json.loads((store.path / "bad.failed.json").read_bytes())["error"] == "ValueError: no"
    assert store.fault("bad") == "absent"
    store.write("bad", FILES)
    assert not (store.path / "bad.failed.json").exists()


def test_a_record_of_lives_changes_no_digest(tmp_path: Path) -> None:
    """Cells of versions that kept none have the digests that they had."""
    without, of = Store(tmp_path / "without"), Store(tmp_path / "with")
    without.write("k", FILES)
    of.write("k", {**FILES, "replay.npz": b"1", "replay_after.npz": b"2"})
    assert of.digest("k") == without.digest("k") == sha256((without.cell("k") / DONE).read_bytes())
    assert of.fault("k") is None
    (of.cell("k") / "replay_after.npz").write_bytes(b"3")
    assert of.fault("k") == "replay_after.npz does not match its hash"
