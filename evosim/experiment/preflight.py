"""What is checked before a run beside the scenario itself: worlds, memory, directory. No compiler is needed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from time import thread_time
from typing import Any

from evosim.evolution.options import Borrowed
from evosim.experiment.estimate import together, total
from evosim.experiment.store import Store
from evosim.room import amount, available_disk, available_memory
from evosim.scenario import Problem, Scenario, cells, firsts
from evosim.scenario import load as load_scenario
from evosim.worlds.grid.options import World

PATIENCE = 1.0  # seconds of the processor for drawing in plain Python; what they leave open is tried before a run


def load(source: str | Path, overrides: Mapping[str, Any] | None = None, *, label: str | None = None) -> Scenario:
    """Read a scenario, check all of it, and try to draw an instance of each of its worlds.

    Parameters
    ----------
    source : str or Path
        A TOML file, or the bare name of a scenario that comes with the package.
    overrides : Mapping, optional
        Dotted key → value, set over the values of the file.
    label : str, optional
        Ends the scenario's name and so names its run; by default a hash of the overrides, if there are any.

    Raises
    ------
    ScenarioError
        With every problem that can be found, each with its line.
    """
    limit = thread_time() + PATIENCE

    def trial(world: World, seed: int) -> str:
        return try_drawing(world, seed, limit)

    return load_scenario(source, overrides, label=label, trial=trial, check_operator=check_operator)


def check_operator(step: str, chosen: Borrowed) -> tuple[str, str, str]:
    """What was expected, found, and the cure, if an operator is not valid; DEAP is imported only if one is used."""
    from evosim.evolution import operators

    return operators.check_operator(step, chosen)


def try_drawing(world: World, seed: int, limit: float) -> str:
    """Return why no instance of ``world`` was found; an empty text if one was, or if the time is up first."""
    from evosim.random.reference import fold, stream
    from evosim.worlds.grid.instances import ATTEMPTS
    from evosim.worlds.grid.reference import attempt

    key = stream(seed, 0, 0, 0)
    for a in range(ATTEMPTS):
        try:
            if thread_time() > limit or attempt(world, fold(key, a), limit):
                return ""
        except TimeoutError:
            return ""
    return f"none in {ATTEMPTS:,} arenas of {world.size}×{world.size} drawn as layout {world.layout.kind!r}"


def obstacles(scenario: Scenario, out: Path, workers: int) -> list[Problem]:
    """What prevents a run here: a directory that cannot be written, too little disk, or memory for its workers."""
    path = out / scenario.name
    each = firsts(scenario)
    stored = set(Store(path / "cells").keys())
    left = total((cell for cell in cells(scenario) if cell.key not in stored), 1) if stored else together(each, 1)
    return [
        *unwritable(path), *too_much_memory(together(each, workers).memory if workers else 0.0, workers, scenario.name),
        *too_much_disk(left.disk, path, scenario.name),
    ]  # fmt: skip


def too_much_memory(need: float, workers: int, where: str) -> list[Problem]:
    """A problem if the cells that run at once need more memory than there is."""
    have = available_memory()
    if need <= have:
        return []
    cure = "lower evolution.population or evolution.generations, or --workers"
    got = f"about {amount(need)} with {workers} workers"
    return [Problem(where, None, "evolution", f"at most {amount(have)} of memory", got, cure, "too large")]


def too_much_disk(need: float, path: Path, where: str) -> list[Problem]:
    """A problem if what the cells store needs more room than the disk has."""
    have = available_disk(path)
    if need <= have:
        return []
    expected, got = f"at most {amount(have)} on the disk of {path}", f"about {amount(need)}"
    return [Problem(where, None, "replicates", expected, got, "lower replicates, or give --out", "too large")]


def unwritable(path: Path, option: str = "--out") -> list[Problem]:
    """A problem if a directory that an option names cannot be made and written; nothing is made."""
    spot = path
    while not spot.exists() and not spot.is_symlink() and spot != spot.parent:
        spot = spot.parent
    if spot.is_dir() and os.access(spot, os.W_OK | os.X_OK):
        return []
    got = "no permission to write" if spot.is_dir() else "a file" if spot.exists() else "a link that leads nowhere"
    expected = "a directory that can be written"
    return [Problem(option, None, str(path), expected, f"{got} at {spot}", "", "cannot be written")]
