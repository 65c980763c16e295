"""A lifetime in a grid: what can happen in it, by the settings of a run, so that figures say what is true of it."""

from __future__ import annotations

from evosim.pictures.run import Run
from evosim.scenario.schema import Settings
from evosim.worlds.grid.options import World


def has_several_goals(run: Run) -> bool:
    """Whether objects of several kinds pay, so that there is no such thing as the goal."""
    return any(sum(thing.pays > 0 for thing in world.object) > 1 for world in _grids(run))


def changes(run: Run) -> bool:
    """Whether objects move, are eaten or open anywhere."""
    return any(not thing.lasts for world in _grids(run) for thing in world.object)


def thinks_again(run: Run) -> bool:
    """Whether a cortex thinks before each step anywhere, on or anew."""
    return any(map(_thinks_again, run.settings))


def _thinks_again(settings: Settings) -> bool:
    brain, world = settings.brain, settings.world
    if "cortex" not in brain.organs or brain.cortex.think != "step" or not isinstance(world, World):
        return False
    return brain.cortex.state != "cleared" or brain.sight > 0 or not all(thing.lasts for thing in world.object)


def _grids(run: Run) -> list[World]:
    return [world for settings in run.settings if isinstance(world := settings.world, World)]
