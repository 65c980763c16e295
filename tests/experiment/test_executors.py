"""No cell is forgotten, however a pool or an executor breaks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from evosim.experiment import executors
from evosim.experiment import work as working
from evosim.experiment.executors import EXECUTORS, processes, serial, start, through, unknown
from evosim.experiment.store import Store
from evosim.experiment.work import Outcome, Result, Work
from evosim.faults.problem import ScenarioError
from evosim.files import DRAFT, host

CELLS: Any = [SimpleNamespace(key=f"cell{number}", replicate=number) for number in range(10)]


class Ear:
    def __init__(self) -> None:
        self.heard: list[tuple[str, bool]] = []

    def report(self, outcome: Outcome) -> None:
        self.heard.append((outcome.cell.key, not outcome.error))

    def lost(self, cells: Sequence[Any]) -> None:
        assert cells


@pytest.fixture
def store(tmp_path: Path) -> Store:
    (tmp_path / "cells").mkdir()
    return Store(tmp_path / "cells")


@pytest.fixture(autouse=True)
def made(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells come to their own names; those that are asked to fail do."""

    def run_cell(cell: Any, threads: Any, checkpoint: Any = None) -> dict[str, bytes]:
        if getattr(cell, "bad", False):
            raise ZeroDivisionError("on purpose")
        return {"name": cell.key.encode()}

    monkeypatch.setattr(working, "run_cell", run_cell)


def results(cells: Sequence[Any]) -> list[Result]:
    return [Result(cell, {"name": cell.key.encode()}) for cell in cells]


def test_drafts_of_workers_that_were_ended_are_swept_up(store: Store) -> None:
    draft = store.path / f"{DRAFT}{host()}.999999999..checkpoint.k"
    draft.touch()
    processes(Work([], store, Ear()), 1)
    assert not draft.exists()


@pytest.mark.parametrize("size", [1, 3])
@pytest.mark.parametrize("breaks", ["submit", "result", "always"])
def test_no_cell_is_forgotten(breaks: str, size: int, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    ear, pools = Ear(), []

    class Pool:
        _processes: dict[int, Any] = {}

        def __init__(self, *rest: Any, **more: Any) -> None:
            pools.append(self)
            self.first, self.given = len(pools) == 1, 0

        def submit(self, work: Callable[..., Any], cells: Sequence[Any], path: Path) -> Future[list[Result]]:
            self.given += 1
            future: Future[list[Result]] = Future()
            if breaks == "submit" and self.first and self.given == 4:
                raise BrokenProcessPool
            guilty = any(cell.key == "cell5" for cell in cells)
            if (breaks == "always" and guilty) or (breaks == "result" and self.first and self.given == 4):
                future.set_exception(BrokenProcessPool())
            else:
                future.set_result(results(cells))
            return future

        def shutdown(self, **options: Any) -> None:
            pass

    monkeypatch.setattr(executors, "ProcessPoolExecutor", Pool)
    processes(Work(CELLS, store, ear, size), 2)
    bad = "cell5" if breaks == "always" else None
    assert sorted(ear.heard) == sorted((cell.key, cell.key != bad) for cell in CELLS)
    assert [cell.key for cell in CELLS if store.fault(cell.key)] == ([bad] if bad else [])
    assert [cell.key for cell in CELLS if store.failure(cell.key)] == ([bad] if bad else [])
    assert not store.leases.living()


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("size", [1, 4])
@pytest.mark.parametrize("name", ["serial", "threads"])
def test_what_fails_in_a_cell_is_recorded(name: str, size: int, packed: bool, store: Store) -> None:
    cells = [*CELLS[:4], SimpleNamespace(key="bad", replicate=4, bad=True), *CELLS[4:]]
    ear = Ear()
    work = Work(cells, store, ear, size, packed)
    with ThreadPoolExecutor(3) as pool:
        if name == "serial":
            start("serial", work, 1)
        else:
            start(pool, work, 3)
    store.close()
    store.look()
    assert sorted(ear.heard) == sorted((cell.key, cell.key != "bad") for cell in cells)
    assert work.computed == 10
    assert store.failure("bad") == "ZeroDivisionError: on purpose"
    assert all(store.read(cell.key, "name") == cell.key.encode() for cell in CELLS)
    assert len(list(store.path.glob("*.tar"))) == packed
    assert not store.leases.living()


class Frail(Executor):
    """Workers that die with some cells, so many times each; one that ends takes no more."""

    def __init__(self, deaths: dict[str, int], ends: int = 10**9) -> None:
        self.deaths, self.ends, self.taken = dict(deaths), ends, 0

    def submit(self, work: Callable[..., Any], cells: Sequence[Any]) -> Future[list[Result]]:  # type: ignore[override]
        self.taken += 1
        if self.taken > self.ends:
            raise RuntimeError("closed")
        future: Future[list[Result]] = Future()
        fatal = next((cell.key for cell in cells if self.deaths.get(cell.key, 0)), None)
        if fatal:
            self.deaths[fatal] -= 1
            future.set_exception(ConnectionError("gone"))
        else:
            future.set_result(work(cells))
        return future


def test_a_worker_s_death_is_tried_once_more(store: Store) -> None:
    ear = Ear()
    through(Frail({"cell3": 1, "cell7": 2}), Work(CELLS, store, ear), lambda: 2)
    assert sorted(ear.heard) == sorted((cell.key, cell.key != "cell7") for cell in CELLS)
    assert "died twice (ConnectionError: gone)" in store.failure("cell7")


def test_an_executor_that_ends_leaves_the_rest(store: Store) -> None:
    with pytest.raises(ScenarioError, match=r"RuntimeError: closed.*the same command goes on"), store.leases:
        through(Frail({}, ends=6), Work(CELLS, store, Ear()), lambda: 1)
    left = [cell for cell in CELLS if store.fault(cell.key)]
    assert 0 < len(left) < 10
    assert not store.leases.living()
    again = Ear()
    serial(Work(left, store, again), 1)
    assert sorted(again.heard) == sorted((cell.key, True) for cell in left)


@pytest.mark.parametrize("name", ["seriel", "dask", "dask=", "serial=2", ""])
def test_executors_that_are_not_there(name: str) -> None:
    (problem,) = unknown(name)
    assert "dask=tcp://" in problem.expected
    assert "dask=local" in problem.expected


def test_all_executors_are_known() -> None:
    assert not [name for name in EXECUTORS if unknown(name if name != "dask" else "dask=local")]


def test_an_executor_is_not_asked_before_each_cell_how_many_workers_it_has(store: Store) -> None:
    """Found by profiling: each question took a scheduler of Dask some milliseconds, more the more workers it had."""
    asked: list[int] = []
    through(Frail({}), Work(CELLS, store, Ear()), lambda: asked.append(1) or 2)  # type: ignore[func-returns-value]
    assert len(asked) <= 2
    assert all(store.fault(cell.key) is None for cell in CELLS)
