"""A run's directory, while it is made and when it is read."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from evosim.encodings import Blueprint
from evosim.experiment.store import Store, sha256, write_file
from evosim.experiment.trial import draw_worlds
from evosim.life import Agent
from evosim.scenario import Cell, Scenario, ScenarioError, Settings, cells, load
from evosim.scenario.problem import Problem
from evosim.scenario.schema import Claim
from evosim.worlds.grid import Instances
from evosim.worlds.grid.draw import draw_instances

QUICK = 2  # replicates of a quick run
SUFFIX = "-quick"  # of its name


class Run:
    """The results of a scenario, as they stand on disk.

    Attributes
    ----------
    path : Path
        The run's directory.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self.store = Store(self.path / "cells")

    @cached_property
    def scenario(self) -> Scenario:
        """The effective scenario."""
        return load(self.path / "scenario.toml")

    @property
    def quick(self) -> bool:
        """Whether this was a quick run, of few replicates."""
        file = self.path / "provenance.json"
        return self.path.name.endswith(SUFFIX) if not file.exists() else bool(self._json(file.name)[-1]["quick"])

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The cells of the scenario."""
        return cells(self.scenario)

    @property
    def table(self) -> pa.Table:
        """One row per finished cell (see the contract's columns)."""
        self._finished("table.parquet")
        return pq.read_table(self.path / "table.parquet", memory_map=False)

    @property
    def verdicts(self) -> list[dict[str, Any]]:
        """What the data say of each claim."""
        self._finished("verdicts.json")
        return list(self._json("verdicts.json"))

    def champion(self, cell: str | Cell) -> Agent:
        """The fittest individual of a cell's last generation.

        Raises
        ------
        KeyError
            If there is no such finished cell.
        """
        key = cell.key if isinstance(cell, Cell) else cell
        fault = self.store.fault(key)
        if fault:
            raise KeyError(f"cell {key}: {fault}")
        described = json.loads((self.store.cell(key) / "cell.json").read_bytes())
        with np.load(self.store.cell(key) / "champion.npz", allow_pickle=False) as arrays:
            genome = arrays["genome"]
        settings = Settings.model_validate(described["settings"])
        codes = draw_instances(settings.world, described["seed"], described["replicate"]).codes
        return Agent(genome, Blueprint(settings), codes)

    def worlds(self, cell: Cell) -> tuple[Instances, Instances]:
        """The instances that a cell's population evolved on, and the novel ones on which its champion is measured."""
        return draw_worlds(cell)

    def __repr__(self) -> str:
        return f"Run({str(self.path)!r})"

    def _finished(self, name: str) -> None:
        if not (self.path / name).exists():
            raise unfinished(self.path)

    def write(self, name: str, data: bytes | str) -> None:
        """Replace a file of the run as a whole."""
        write_file(self.path / name, data.encode() if isinstance(data, str) else data)

    def register(self, claims: tuple[Claim, ...], data_exist: bool) -> dict[str, bool]:
        """Note the claims' words; whether each stood here before there were data, by name.

        A claim whose words, margin or statistic change is a new claim.
        """
        file = self.path / "claims.json"
        known: dict[str, bool] = json.loads(file.read_bytes()) if file.exists() else {}
        digests = {claim.name: sha256(claim.model_dump_json(by_alias=True).encode()) for claim in claims}
        registered = {digest: known.get(digest, not data_exist) for digest in digests.values()}
        if not registered.items() <= known.items():
            self.write("claims.json", json.dumps({**known, **registered}, indent=1, sort_keys=True))
        return {name: registered[digest] for name, digest in digests.items()}

    def note_session(self, told: dict[str, Any]) -> None:
        """Add what made or completed this run to ``provenance.json``: a list, the latest session last."""
        file = self.path / "provenance.json"
        try:
            earlier = json.loads(file.read_bytes()) if file.exists() else []
        except ValueError:
            earlier = []
        self.write(file.name, json.dumps([*(earlier if isinstance(earlier, list) else []), told], indent=1))

    def _json(self, name: str) -> Any:
        return json.loads((self.path / name).read_bytes())


def unfinished(path: Path) -> ScenarioError:
    """What to say where a run has no finished cell, or was interrupted before its table was made."""
    cure = f"the same evosim run as before goes on; evosim status {path}"
    return ScenarioError([Problem(str(path), None, "", "a finished run", "one without a table", cure, "not finished")])


def find(run: str, out: Path) -> Run:
    """The run named by its directory, or by the scenario it came from.

    Raises
    ------
    ScenarioError
        If there is none.
    """
    name = run.removesuffix(".toml")
    if Path(run).is_file():
        name = load(run).name
    for path in (Path(run), out / name, out / f"{name}{SUFFIX}", out / Path(name).name):
        if (path / "scenario.toml").is_file():
            return Run(path)
    wanted = f"the directory of a run, or a scenario that has been run into {out}"
    cure = f"run it first: evosim run {run}"
    raise ScenarioError([Problem(run, None, "", wanted, "nothing of the kind", cure, "no such run")])
