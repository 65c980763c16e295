"""What is checked before anything runs, beyond the scenario's words: worlds, memory, directory. No compiler needed."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import monotonic
from typing import Any

from evosim.experiment.estimate import available_memory, total
from evosim.scenario import Cell, Problem, Scenario
from evosim.scenario import load as load_words
from evosim.scenario.schema import World

PATIENCE = 2.0  # seconds that plain Python may look; what is left open the compiled draw tells before a run


def load(source: str | Path, overrides: Mapping[str, Any] | None = None, *, label: str | None = None) -> Scenario:
    """Read a scenario, check all of it, and try to draw an instance of each of its worlds.

    Parameters
    ----------
    source : str or Path
        A TOML file, or the bare name of a scenario that comes with the package.
    overrides : Mapping, optional
        Dotted key → value, set over what the file says.
    label : str, optional
        Ends the scenario's name and so names its run; by default a hash of the overrides, if there are any.

    Raises
    ------
    ScenarioError
        With every problem that can be found, each with its line.
    """
    return load_words(source, overrides, label=label, trial=room)


def room(world: World, seed: int) -> str:
    """Say why no instance of ``world`` was found; nothing if one was, or if plain Python would take too long."""
    from evosim.random.reference import fold, stream
    from evosim.worlds.grid.instances import ATTEMPTS
    from evosim.worlds.grid.reference import attempt

    key = stream(seed, 0, 0, 0)
    limit = monotonic() + PATIENCE
    for a in range(ATTEMPTS):
        if attempt(world, fold(key, a)) or monotonic() > limit:
            return ""
    return f"none in {ATTEMPTS:,} arenas of {world.size}×{world.size} drawn as layout {world.layout.kind!r}"


def too_much_memory(cells: Sequence[Cell], workers: int, where: str) -> list[Problem]:
    """A problem if the cells that run at once need more memory than there is."""
    need, have = total(cells, workers).memory, available_memory()
    if need <= have:
        return []
    cure = "lower evolution.population or evolution.generations, or --workers"
    got = f"about {need / 1e9:.1f} GB with {workers} workers"
    return [Problem(where, None, "evolution", f"at most {have / 1e9:.1f} GB of memory", got, cure, "too large")]


def unwritable(path: Path) -> list[Problem]:
    """A problem if a run's directory cannot be made and written; nothing is made."""
    spot = path
    while not spot.exists() and not spot.is_symlink() and spot != spot.parent:
        spot = spot.parent
    if spot.is_dir() and os.access(spot, os.W_OK | os.X_OK):
        return []
    got = "a file" if spot.exists() and not spot.is_dir() else "no permission to write"
    return [
        Problem(
            "--out",
            None,
            str(path),
            "a directory that can be written",
            f"{got} at {spot}",
            "",
            "cannot be written",
        )
    ]
