"""A run's directory, while it is made and when it is read."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from evosim.arrow import read_parquet
from evosim.experiment.ancestry import Ancestry
from evosim.experiment.store import DONE, Store, write_file
from evosim.experiment.trial import draw_worlds
from evosim.faults.problem import Problem, did_you_mean
from evosim.life import Agent
from evosim.organs.blueprint import Blueprint
from evosim.scenario import Cell, Scenario, ScenarioError, Settings, cells, dump, load, packaged, points
from evosim.scenario.canonical import canonical
from evosim.scenario.claim import concerns
from evosim.scenario.register import committed, digest
from evosim.scenario.schema import Claim
from evosim.shown import Shown, drawn
from evosim.worlds.grid.draw import draw_instances
from evosim.worlds.grid.instances import Instances
from evosim.worlds.grid.options import World as Grid

OUTPUTS = ("table.parquet", "verdicts.json", "digests.json")
QUICK = 2  # replicates of a quick run
SUFFIX = "-quick"  # of its name


class Verdicts(list[dict[str, Any]], Shown):
    """The verdicts on the claims of a run, in the order of the scenario; each as ``verdicts.json`` has it."""

    def __init__(self, told: Iterable[dict[str, Any]], run: Run) -> None:
        super().__init__(told)
        self._run = run

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims that they are on."""
        return self._run.scenario.claim

    def __repr__(self) -> str:
        count = Counter(str(one["verdict"]) for one in self)
        return f"Verdicts({', '.join(f'{number} {word}' for word, number in count.items()) or 'none'})"


class Run(Shown):
    """The results of a scenario, as they stand on disk.

    Attributes
    ----------
    path : Path
        The run's directory.

    Raises
    ------
    ScenarioError
        If there is no run.
    """

    def __init__(self, path: Path | str) -> None:
        if not (Path(path) / "scenario.toml").is_file():
            cure = "evosim.run(scenario) makes one"
            expected = "a directory that evosim run has written"
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
        return load(self.path / "scenario.toml")

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
        self._finished("table.parquet")
        try:
            return read_parquet(self.path / "table.parquet")
        except (pa.ArrowException, OSError) as error:
            raise self._damaged("table.parquet", error) from None

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
        self._finished("verdicts.json")
        return Verdicts(self._json("verdicts.json", list), self)

    @property
    def unfinished(self) -> list[Cell]:
        """The cells of the scenario that failed, or were not run yet."""
        return [cell for cell in self.cells if self.store.fault(cell.key) is not None]

    def champion(self, cell: str | Cell) -> Agent:
        """The fittest individual of a cell's last generation.

        Raises
        ------
        KeyError
            If there is no such finished cell.
        """
        key = self._whole(cell.key if isinstance(cell, Cell) else cell)
        described = json.loads((self.store.cell(key) / "cell.json").read_bytes())
        with np.load(self.store.cell(key) / "champion.npz", allow_pickle=False) as arrays:
            genome = arrays["genome"]
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
        if fault := self.store.fault(str(key)):
            raise KeyError(f"cell {key}: {fault}; the column cell of the table has the keys")
        return str(key)

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
        return Ancestry(known, self.store.cell(known.key) / "lineage.csv")

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

    def _finished(self, name: str) -> None:
        if not (self.path / name).exists():
            raise unfinished(self.path)

    def write(self, name: str, data: bytes | str) -> None:
        """Replace a file of the run as a whole."""
        write_file(self.path / name, data.encode() if isinstance(data, str) else data)

    def register(self, scenario: Scenario) -> dict[str, bool]:
        """Note the claims' words; whether each is older than the data that judge it, by name.

        A claim whose words, margin or statistic change is a new claim. It is older than its data if it came with the
        package, or if no cell of the points that it is about was finished here when it was first noted. It never is
        where its author states that it is not, or once that was noted here.
        """
        try:
            known = dict(self._json("claims.json", dict))
        except (FileNotFoundError, ScenarioError):  # none yet; or damaged: then nothing proves that they are older
            known = {}
        digests = {claim.name: digest(claim) for claim in scenario.claim}
        unknown = [claim for claim in scenario.claim if digests[claim.name] not in known]
        shipped, seen = committed(scenario.name), self._seen(scenario, unknown)
        registered = {}
        for claim in scenario.claim:
            words = digests[claim.name]
            older = known.get(words, words in shipped or claim.name not in seen)
            registered[words] = bool(older) and not claim.after_data
        if not registered.items() <= known.items():
            self.write("claims.json", json.dumps({**known, **registered}, indent=1, sort_keys=True))
        return {name: registered[words] for name, words in digests.items()}

    def _seen(self, scenario: Scenario, claims: list[Claim]) -> set[str]:
        """The names of the claims about points of which a finished cell is stored here.

        Points are identified by their settings alone: a cell of another seed, or of an earlier model, was seen all
        the same. What cannot be read may be of any point.
        """
        finished = list(self.store.path.glob(f"*/{DONE}")) if claims else []
        if not finished:
            return set()
        try:
            told = [json.loads((done.parent / "cell.json").read_bytes())["settings"] for done in finished]
            texts = {json.dumps(settings, sort_keys=True) for settings in told}  # replicates share theirs
            stored = {_essence(Settings.model_validate_json(text)) for text in texts}
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return {claim.name for claim in claims}
        rows = [point.row() for point in points(scenario) if _essence(point.settings) in stored]
        return {claim.name for claim in claims if any(concerns(claim, row) for row in rows)}

    def note_session(self, told: dict[str, Any]) -> None:
        """Add what made or completed this run to ``provenance.json``: a list, the latest session last."""
        self.write("provenance.json", json.dumps([*self.sessions, told], indent=1))

    def begin(self, scenario: Scenario) -> None:
        """Write the scenario, and remove what was made for another that stood here."""
        file, text = self.path / "scenario.toml", dump(scenario).encode()
        if not file.exists() or file.read_bytes() != text:
            self.discard()
        self.write(file.name, text)

    def discard(self) -> None:
        """Remove what was made of cells: it must not outlive the scenario that it belongs to."""
        for name in OUTPUTS:
            (self.path / name).unlink(missing_ok=True)
        shutil.rmtree(self.path / "figures", ignore_errors=True)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other processes from running into this directory; the system ends it with this process.

        Raises
        ------
        ScenarioError
            If another is at it.
        """
        handle = os.open(self.path, os.O_RDONLY)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                expected, cure = "a directory in which nothing is running", "wait for the other, or give --name"
                told = Problem("--out", None, str(self.path), expected, "another evosim run at work", cure, "in use")
                raise ScenarioError([told]) from None
            except OSError:  # a file system that knows no locks
                pass
            yield
        finally:
            os.close(handle)

    @property
    def sessions(self) -> list[dict[str, Any]]:
        """What made or completed the run, session by session (provenance); none where it cannot be read."""
        try:
            return [session for session in self._json("provenance.json", list) if isinstance(session, dict)]
        except (FileNotFoundError, ScenarioError):
            return []

    def _json(self, name: str, kind: type) -> Any:
        """A file of the run, which must hold a ``kind``."""
        try:
            found = json.loads((self.path / name).read_bytes())
        except (ValueError, RecursionError) as error:
            raise self._damaged(name, error) from None
        if not isinstance(found, kind):
            raise self._damaged(name, TypeError(f"a {type(found).__name__}, where a {kind.__name__} belongs"))
        return found

    def _damaged(self, name: str, error: Exception) -> ScenarioError:
        cure = "evosim run makes it anew from the finished cells"
        told = f"{type(error).__name__}: {error}".splitlines()[0]
        where, expected = str(self.path / name), "a file as a run writes it"
        return ScenarioError([Problem(where, None, "", expected, told, cure, "damaged")])


def _essence(settings: Settings) -> str:
    """What can matter of the settings, as a text that is the same for the same."""
    return json.dumps(canonical(settings), sort_keys=True)


def unfinished(path: Path) -> ScenarioError:
    """The error where a run has no finished cell, or was interrupted before its table was made."""
    cure = f"the same evosim run as before goes on; evosim status {path}"
    return ScenarioError([Problem(str(path), None, "", "a finished run", "one without a table", cure, "not finished")])


def find(run: str, out: Path) -> Run:
    """The run named by its directory, or by the scenario it came from.

    Raises
    ------
    ScenarioError
        If there is none.
    """
    spot = Path(run)
    name = load(run).name if spot.is_file() else run.removesuffix(".toml")
    places = [] if spot.is_file() else [spot]
    if spot.is_file() or spot.name == run:  # a path that was spelt out means itself, and nothing else
        places += [out / name, out / f"{name}{SUFFIX}"]
    for path in places:
        if (path / "scenario.toml").is_file():
            return Run(path)
    expected = f"the directory of a run, or a scenario that has been run into {out}"
    there = [path.parent.name for path in out.glob("*/scenario.toml")]
    cure = f"run it first: evosim run {run} --out {out}" if name in packaged() or spot.is_file() else ""
    cure = cure or ("" if spot.is_dir() else did_you_mean(run, [*there, *packaged()]))
    raise ScenarioError([Problem(run, None, "", expected, "nothing of the kind", cure, "no such run")])
