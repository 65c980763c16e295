"""Runs and cells by what a user calls them."""

from __future__ import annotations

from pathlib import Path

from evosim.experiment.run import SUFFIX, Run
from evosim.faults.problem import Problem, did_you_mean
from evosim.scenario import ScenarioError, load, packaged


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


def key_of(run: Run, cell: str, option: str = "--cell") -> str:
    """The key of a finished cell of which this is the key, or its beginning.

    Raises
    ------
    ScenarioError
        If there is none, or if there are several.
    """
    keys = list(dict.fromkeys(run.table["cell"].to_pylist()))
    found = [key for key in keys if key.startswith(cell)] if cell else []
    if len(found) == 1:
        return str(found[0])
    expected = "the key of a finished cell, or its beginning: see the column cell of the table"
    got = f"{cell}, which begins {len(found)} of them" if found else cell
    raise ScenarioError([Problem(option, None, "", expected, got, did_you_mean(cell, keys), "no such cell")])
