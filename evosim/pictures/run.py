"""A finished run, read for pictures."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from itertools import accumulate, islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from evosim.arrays import unpacked
from evosim.arrow import read_ipc
from evosim.experiment.run import Run as Results
from evosim.experiment.store import REPLAY
from evosim.life.grid.replay import Replay
from evosim.pictures.points import Point, keys, points, varying
from evosim.scenario import Cell, cells
from evosim.scenario import points as design
from evosim.scenario.schema import Scenario, Settings

Numbers = NDArray[np.float64]


class History(NamedTuple):
    """Columns of the log of a cell, each (T,): generation, success and genes of its best, mean success."""

    generation: Numbers
    success: Numbers
    success_mean: Numbers
    genes: Numbers


class Run:
    """The table and what lies beside it. Cells taken from the gallery have no history and no lives.

    ``table`` is that of the results, or those of its rows alone that a figure is about.
    """

    def __init__(self, path: Path, scenario: Scenario, *, quick: bool, table: pa.Table | None = None) -> None:
        self.path, self.scenario, self.quick = path, scenario, quick
        self.results = Results.beginning(path)
        self.table = self.results.table if table is None else table
        self.cells: list[str] = self.table["cell"].to_pylist()

    def within(self, kinds: Collection[str]) -> Run:
        """This run with those cells alone whose world is of one of these kinds."""
        mine = [kind in kinds for kind in self.worlds]
        if all(mine):
            return self
        return Run(self.path, self.scenario, quick=self.quick, table=self.table.filter(pa.array(mine, pa.bool_())))

    @cached_property
    def worlds(self) -> list[str]:
        """The kind of world of each row, which a sweep or a variant may change; nothing where it is not known.

        It is not known of cells of an earlier version of a scenario with several kinds.
        """
        kinds = list(dict.fromkeys(settings.world.kind for settings in self._design))
        if len(kinds) == 1:
            return kinds * len(self.cells)
        known = {cell.key: cell.point.settings.world.kind for cell in cells(self.scenario)}
        return [known.get(key, "") for key in self.cells]

    @property
    def world(self) -> str:
        """The kind of all worlds, or nothing if there are several."""
        kinds = set(self.worlds)
        return kinds.pop() if len(kinds) == 1 else ""

    @property
    def heading(self) -> str:
        """The scenario's title, marked as such: it may claim what the data do not show."""
        return f"Scenario: “{self.scenario.title}”"

    def notes(self, words: str) -> str:
        """What a figure says below, with the scenario's own note."""
        return " ".join(filter(None, (words, self.scenario.note)))

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """The points of the design, in the scenario's order."""
        return points(self.table, self.scenario, self.world)

    @cached_property
    def varying(self) -> tuple[str, ...]:
        """The keys that tell the points apart."""
        return varying(self.table, self.scenario)

    @cached_property
    def planner(self) -> Numbers:
        """(rows,) 1 for planners, 0 for others, NaN where it was not measured."""
        return self.column("planner")

    @cached_property
    def settings(self) -> tuple[Settings, ...]:
        """The settings of the points of the design whose worlds are of the kinds that the figure is about."""
        return tuple(settings for settings in self._design if settings.world.kind in self.worlds)

    @cached_property
    def _design(self) -> tuple[Settings, ...]:
        return tuple(point.settings for point in design(self.scenario))

    def column(self, name: str) -> Numbers:
        """(rows,) float64; NaN where the table says null or has no such column."""
        if name not in self.table.column_names:
            return np.full(len(self.cells), np.nan)
        return np.array([np.nan if value is None else float(value) for value in self.table[name].to_pylist()])

    def names(self, rows: NDArray[np.int64]) -> pa.Table:
        """The columns that say which cell a number is of: the point's keys, replicate and cell."""
        return self.table.select([*keys(self.table, self.scenario), "replicate", "cell"]).take(pa.array(rows))

    def history(self, row: int) -> History | None:
        """The log of a row's cell, or None if it was not kept."""
        log = self.file(row, "history.arrow")
        if log is None:
            return None
        return History(*(np.array(log[name].to_numpy(), np.float64) for name in History._fields))

    def file(self, row: int, name: str) -> pa.Table | None:
        """An Arrow file of a row's cell; None if it was not kept."""
        stored = self._beside(row, name)
        return None if stored is None else read_ipc(stored)

    def lives(self, row: int, shift: str = "") -> dict[str, NDArray[Any]] | None:
        """The recorded lives of a row's champion, as it was or after a shift; None if they were not kept."""
        stored = self._beside(row, f"lives_{shift}.npz" if shift else "lives.npz")
        return None if stored is None else unpacked(stored)

    def replay(self, row: int, shift: str = "") -> Replay | None:
        """The record of a row's lives, as it was or after a shift; None if none was kept."""
        stored = self._beside(row, f"{REPLAY}_{shift}.npz" if shift else f"{REPLAY}.npz")
        return None if stored is None else Replay(unpacked(stored))

    def windowed(self, row: int) -> bool:
        """Whether a row's champion sees but a window of its arena."""
        return self.cells[row] in self._windowed

    @cached_property
    def _windowed(self) -> set[str]:
        return {cell.key for cell in cells(self.scenario) if cell.point.settings.brain.sight}

    def cell(self, row: int) -> Cell | None:
        """The cell of a row, if all of its files are there and whole; None of a table that was taken from elsewhere."""
        key = self.cells[row]
        known = next((cell for cell in cells(self.scenario) if cell.key == key), None)
        return None if known is None or self.results.store.fault(key) else known

    def begins(self, row: int) -> tuple[int, ...]:
        """The generations in which a row's evolution went on in a changed world."""
        if self.cells[row] not in self._settings_of:
            return ()
        way = self._settings_of[self.cells[row]].evolution
        ends = accumulate((phase.all_generations for phase in way.phase), initial=way.generations)
        return tuple(islice(ends, len(way.phase)))

    def search(self, row: int) -> str:
        """The kind of base optimizer of a row, ``evolution.kind``; nothing where it is not known."""
        kinds = {settings.evolution.kind for settings in self._design}
        known = self._settings_of.get(self.cells[row]) if len(kinds) > 1 else self._design[0]
        return known.evolution.kind if known else ""

    @cached_property
    def _settings_of(self) -> dict[str, Settings]:
        return {cell.key: cell.point.settings for cell in cells(self.scenario)}

    def verdict(self) -> dict[str, Any] | None:
        """The verdict on the primary claim, or None."""
        if not (self.path / "verdicts.json").exists():
            return None
        return next((verdict for verdict in self.results.verdicts if verdict["primary"]), None)

    def _beside(self, row: int, name: str) -> bytes | None:
        return self.results.store.read(self.cells[row], name)
