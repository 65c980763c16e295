"""Where cells run: here, one after another with threads inside, or in processes of one thread each."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import traceback
import types
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Protocol

from evosim.experiment.store import Store
from evosim.experiment.trial import run_cell
from evosim.scenario import Cell
from evosim.threads import Threads


class Outcome(NamedTuple):
    """How a cell ended; ``error`` is empty if it is done."""

    cell: Cell
    error: str


class Watcher(Protocol):
    """Who is told how it goes."""

    def report(self, outcome: Outcome) -> None:
        """A cell ended."""

    def lost(self, cells: Sequence[Cell]) -> None:
        """A process died, and may have held these cells: they are tried again."""


def work(cell: Cell, path: Path, threads: Threads | None = None) -> Outcome:
    """Run a cell and store it, or record why it failed."""
    store = Store(path)
    store.begin(cell.key)
    try:
        store.write(cell.key, run_cell(cell, threads))
    except Exception as error:  # whatever goes wrong in one cell, the others go on
        told = f"{type(error).__name__}: {error}"
        store.fail(cell.key, {"error": told, "traceback": traceback.format_exc(), "replicate": cell.replicate})
        return Outcome(cell, told)
    finally:
        store.end(cell.key)
    return Outcome(cell, "")


def serial(cells: Iterable[Cell], store: Store, workers: int, watcher: Watcher) -> None:
    """One cell after another, each spread over ``workers`` threads."""
    with Threads(workers) as threads:
        for cell in cells:
            watcher.report(work(cell, store.path, threads))


def processes(cells: Sequence[Cell], store: Store, workers: int, watcher: Watcher) -> None:
    """Cells in ``workers`` fresh processes. If a process dies, the cells it may have held are tried again alone."""
    left: Sequence[Cell] = cells
    while left:
        left, suspects = _pooled(left, store, workers, watcher)
        if suspects:
            watcher.lost(suspects)
        for cell in suspects:
            _, again = _pooled([cell], store, 1, watcher)
            if again:
                told = "its process died twice (killed, or out of memory)"
                store.fail(cell.key, {"error": told, "traceback": "", "replicate": cell.replicate})
                watcher.report(Outcome(cell, told))


def _pooled(cells: Sequence[Cell], store: Store, workers: int, watcher: Watcher) -> tuple[list[Cell], list[Cell]]:
    """Run cells until all are done or the pool breaks; return those not begun and those that may have broken it."""
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_begin)
    held: dict[Future[Outcome], Cell] = {}
    told: set[str] = set()
    try:
        with _nameless_main():
            for cell in cells:
                held[pool.submit(work, cell, store.path)] = cell
        for future in as_completed(list(held)):
            watcher.report(future.result())
            told.add(held[future].key)
    except BrokenProcessPool:
        left = []
        for cell in (cell for cell in cells if cell.key not in told):
            if store.fault(cell.key):
                left.append(cell)
            else:  # stored before anybody could say so
                watcher.report(Outcome(cell, ""))
        return left[workers + 1 :], left[: workers + 1]
    except BaseException:
        for process in list((pool._processes or {}).values()):
            process.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    return [], []


def _begin() -> None:
    """In a new worker: leave Ctrl-C to the parent, and never outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextmanager
def _nameless_main() -> Iterator[None]:
    """Keep new processes from importing the user's script: nothing of it is needed, and it may have no guard."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
