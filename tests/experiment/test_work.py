"""Cells are taken by one process at a time, and by another if that ends."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from evosim.experiment import leases as leasing
from evosim.experiment.leases import PAST, PREFIX, Leases
from evosim.experiment.store import Store
from evosim.experiment.work import Outcome, Result, Work
from evosim.files import host
from tests.faults.odd import at_once, make_socket

CELLS: Any = [SimpleNamespace(key=f"cell{number}", replicate=number) for number in range(7)]


class Deaf:
    def __init__(self) -> None:
        self.told: list[Outcome] = []

    def report(self, outcome: Outcome) -> None:
        self.told.append(outcome)

    def lost(self, cells: Any) -> None:
        pass


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "cells").mkdir()
    return tmp_path / "cells"


def work(path: Path, size: int = 2, packed: bool = False) -> Work:
    return Work(CELLS, Store(path), Deaf(), size, packed)


def test_two_processes_share_the_cells(path: Path) -> None:
    one, other = work(path), work(path)
    first, second = iter(one), iter(other)
    mine, theirs = [], []
    for _ in range(2):
        mine.append(next(first))
        theirs.append(next(second))
    assert next(first, None) is None
    taken = [cell.key for bundle in (*mine, *theirs) for cell in bundle.cells]
    assert sorted(taken) == [cell.key for cell in CELLS]
    assert {cell.key for cell in one.elsewhere} == {cell.key for bundle in theirs for cell in bundle.cells}


@pytest.mark.parametrize("packed", [False, True])
def test_what_another_has_stored_is_not_computed_again(path: Path, packed: bool) -> None:
    one, other = work(path, packed=packed), work(path, packed=packed)
    assert other.store.keys() == []
    bundle = next(iter(one))
    one.keep([Result(cell, {"a": b"1"}) for cell in bundle.cells])
    one.end(bundle)
    rest = [cell.key for found in other for cell in found.cells]
    assert sorted(rest) == sorted({cell.key for cell in CELLS} - {cell.key for cell in bundle.cells})
    assert [outcome.cell.key for outcome in other.watcher.told] == [cell.key for cell in bundle.cells]
    assert other.computed == 0


def test_a_cell_that_has_just_failed_elsewhere_is_left(path: Path) -> None:
    other = work(path, 1)
    one = work(path, 1)
    bundle = next(iter(one))
    one.keep([Result(bundle.cells[0], {}, "ValueError: no", "")])
    one.end(bundle)
    assert bundle.name not in {found.name for found in other}
    later = work(path, 1)
    later._began = time.time() + 1  # the same command tries it again
    assert bundle.name in {found.name for found in later}


@pytest.mark.parametrize("make", [os.mkfifo, make_socket, lambda path: path.symlink_to("nowhere")])
def test_what_is_no_lease_does_not_count(path: Path, make: Callable[[Path], object]) -> None:
    """It is removed; in a directory's place there may be more, so that is an error."""
    make(path / f"{PREFIX}k")
    os.mkdir(path / f"{PREFIX}l")
    leases = Leases(path)
    with at_once():
        assert leases.living() == set()
        assert leases.take("k")
        assert leases.living() == {"k"}
        with pytest.raises(OSError, match="l"):
            leases.take("l")
    assert {file.name for file in path.iterdir()} == {f"{PREFIX}k", f"{PREFIX}l"}


def test_who_comes_later_begins_elsewhere(path: Path) -> None:
    one = work(path, 1)
    first = iter(one)
    next(first), next(first)
    assert next(iter(work(path, 1))).name not in ("cell0", "cell1")


def test_a_lease_is_one_process_s(path: Path) -> None:
    mine, other = Leases(path), Leases(path)
    assert mine.take("a")
    assert not other.take("a")
    assert other.living() == {"a"}
    mine.release("a")
    assert other.take("a")
    mine.release("b")  # none that it ever had


@pytest.mark.parametrize("text", ["", "nonsense", f"{host()}.999999999", "another.999999999", "a.b.c", "\udcff"])
def test_a_lease_counts_until_nobody_touches_it(path: Path, text: str) -> None:
    file = path / f"{PREFIX}a"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    leases = Leases(path)
    dead = text == f"{host()}.999999999"
    assert leases.living() == (set() if dead else {"a"})
    assert leases.take("a") == dead
    leases.release("a")
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    os.utime(file, (time.time() - PAST - 5,) * 2)
    assert leases.living() == set()
    assert leases.take("a")


def test_those_of_the_dead_are_swept_up(path: Path) -> None:
    (path / f"{PREFIX}a").write_text(f"{host()}.999999999")
    (path / f"{PREFIX}b").write_text("another.999999999")
    Leases(path).sweep()
    assert [file.name for file in path.iterdir()] == [f"{PREFIX}b"]


def test_leases_are_touched_and_given_back(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leasing, "EVERY", 0.01)
    leases = Leases(path)
    with leases:
        assert leases.take("a")
        os.utime(path / f"{PREFIX}a", (0, 0))
        deadline = time.monotonic() + 10
        while (path / f"{PREFIX}a").stat().st_mtime == 0 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert leases.living() == {"a"}
    assert not leases.living()


@pytest.mark.parametrize("packed", [False, True])
def test_what_others_pack_meanwhile_is_not_computed_again(path: Path, packed: bool) -> None:
    """Found by reckoning with many processes: packs were looked at once, before the first cell."""
    one, other = (Work(CELLS, Store(path), Deaf(), 1, packed) for _ in range(2))
    first = iter(one)
    for _ in range(5):
        bundle = next(first)
        one.keep([Result(cell, {"a": b"1"}) for cell in bundle.cells])
        one.end(bundle)
    assert [bundle.name for bundle in other] == ["cell5", "cell6"]


def test_who_finds_others_at_work_goes_on_elsewhere_and_leaves_nothing_out(path: Path) -> None:
    """Processes that begin at once do not follow each other from cell to cell."""
    many: Any = [SimpleNamespace(key=f"cell{number:03}", replicate=number) for number in range(300)]
    works = [Work(many, Store(path), Deaf()) for _ in range(4)]
    first = [next(iter(work)).name for work in works]
    assert first[0] == "cell000"
    assert first[1:] != ["cell001", "cell002", "cell003"]
    asked: list[str] = []
    take = works[1].store.leases.take
    works[1].store.leases.take = lambda name: asked.append(name) or take(name)  # type: ignore[assignment,func-returns-value]
    rest = [bundle.name for bundle in works[1]]
    assert sorted([*first, *rest]) == [cell.key for cell in many]
    assert len(asked) < len(many) + 4 * len(first)  # those that others hold are not asked for before each cell anew
