"""Slices of a population in plain threads: kernels hold no lock and slices share nothing, so the bits never differ."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType

SLICES = 4  # per thread, so that one slow slice does not keep the others waiting


class Threads:
    """A number of threads to spread individuals over; a context manager."""

    def __init__(self, count: int = 1) -> None:
        self.count = count
        self._begin()

    def _begin(self) -> None:
        useful = min(self.count, max(2, os.cpu_count() or 1))  # more than there are processors only take memory
        self._pool = ThreadPoolExecutor(useful) if self.count > 1 else None
        self._process = os.getpid()

    def each(self, population: int, run: Callable[[int, int], None]) -> None:
        """Call ``run(first, last)`` on runs of individuals that together are [0, ``population``)."""
        if self._process != os.getpid():  # a fork takes no threads along
            self._begin()
        if self._pool is None:
            run(0, population)
            return
        count = min(population, self.count * SLICES)
        edges = [population * i // count for i in range(count + 1)]
        list(self._pool.map(run, edges[:-1], edges[1:]))

    def __enter__(self) -> Threads:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
