"""No cell is forgotten, however a pool breaks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from evosim.experiment import executors
from evosim.experiment.executors import Outcome, processes

CELLS: Any = [SimpleNamespace(key=f"cell{number}", replicate=number) for number in range(10)]


class Shelf:
    """A store of which only what is done is known."""

    path = Path()

    def __init__(self) -> None:
        self.done: set[str] = set()
        self.failed: list[str] = []

    def fault(self, key: str) -> str | None:
        return None if key in self.done else "absent"

    def fail(self, key: str, told: Any) -> None:
        self.failed.append(key)


class Ear:
    def __init__(self) -> None:
        self.heard: list[tuple[str, bool]] = []

    def report(self, outcome: Outcome) -> None:
        self.heard.append((outcome.cell.key, not outcome.error))

    def lost(self, cells: Sequence[Any]) -> None:
        assert cells


@pytest.mark.parametrize("breaks", ["submit", "result", "always"])
def test_no_cell_is_forgotten(breaks: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf, ear, pools = Shelf(), Ear(), []

    class Pool:
        _processes: dict[int, Any] = {}

        def __init__(self, *rest: Any, **more: Any) -> None:
            pools.append(self)
            self.first, self.given = len(pools) == 1, 0

        def submit(self, work: Callable[..., Any], cell: Any, path: Path) -> Future[Outcome]:
            self.given += 1
            future: Future[Outcome] = Future()
            if breaks == "submit" and self.first and self.given == 4:
                raise BrokenProcessPool
            if (breaks == "always" and cell.key == "cell5") or (breaks == "result" and self.first and self.given == 4):
                future.set_exception(BrokenProcessPool())
            else:
                shelf.done.add(cell.key)
                future.set_result(Outcome(cell, ""))
            return future

        def shutdown(self, **options: Any) -> None:
            pass

    monkeypatch.setattr(executors, "ProcessPoolExecutor", Pool)
    processes(CELLS, shelf, 2, ear)  # type: ignore[arg-type]
    bad = "cell5" if breaks == "always" else None
    assert sorted(ear.heard) == sorted((cell.key, cell.key != bad) for cell in CELLS)
    assert shelf.failed == ([bad] if bad else [])
