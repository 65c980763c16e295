"""What lets a population live, in instances of whichever kind of world."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evosim.life.games.population import Evaluator as Games
from evosim.life.labels.population import Evaluator as Labels
from evosim.life.population import NO_AIMS, Scores
from evosim.life.population import Evaluator as Grid
from evosim.organs.blueprint import Blueprint
from evosim.organs.plan import Plan
from evosim.threads import Threads
from evosim.worlds.games.draw import Drawn
from evosim.worlds.games.options import Games as GamesOptions
from evosim.worlds.labels.draw import Drawn as Examples


def evaluator(
    blueprint: Blueprint,
    plan: Plan,
    instances: Any,
    threads: Threads,
    aims: NDArray[np.float64] = NO_AIMS,
    root: int = 0,
) -> Callable[[NDArray[Any]], Scores]:
    """Return a function from genomes (P, G) to the scores of their lives in ``instances``.

    ``aims`` are those of a grid, and ``root`` is the seed of what is drawn in each generation.
    """
    if isinstance(instances, Drawn):
        assert isinstance(blueprint.world, GamesOptions)
        return Games(plan, instances, threads, blueprint.world.opponent, root)
    if isinstance(instances, Examples):
        return Labels(plan, instances, threads)
    return Grid(plan, instances, threads, aims=aims)
