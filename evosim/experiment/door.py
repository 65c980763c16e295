"""What is checked before anything runs, beyond the scenario's words: worlds, memory, the directory."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from evosim.experiment.estimate import available_memory, total
from evosim.experiment.trial import NOVEL
from evosim.scenario import Cell, Problem
from evosim.worlds.grid.draw import Impossible, draw_instances


def impossible_worlds(cells: Sequence[Cell], where: str) -> list[Problem]:
    """Draw every world that the cells need; what cannot be drawn is a problem."""
    problems = {}
    seen = set()
    for cell in cells:
        world = cell.point.settings.world
        spot = (world.model_dump_json(), cell.replicate)
        if spot in seen or spot[0] in problems:
            continue
        seen.add(spot)
        try:
            training = draw_instances(world, cell.seed, cell.replicate)
            draw_instances(world, cell.seed, cell.replicate, "novel", NOVEL, unlike=training)
        except Impossible as error:
            cure = "shorten min_path, ask for fewer starts or things, enlarge size, or change layout.walls"
            got = f"min_path {world.min_path} in a {world.size}×{world.size} arena: {error}"
            wanted = f"a world of which {world.instances} + {NOVEL} different instances can be drawn"
            problems[spot[0]] = Problem(where, None, "world", wanted, got, cure, "impossible world")
    return list(problems.values())


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
    return [Problem("--out", None, str(path), "a directory that can be written", f"{got} at {spot}", "", "cannot be written")]
