"""What a run shows while it runs: a live table on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from types import TracebackType

import pyarrow as pa
from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from evosim.arrow import read_ipc
from evosim.experiment.store import Store
from evosim.experiment.words import duration, label
from evosim.experiment.work import Outcome
from evosim.scenario import Cell, ScenarioError

PLAIN_EVERY = 10.0  # seconds between plain lines
SCORES = {  # column that says how well an agent does where it was never evolved → its words
    "success_novel": "success in new mazes",
    "score_novel": "score in new games",
    "accuracy_held_out": "accuracy on new examples",
}


class Progress:
    """Counts cells per point as they end, and says what came of the last; a context manager."""

    def __init__(self, cells: Sequence[Cell], stored: set[str], console: Console, store: Store) -> None:
        self.console = console
        self.store = store
        self.numbers = {cell.key: number for number, cell in enumerate(cells, start=1)}
        self.last = ""
        self.total = Counter(label(cell) for cell in cells)
        self.done = Counter(label(cell) for cell in cells if cell.key in stored)
        self.failed: Counter[str] = Counter()
        self.pending = len(cells) - sum(self.done.values())
        self.ended = 0
        self.started = self.spoke = time.monotonic()
        self._live: Live | None = None

    def __enter__(self) -> Progress:
        if self.console.is_terminal and self.pending:
            self._live = Live(self._table(), console=self.console, refresh_per_second=4, transient=True)
            self._live.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._live.__exit__(kind, error, trace)

    def report(self, outcome: Outcome) -> None:
        """Take note of a cell that ended."""
        self.ended += 1
        (self.failed if outcome.error else self.done)[label(outcome.cell)] += 1
        if outcome.error:
            where = f"{label(outcome.cell)}, replicate {outcome.cell.replicate}"
            told = f"cell {outcome.cell.key} ({where}) failed: {outcome.error}"
            self.console.print(told, style="red", markup=False, highlight=False)
        if self._live:
            self.last = self._came(outcome)
            self._live.update(self._table())
        elif time.monotonic() - self.spoke > PLAIN_EVERY or self.ended == self.pending:
            self.spoke = time.monotonic()
            self.last = self._came(outcome)
            self.console.print(self._line(), markup=False, highlight=False)

    def lost(self, cells: Sequence[Cell]) -> None:
        """Say that a process died with some cells in its hands."""
        keys = ", ".join(cell.key for cell in cells)
        told = f"a process died (killed, or out of memory); the cells it may have held are tried again: {keys}"
        self.console.print(told, style="yellow", markup=False, highlight=False)

    def _line(self) -> str:
        failed = f", {sum(self.failed.values())} failed" if self.failed else ""
        line = f"{sum(self.done.values())} of {sum(self.total.values())} cells done{failed}; {self._left()}"
        return f"{line}; {self.last}" if self.last else line

    def _came(self, outcome: Outcome) -> str:
        """What came of a cell, in words."""
        number = f"cell {self.numbers[outcome.cell.key]} ({label(outcome.cell)}, replicate {outcome.cell.replicate})"
        if outcome.error:
            return f"{number} failed"
        try:
            stored = self.store.read(outcome.cell.key, "probes.arrow")
            row = read_ipc(stored or b"").to_pylist()[0]
        except (ScenarioError, pa.ArrowException):  # another process has taken it away meanwhile
            return ""
        kind = {True: "a planner; ", False: "not a planner; "}.get(row.get("planner"), "")
        scored = next((f", {words} {row[name]:.2f}" for name, words in SCORES.items() if row.get(name) is not None), "")
        return f"{number}: {kind}genome from generation {row['born']}{scored}"

    def _left(self) -> str:
        elapsed = time.monotonic() - self.started
        if not self.ended:
            return "no cell has ended yet"
        if self.ended == self.pending:
            return f"these took {duration(elapsed)}"
        return f"about {duration(elapsed / self.ended * (self.pending - self.ended))} left"

    def _table(self) -> Table:
        table = Table(box=None, pad_edge=False, caption=Text(self._line()), caption_justify="left")
        for name, side in (("point", "left"), ("cells", "right"), ("", "left"), ("failed", "right")):
            table.add_column(name, justify=side)  # type: ignore[arg-type]
        for name, total in self.total.items():
            done, width = self.done[name], 20
            bar = "█" * (width * done // total) + "·" * (width - width * done // total)
            table.add_row(Text(name), f"{done}/{total}", bar, str(self.failed[name] or ""))
        return table
