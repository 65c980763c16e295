"""A run's directory, while it is made and when it is read."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
from filelock import FileLock

from evosim import files
from evosim.arrays import unpacked
from evosim.arrow import read_parquet
from evosim.experiment.ancestry import Ancestry
from evosim.experiment.seal import sealed, whole
from evosim.experiment.store import BAD, Store, sha256
from evosim.experiment.table import digest as table_digest
from evosim.experiment.table import odd as odd_table
from evosim.experiment.trial import draw_worlds
from evosim.experiment.verdict import Verdicts
from evosim.experiment.verdict import odd as odd_verdict
from evosim.faults.arguments import brief, no_path
from evosim.faults.problem import Problem
from evosim.life import Agent
from evosim.organs.blueprint import Blueprint
from evosim.scenario import Cell, Scenario, ScenarioError, Settings, cells, dump, load
from evosim.shown import Shown, drawn
from evosim.worlds.grid.draw import draw_instances
from evosim.worlds.grid.instances import Instances
from evosim.worlds.grid.options import World as Grid

CHANGED = "it is not as it was written"
DIGESTS = {"cells", "table", "verdicts", "figures", "scenario"}  # what digests.json has
CRATE = "ro-crate-metadata.json"
OUTPUTS = ("table.parquet", "verdicts.json", "digests.json", CRATE)
QUICK = 2  # replicates of a quick run
SUFFIX = "-quick"  # of its name


class Run(Shown):
    """The results of a scenario, as they stand on disk.

    Attributes
    ----------
    path : Path
        The run's directory.
    elsewhere : int
        Cells that other processes were at work on when ``evosim.run`` returned; the last of them makes the table.

    Raises
    ------
    ScenarioError
        If there is no run.
    """

    elsewhere = 0

    def __init__(self, path: Path | str) -> None:
        cure = "evosim.run(scenario) makes one"
        expected = "a directory that evosim run has written"
        if odd := no_path("evosim.Run", "path", path, expected):
            raise ScenarioError(odd)
        if not os.path.isfile(Path(path) / "scenario.toml"):  # also of names that no file can have
            raise ScenarioError([Problem(str(path), None, "", expected, "nothing of the kind", cure, "no such run")])
        self._at(Path(path))

    @classmethod
    def beginning(cls, path: Path) -> Run:
        """A run that may be still to be made."""
        made = cls.__new__(cls)
        made._at(path)
        return made

    def _at(self, path: Path) -> None:
        self.path = path
        self.store = Store(path / "cells")

    @cached_property
    def scenario(self) -> Scenario:
        """The effective scenario."""
        try:
            text = files.read(self.path / "scenario.toml")
        except OSError as error:  # a link too: it leads out of the run
            raise self._damaged("scenario.toml", error) from None
        scenario = load(self.path / "scenario.toml")
        told = self.digests().get("scenario")
        if told is not None and told != sha256(text):
            raise self._damaged("scenario.toml", CHANGED)
        return scenario

    @property
    def quick(self) -> bool:
        """Whether this was a quick run, of few replicates."""
        sessions = self.sessions
        return bool(sessions[-1].get("quick")) if sessions else self.path.name.endswith(SUFFIX)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The cells of the scenario."""
        return cells(self.scenario)

    @property
    def table(self) -> pa.Table:
        """One row per finished cell (see the contract's columns)."""
        told = self._finished("table.parquet")
        try:
            table = read_parquet(self.path / "table.parquet")
            same = table_digest(table) == told["table"]
        except (pa.ArrowException, *BAD) as error:  # columns of one name, or of types that no table has
            raise self._damaged("table.parquet", error) from None
        if not same or (why := odd_table(table)):
            raise self._damaged("table.parquet", why if same else CHANGED)
        return table

    @property
    def frame(self) -> Any:
        """The table as a ``pandas.DataFrame``; it needs the extra ``pandas``."""
        try:
            return self.table.to_pandas(use_threads=False)
        except ImportError:
            raise ImportError("pandas is not installed: pip install 'evosim-mesa[pandas]'") from None

    @property
    def verdicts(self) -> Verdicts:
        """The verdict on each claim."""
        told = self._finished("verdicts.json")
        found = self._json("verdicts.json", list)
        if sha256(json.dumps(found).encode()) != told["verdicts"]:
            raise self._damaged("verdicts.json", CHANGED)
        if why := odd_verdict(found):
            raise self._damaged("verdicts.json", why)
        return Verdicts(found, self)

    @property
    def unfinished(self) -> list[Cell]:
        """The cells of the scenario that failed, or were not run yet."""
        self.store.look()
        return [cell for cell in self.cells if self.store.fault(cell.key) is not None]

    def champion(self, cell: str | Cell) -> Agent:
        """The fittest individual of a cell's last generation.

        Raises
        ------
        KeyError
            If there is no such finished cell.
        """
        key = self._whole(cell.key if isinstance(cell, Cell) else cell)
        described = json.loads(self.stored(key, "cell.json"))
        genome = unpacked(self.stored(key, "champion.npz"))["genome"]
        settings = Settings.model_validate(described["settings"])
        if not isinstance(settings.world, Grid):
            return Agent(genome, Blueprint.of(settings))
        codes = draw_instances(settings.world, described["seed"], described["replicate"]).codes
        return Agent(genome, Blueprint.of(settings), codes)

    def finished(self, cell: str | Cell) -> Cell:
        """A cell of the scenario, by itself or by its key, whose files are all there and whole.

        Raises
        ------
        KeyError
            If there is no such finished cell.
        """
        key = cell.key if isinstance(cell, Cell) else cell
        known = next((one for one in self.cells if one.key == key), None)
        if known is None:
            raise KeyError(f"cell {key}: not of this run")
        self._whole(key)
        return known

    def _whole(self, key: str) -> str:
        """The key of a stored cell, if its files are all there and as they were written."""
        if not isinstance(key, str):
            raise KeyError(f"cell {brief(key)}: not a key, which is a text")
        if fault := self.store.fault(key):
            raise KeyError(f"cell {key}: {fault}; the column cell of the table has the keys")
        return key

    def stored(self, key: str, name: str) -> bytes:
        """A file that each cell has."""
        found = self.store.read(key, name)
        if found is None:
            raise KeyError(f"cell {key}: {name} is missing")
        return found

    def ancestry(self, cell: str | Cell) -> Ancestry:
        """The line of first parents of a finished cell's champion: evolves once more to bring them back.

        Raises
        ------
        KeyError
            If there is no such finished cell.
        ValueError
            If the evolution comes out otherwise than it did: the cell is another version's.
        """
        known = self.finished(cell)
        return Ancestry(known, self.stored(known.key, "lineage.csv").decode())

    def worlds(self, cell: str | Cell) -> tuple[Instances, Instances]:
        """The instances that a cell's population evolved on, and the novel ones on which its champion is measured.

        Raises
        ------
        KeyError
            If there is no such finished cell.
        """
        return draw_worlds(cell if isinstance(cell, Cell) else self.finished(cell))

    def show(self, figure: str | None = None, width: float = 180.0) -> Any:
        """Draw a figure of the finished cells.

        Parameters
        ----------
        figure : its name; by default the one that says most about the primary claim.
        width : in mm.

        Returns
        -------
        evosim.pictures.page.Drawing
            A figure with its numbers; ``save(file)`` writes it.
        """
        return drawn(self, figure, width)

    def __repr__(self) -> str:
        return f"Run({str(self.path)!r})"

    def _finished(self, name: str) -> dict[str, Any]:
        """The digests of a run of which a file was made."""
        told = self.digests()
        if not told or not (self.path / name).exists():
            raise unfinished(self.path)
        return told

    def digests(self) -> dict[str, Any]:
        """What ``digests.json`` says; nothing if there is none yet."""
        try:
            told = self.noted("digests.json")
        except FileNotFoundError:
            return {}
        known = {"cells", "table", "verdicts"} <= told.keys() <= DIGESTS
        if not (known and all(_digested(told.get(name, {})) for name in ("cells", "figures"))):
            raise self._damaged("digests.json", CHANGED)
        return told

    def drawn(self, paths: Iterable[Path]) -> None:
        """Note the digests of figures of this run that were drawn."""
        told = self.digests()
        figures = {path.name: sha256(files.read(path)) for path in paths}
        self.seal("digests.json", {**told, "figures": {**told.get("figures", {}), **figures}})

    def figure(self, path: Path) -> bytes:
        """A file of a figure, as it was drawn."""
        data = files.read(path)
        if self.digests().get("figures", {}).get(path.name) != sha256(data):
            raise self._damaged(f"figures/{path.name}", CHANGED, f"evosim figures {self.path} draws it again")
        return data

    def write(self, name: str, data: bytes | str) -> None:
        """Replace a file of the run as a whole."""
        files.write(self.path / name, data.encode() if isinstance(data, str) else data)

    def note_session(self, told: dict[str, Any]) -> None:
        """Add what made or completed this run to ``provenance.json``: a list, the latest session last."""
        self.write("provenance.json", json.dumps([*self.sessions, sealed(told)], indent=1))

    def begin(self, scenario: Scenario) -> None:
        """Write the scenario, and remove what was made for another that stood here, or of which that cannot be said."""
        file, text = self.path / "scenario.toml", dump(scenario).encode()
        if self._text() != text or self._unreadable("digests.json"):
            self.discard()
        self.write(file.name, text)

    def _text(self) -> bytes | None:
        """The scenario as it stands here; None if there is none that can be read."""
        try:
            return files.read(self.path / "scenario.toml")
        except OSError:
            return None

    def _unreadable(self, name: str) -> bool:
        """Whether something stands in the place of a sealed file that is not as it was written."""
        try:
            self.noted(name)
        except (FileNotFoundError, ScenarioError) as error:
            return isinstance(error, ScenarioError)
        return False

    def discard(self) -> None:
        """Remove what was made of cells: it must not outlive the scenario that it belongs to."""
        for name in OUTPUTS:
            (self.path / name).unlink(missing_ok=True)
        shutil.rmtree(self.path / "figures", ignore_errors=True)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Wait until no other process changes what is not a cell; the system ends this with the process."""
        lock = FileLock(self.path / ".lock")
        with suppress(NotImplementedError):  # a file system that knows no locks
            lock.acquire()
        try:
            yield
        finally:
            lock.release()

    @property
    def sessions(self) -> list[dict[str, Any]]:
        """What made or completed the run, session by session (provenance); none where it cannot be read."""
        try:
            return [told for told in self._json("provenance.json", list) if isinstance(told, dict) and whole(told)]
        except (FileNotFoundError, ScenarioError):
            return []

    def seal(self, name: str, told: Mapping[str, Any]) -> None:
        """Write a file of the run with a digest of itself."""
        self.write(name, json.dumps(sealed(told), indent=1, sort_keys=True))

    def noted(self, name: str, cure: str = "") -> dict[str, Any]:
        """A file of the run, as it was written; those of earlier versions have no digest of themselves."""
        try:
            told: dict[str, Any] = self._json(name, dict)
        except ScenarioError as error:
            raise ScenarioError([replace(one, cure=cure or one.cure) for one in error.problems]) from None
        if not whole(told):
            raise self._damaged(name, CHANGED, cure)
        told.pop("digest", None)
        return told

    def _json(self, name: str, kind: type) -> Any:
        """A file of the run, which must hold a ``kind``."""
        try:
            found = json.loads(files.read(self.path / name))
        except FileNotFoundError:
            raise
        except (OSError, ValueError, RecursionError) as error:
            raise self._damaged(name, error) from None
        if not isinstance(found, kind):
            raise self._damaged(name, TypeError(f"a {type(found).__name__}, where a {kind.__name__} belongs"))
        return found

    def _damaged(self, name: str, error: Exception | str, cure: str = "") -> ScenarioError:
        cure = cure or "evosim run makes it anew from the finished cells"
        told = error if isinstance(error, str) else f"{type(error).__name__}: {error}".splitlines()[0]
        where, expected = str(self.path / name), "a file as a run writes it"
        return ScenarioError([Problem(where, None, "", expected, told, cure, "damaged")])


def _digested(found: Any) -> bool:
    """Whether something is a mapping of names to digests."""
    return isinstance(found, dict) and all(isinstance(digest, str) for digest in found.values())


def unfinished(path: Path, missing: str = "a table") -> ScenarioError:
    """The error where a run has no finished cell, or was interrupted before its table and digests were made."""
    cure = f"the same evosim run as before goes on; evosim status {path}"
    got = f"one without {missing}"
    return ScenarioError([Problem(str(path), None, "", "a finished run", got, cure, "not finished")])
