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
from evosim.life import Agent
from evosim.scenario import Cell, Scenario, ScenarioError, Settings, cells, load
from evosim.scenario.problem import Problem
from evosim.scenario.schema import Claim

QUICK = 3  # replicates of a quick run


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
        return bool(self._json("provenance.json").get("quick", False))

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The cells of the scenario."""
        return cells(self.scenario)

    @property
    def table(self) -> pa.Table:
        """One row per finished cell (see the contract's columns)."""
        return pq.read_table(self.path / "table.parquet", memory_map=False)

    @property
    def verdicts(self) -> list[dict[str, Any]]:
        """What the data say of each claim."""
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
        return Agent(genome, Blueprint(Settings.model_validate(described["settings"])))

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

    def _json(self, name: str) -> Any:
        return json.loads((self.path / name).read_bytes())


def find(run: str, out: Path) -> Run:
    """The run named by its directory, or by the scenario it came from.

    Raises
    ------
    ScenarioError
        If there is none.
    """
    for path in (Path(run), out / Path(run).stem, out / f"{Path(run).stem}-quick"):
        if (path / "scenario.toml").is_file():
            return Run(path)
    wanted = f"the directory of a run, or a scenario that has been run into {out}"
    raise ScenarioError([Problem(run, None, "", wanted, "nothing of the kind", f"evosim run {run}", "no such run")])
