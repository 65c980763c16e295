"""The cells that are left to compute: taken in bundles that no other process is at work on, and stored as they end."""

from __future__ import annotations

import random
import time
import traceback
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, Protocol

from evosim.evolution.checkpoint import Checkpoint
from evosim.experiment.provenance import sources
from evosim.experiment.store import Store
from evosim.experiment.trial import run_cell
from evosim.files import full
from evosim.scenario import Cell
from evosim.threads import Threads

LOOKS = 10.0  # times as long as a look at packs takes, until the next; what others pack meanwhile may be computed twice


class Outcome(NamedTuple):
    """How a cell ended; ``error`` is empty if it is done."""

    cell: Cell
    error: str


class Result(NamedTuple):
    """A cell's files by name, or why there are none: ``error`` and ``trace``."""

    cell: Cell
    files: Mapping[str, bytes]
    error: str = ""
    trace: str = ""


class Bundle(NamedTuple):
    """Cells that are computed one after another; ``name`` is that of their lease."""

    name: str
    cells: tuple[Cell, ...]


class Watcher(Protocol):
    """Who is told how it goes."""

    def report(self, outcome: Outcome) -> None:
        """A cell ended."""

    def lost(self, cells: Sequence[Cell]) -> None:
        """A process died, and may have held these cells: they are tried again."""


def compute(cells: Sequence[Cell], folder: Path | None = None, threads: Threads | None = None) -> list[Result]:
    """Run cells and return their files; whatever goes wrong in one of them, the others go on.

    Parameters
    ----------
    folder : where long evolutions keep checkpoints; none are kept without it.
    """
    results = []
    for cell in cells:
        checkpoint = Checkpoint(checkpoint_of(folder, cell.key), f"{cell.key} {sources()}") if folder else None
        try:
            results.append(Result(cell, run_cell(cell, threads, checkpoint=checkpoint)))
        except Exception as error:
            results.append(Result(cell, {}, f"{type(error).__name__}: {error}", traceback.format_exc()))
    return results


def checkpoint_of(folder: Path, key: str) -> Path:
    """Where the evolution of a cell keeps its checkpoint."""
    return folder / f".checkpoint.{key}"


class Work:
    """Cells to be computed; ``watcher`` is told of each that ends.

    Parameters
    ----------
    size : cells of a bundle.
    packed : whether finished cells are stored in one file of this process.
    """

    def __init__(self, cells: Sequence[Cell], store: Store, watcher: Watcher, size: int = 1, packed: bool = False):
        self.store, self.watcher, self.packed = store, watcher, packed
        self.computed = 0
        self._began = time.time()
        parts = [tuple(cells[at : at + size]) for at in range(0, len(cells), size)]
        self._left = {part[0].key: Bundle(part[0].key, part) for part in parts}
        self._order = deque(self._left)  # the next to be tried first
        self._alone = True  # as far as is known
        self._look_at = 0.0

    def __iter__(self) -> Iterator[Bundle]:
        """Yield bundles of which no cell is done, until there is none that others are not at work on."""
        while (bundle := self._take()) is not None:
            yield bundle

    def _take(self) -> Bundle | None:
        """The next bundle; those that others hold go to the end, so that they are not asked for before each anew."""
        passed = 0
        while passed < len(self._order):
            name = self._order[0]
            if not self._rest(name):
                self._order.popleft()
                continue
            if not self.store.leases.take(name):
                self._order.rotate(-1)
                passed += 1
                if self._alone:  # those that begin at once would follow each other from bundle to bundle
                    self._alone, passed = False, 0
                    self._order.rotate(-random.randrange(len(self._order)))
                continue
            self._look()
            cells = self._rest(name)  # what another has stored before it gave its lease back is not computed again
            self._order.popleft()
            if cells:
                del self._left[name]
                return Bundle(name, cells)
            self.store.leases.release(name)
        return None

    def _look(self) -> None:
        """See what others have packed; where there are so many packs that it takes long, only now and then."""
        began = time.monotonic()
        if self.packed and began >= self._look_at:
            self.store.look()
            ended = time.monotonic()
            self._look_at = ended + LOOKS * (ended - began)

    def _rest(self, name: str) -> tuple[Cell, ...]:
        """The cells of a bundle that nobody has ended; once there are none it is no longer left."""
        rest = []
        for cell in self._left[name].cells:
            if self.store.fault(cell.key) is None:
                self.watcher.report(Outcome(cell, ""))
            elif error := self.store.failure(cell.key, self._began):
                self.watcher.report(Outcome(cell, error))
            else:
                rest.append(cell)
        if rest:
            self._left[name] = Bundle(name, tuple(rest))
        else:
            del self._left[name]
        return tuple(rest)

    @property
    def elsewhere(self) -> list[Cell]:
        """The cells that other processes are at work on."""
        return [cell for bundle in self._left.values() for cell in bundle.cells]

    def keep(self, results: Sequence[Result]) -> None:
        """Store what came of cells."""
        for cell, files, error, trace in results:
            if error:
                self.fail(cell, error, trace)
                continue
            try:
                self.store.write(cell.key, files, packed=self.packed)
            except OSError as failure:
                if full(failure):  # neither this cell nor any other can be kept
                    raise
                self.fail(cell, f"{type(failure).__name__}: {failure}", traceback.format_exc())
                continue
            with suppress(OSError):
                checkpoint_of(self.store.path, cell.key).unlink(missing_ok=True)
            self.computed += 1
            self.watcher.report(Outcome(cell, ""))

    def fail(self, cell: Cell, error: str, trace: str = "") -> None:
        """Record why there is nothing to store of a cell."""
        self.store.fail(cell.key, {"error": error, "traceback": trace, "replicate": cell.replicate})
        self.watcher.report(Outcome(cell, error))

    def end(self, bundle: Bundle) -> None:
        """Give a bundle's lease back: its cells are stored, or have failed, or are left to others."""
        self.store.leases.release(bundle.name)
