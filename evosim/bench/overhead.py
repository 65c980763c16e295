"""What a cell takes beside its computation: of time under each executor, of messages, of a disk and of a file system.

Times are taken over windows of some cells, after the first has ended, so that what it takes to start is apart.
"""

from __future__ import annotations

import os
import pickle
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from statistics import mean, median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any, NamedTuple

from evosim.bench.timing import Bench, Spread
from evosim.bench.workload import scenario
from evosim.experiment.executors import start
from evosim.experiment.store import Store
from evosim.experiment.work import Outcome, Result, Work, compute
from evosim.scenario import Cell, cells

FEW, MANY, STORED = 40, 400, 1_000
WORKERS = 2
TINY = {"evolution.population": 8, "evolution.generations": 2, "world.instances": 2}
TIMED = {"serial": 1, "processes": WORKERS, "dask=local": WORKERS}  # executor → workers
CALLS = ("open", "stat", "lstat", "fsync", "mkdir", "rename", "unlink", "rmdir", "utime", "scandir", "listdir")


class Took(NamedTuple):
    """Seconds: of a worker for a cell beside computing it, over windows of ``FEW`` cells; until the first had ended;
    of this process's own processor for each cell.
    """

    beside: Spread
    start: float
    here: float


class Clock:
    """Who is told of cells, and notes when each ended."""

    def __init__(self) -> None:
        self.ended: list[tuple[float, float, str]] = []  # of the clock, of this process's processor, key

    def report(self, outcome: Outcome) -> None:
        """A cell ended."""
        self.ended.append((perf_counter(), process_time(), outcome.cell.key))

    def lost(self, cells: Sequence[Cell]) -> None:
        """A process died."""


def overhead() -> Bench:
    """Cells of a few milliseconds, in bundles of one, under each executor; then one of them many times on a disk."""
    design = cells(scenario("flagship", {**TINY, "replicates": MANY}))
    (first,) = compute(design[:1])  # compiles
    times, numbers, absent = {}, {}, {}
    for name, workers in TIMED.items():
        if name.startswith("dask") and find_spec("distributed") is None:
            absent[name] = "Dask is not installed"
            continue
        took = run(name, workers, design)
        times[name], short = took.beside, name.partition("=")[0]
        numbers[f"start_{short}"] = took.start
        if workers > 1:  # else it computes here too
            numbers[f"here_{short}"] = took.here
    numbers |= sizes(first) | disk(first)
    what = f"a worker's time for a cell beside computing it, windows of {FEW} of {MANY} tiny cells, {WORKERS} workers"
    return Bench("overhead", what, times, numbers, absent)


def run(executor: str, workers: int, chosen: Sequence[Cell]) -> Took:
    """Compute cells in a directory of their own."""
    with TemporaryDirectory() as folder:
        store, clock = Store(Path(folder)), Clock()
        work = Work(chosen, store, clock)
        began = perf_counter()
        with store.leases:
            start(executor, work, workers)
        computed = [store.seconds(key) or 0.0 for _, _, key in clock.ended]
    beside = []
    for mark in range(0, len(chosen) - FEW, FEW):
        whole = clock.ended[mark + FEW][0] - clock.ended[mark][0]
        beside.append(workers * whole / FEW - mean(computed[mark + 1 : mark + FEW + 1]))
    (first, before, _), (_, after, _) = clock.ended[0], clock.ended[-1]
    spread = Spread(median(beside), min(beside), max(beside))
    return Took(spread, first - began - computed[0], (after - before) / (len(chosen) - 1))


def sizes(result: Result) -> dict[str, float]:
    """Bytes of messages: of a cell that is handed out, and of what comes back of it; its files."""
    told = pickle.dumps((compute, (result.cell,)))
    files = result.files.values()
    return {
        "bytes_out": float(len(told)),
        "bytes_back": float(len(pickle.dumps([result]))),
        "files": len(files) + 1.0,
        "bytes": float(sum(map(len, files))),
    }


def disk(result: Result) -> dict[str, float]:
    """Seconds, calls and bytes of a cell that is stored, and seconds of one that is read, as a directory and packed."""
    numbers: dict[str, float] = {}
    keys = [f"{number:016x}" for number in range(STORED)]
    for name, packed in (("directory", False), ("pack", True)):
        with TemporaryDirectory() as folder:
            store = Store(Path(folder))
            store.write("first", result.files, packed=packed)
            began = perf_counter()
            for key in keys[:FEW]:
                store.write(key, result.files, packed=packed)
            numbers[f"store_{name}"] = (perf_counter() - began) / FEW
            work = Work([result.cell], store, Clock(), packed=packed)
            with counted() as calls:  # from its lease to the end of it, with a look at one pack
                for bundle in work:
                    work.keep([result])
                    work.end(bundle)
            numbers[f"syncs_{name}"] = float(calls["fsync"])
            numbers[f"calls_{name}"] = float(sum(calls.values()) - calls["fsync"])
            with counted(fsync=lambda handle: None):  # these need not last
                for key in keys[FEW:]:
                    store.write(key, result.files, packed=packed)
            numbers |= _read(store, keys, name)
            store.close()
            if packed:
                numbers["look_closed"] = _seconds(Store(store.path).look) / STORED
            kept = sum(path.stat().st_blocks * 512 for path in store.path.rglob("*"))
            numbers[f"kept_{name}"] = kept / (STORED + 2)
    return numbers


def _read(store: Store, keys: Sequence[str], name: str) -> dict[str, float]:
    """Of each cell: to find it, to find that another is not there, to see that it is whole."""
    reader = Store(store.path)
    numbers = {f"look_{name}": _seconds(reader.look) / len(keys)}
    numbers[f"absent_{name}"] = _seconds(lambda: [reader.fault(f"-{key}") for key in keys]) / len(keys)
    return numbers | {f"whole_{name}": _seconds(lambda: [reader.fault(key) for key in keys]) / len(keys)}


def _seconds(call: Callable[[], object]) -> float:
    began = perf_counter()
    call()
    return perf_counter() - began


@contextmanager
def counted(**instead: Callable[..., Any]) -> Iterator[Counter[str]]:
    """Count the calls of the system that have to do with files; some may be replaced."""
    calls: Counter[str] = Counter()
    real = {name: getattr(os, name) for name in CALLS}

    def counting(name: str) -> Callable[..., Any]:
        def call(*given: Any, **options: Any) -> Any:
            calls[name] += 1
            return instead.get(name, real[name])(*given, **options)

        return call

    try:
        for name in CALLS:
            setattr(os, name, counting(name))
        yield calls
    finally:
        for name, call in real.items():
            setattr(os, name, call)
