"""Where cells run: here, one after another with threads inside; in processes of one thread each; or anywhere else that
``concurrent.futures`` can reach. The process that hands out cells stores them, so that others need no disk of it.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
import types
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from functools import partial
from math import inf
from queue import SimpleQueue
from typing import TypeVar

from evosim import files
from evosim.experiment.bundles import AHEAD
from evosim.experiment.work import Bundle, Result, Work, compute
from evosim.faults.problem import Problem, ScenarioError, did_you_mean, one_of
from evosim.threads import Threads

T = TypeVar("T")
ADDRESSED = {"dask": "dask=tcp://host:8786 or dask=local"}  # those that take an address, and how that is written
TRIES = 2  # of a bundle whose process has died
ASKED = 1.0  # seconds between questions of how many workers an executor has: one for each bundle takes its time


def start(executor: str | Executor, work: Work, workers: int) -> None:
    """Run cells in an executor: one of ``EXECUTORS`` by its name, with its address if it has one, or any other."""
    if not isinstance(executor, str):
        through(executor, work, lambda: workers)
        return
    name, _, address = executor.partition("=")
    EXECUTORS[name](work, workers, *[address] * bool(address))


def unknown(name: str) -> list[Problem]:
    """A problem if no executor has a name, or if it lacks an address."""
    kind, equals, address = name.partition("=")
    if kind in EXECUTORS and (kind in ADDRESSED) == bool(equals and address):
        return []
    known = [ADDRESSED.get(one, one) for one in EXECUTORS]
    return [Problem("--executor", None, "", one_of(known), name, did_you_mean(kind, EXECUTORS))]


def here(executor: str | Executor | None, workers: int) -> int:
    """How many of the workers take memory of this machine: none that a scheduler or somebody else's executor has."""
    return workers if executor is None or executor in ("serial", "processes", "dask=local") else 0


def serial(work: Work, workers: int) -> None:
    """One cell after another, each spread over ``workers`` threads."""
    with Threads(workers) as threads:
        for bundle in work:
            for cell in bundle.cells:
                work.keep(compute((cell,), work.store.path, threads))
            work.end(bundle)


def processes(work: Work, workers: int) -> None:
    """Cells in ``workers`` fresh processes. If a process dies, the cells it may have held are tried again alone."""
    while lost := _pooled(workers, work, work):
        cells = [cell for bundle in lost for cell in bundle.cells]
        work.watcher.lost(cells)
        while cells:
            single = (Bundle(cell.key, (cell,)) for cell in cells)
            guilty = _pooled(1, single, work)
            if not guilty:
                break
            (cell,) = guilty[0].cells
            work.fail(cell, "its process died twice (killed, or out of memory)")
            cells = cells[cells.index(cell) + 1 :]
        for bundle in lost:
            work.end(bundle)


def _pooled(workers: int, bundles: Iterable[Bundle], work: Work) -> list[Bundle]:
    """Run bundles in a pool until all are done or it breaks; return those that may have broken it."""
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_begin)
    held: dict[Future[list[Result]], Bundle] = {}
    lost: list[Bundle] = []
    rest = iter(bundles)
    most = AHEAD * workers if workers > 1 else 1

    def collect(done: Iterable[Future[list[Result]]]) -> None:
        for future in done:
            work.keep(future.result())
            work.end(held.pop(future))

    try:
        while True:
            while len(held) < most and (bundle := next(rest, None)):
                lost = [bundle]
                with nameless_main():
                    held[pool.submit(compute, bundle.cells, work.store.path)] = bundle
                lost = []
            if not held:
                return []
            collect(wait(held, return_when=FIRST_COMPLETED).done)
    except BrokenExecutor:
        collect([future for future in held if future.done() and not future.exception()])
        return [*held.values(), *lost]
    except BaseException:
        for process in list((pool._processes or {}).values()):
            process.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        files.sweep(work.store.path)  # a worker that was ended may have been writing a checkpoint


def through(executor: Executor, work: Work, workers: Callable[[], int]) -> None:
    """Cells in any executor, of which nothing is used but ``submit``; ``workers`` says how many it has now.

    Raises
    ------
    ScenarioError
        If it takes no more cells; those that it had are left to the next run.
    """
    held: dict[Future[list[Result]], Bundle] = {}
    done: SimpleQueue[Future[list[Result]]] = SimpleQueue()  # to wait for thousands takes time for each of them
    tries: Counter[str] = Counter()
    again: list[Bundle] = []
    rest = iter(work)
    most, asked = 0, -inf
    while True:
        if time.monotonic() > asked + ASKED:
            most, asked = AHEAD * max(1, _asked(executor, workers)), time.monotonic()
        while len(held) < most:
            bundle = again.pop() if again else next(rest, None)
            if bundle is None:
                break
            future = _asked(executor, partial(executor.submit, compute, bundle.cells))
            held[future] = bundle
            future.add_done_callback(done.put)
        if not held:
            return
        future = done.get()
        bundle = held.pop(future)
        tries[bundle.name] += 1
        try:
            work.keep(future.result())
        except BrokenExecutor as error:
            raise _over(executor, error) from None
        except Exception as error:  # a worker died with it: what fails in a cell comes back as its result
            if tries[bundle.name] < TRIES:
                work.watcher.lost(bundle.cells)
                again.append(bundle)
                continue
            for cell in bundle.cells:
                work.fail(cell, f"its worker died twice ({type(error).__name__}: {error})")
        work.end(bundle)


def dask(work: Work, workers: int, address: str) -> None:
    """Cells on the workers of a scheduler of Dask; ``local`` starts one here, with as many as asked for.

    Raises
    ------
    ScenarioError
        If Dask is not installed, or nobody answers at the address.
    """
    try:
        from distributed import Client
    except ImportError:
        raise ScenarioError([_bad(address, "Dask", "not installed", "pip install 'evosim-mesa[dask]'")]) from None
    here = {"n_workers": workers, "threads_per_worker": 1, "dashboard_address": None}
    try:
        with nameless_main():
            client = Client(**here) if address == "local" else Client(address)
    except (OSError, ValueError) as error:
        told = f"{type(error).__name__}: {error}".splitlines()[0]
        expected = "the address of a scheduler, as in dask=tcp://host:8786, or dask=local"
        raise ScenarioError([_bad(address, expected, told)]) from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL + 1)  # what is lost is told once, in our words
    with client:
        through(client.get_executor(pure=False), work, lambda: sum(client.nthreads().values()))


EXECUTORS: dict[str, Callable[..., None]] = {"serial": serial, "processes": processes, "dask": dask}


def _bad(address: str, expected: str, got: str, cure: str = "") -> Problem:
    return Problem("--executor", None, f"dask={address}", expected, got, cure)


def _asked(executor: Executor, question: Callable[[], T]) -> T:
    try:
        return question()
    except Exception as error:
        raise _over(executor, error) from None


def _over(executor: Executor, error: Exception) -> ScenarioError:
    name, expected = type(executor).__name__, "an executor that takes cells until all are done"
    cure = "finished cells are kept, and the same command goes on from here"
    told = f"{type(error).__name__}: {error}".splitlines()[0]
    return ScenarioError([Problem("--executor", None, name, expected, told, cure, "has ended")])


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
def nameless_main() -> Iterator[None]:
    """Keep new processes from importing the user's script: nothing of it is needed, and it may have no guard."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
