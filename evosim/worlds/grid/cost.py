"""What lives in a grid take, by counts of units, steps and states; needs no compiler."""

from __future__ import annotations

from typing import Any

from evosim.theory.causal_entropy import LARGEST
from evosim.worlds.cost import PROBED, Cost, Life, Place
from evosim.worlds.grid.options import World
from evosim.worlds.grid.planes import planes
from evosim.worlds.grid.things.states import MOST_STATES, states

# Seconds on one core, of a two-core cloud machine; measured by `evosim bench`, and on stored cells.
PER_UNIT = 6e-10  # one unit of one instance, beside thought
PER_STEP = 5e-9  # one step of one life where the lives in an instance share a mind
PER_STEP_ALONE = 3e-8  # where they do not
UNKNOWN = 0.05  # steps of those in a cell where it is not known yet what the agent does
PER_MAPPED = 2e-9  # one plane of one cell that is put on a map, or forgotten
PER_STATE = 2e-7  # of a table of returns, each step and action
REACHED = 8  # places, of things that move by where the agent is, for each of its own
PER_SOFT = 2e-7  # of learning what behaviour is after, each step, state and action
FREE = 0.7  # of the cells of an arena
LANES = 16  # lives or instances that are worked out together
PICTURED = 4  # instances that minds are kept of
RECORDED = 8  # instances, in each record of lives

PER_ARENA_CELL = 40  # bytes of memory
PER_RECORD_DISK, PER_RECORDED_ACTIVITY = 6e3, 0.2  # bytes of a record of lives, and of an activity in it


def place(world: World, brain: Any) -> Place:
    """Where its brains live."""
    return Place(world.instances, world.size**2, len(planes(world, brain.all_senses)), _changes(brain))


def _changes(brain: Any) -> bool:
    """Whether what it is shown changes in a life although nothing in the world does."""
    return brain.sight > 0 or bool(brain.signals)


def general(life: Life) -> bool:
    """Whether lives need the general walk."""
    world, brain, organs = life
    return world.lives > 1 or not world.still or _changes(brain) or any(organ.stateful for organ in organs)


def seconds(life: Life) -> float:
    """Seconds that one individual takes for all its lives."""
    world, brain, organs = life
    here, alone = place(world, brain), general(life)
    lives = world.instances * world.starts * world.lives
    minds = lives if alone else world.instances  # else the lives in an instance share one
    minds = max(minds, LANES // 2)  # few are not faster than half a block
    asked = lives * world.steps * (1.0 if alone else UNKNOWN)
    found = minds * here.units * PER_UNIT
    for organ in organs:
        times = world.steps if organ.thinks_again(here) else 1
        found += minds * times * organ.thought(here) + asked * organ.step(here)
    seen = min(2 * brain.sight + 1, world.size) ** 2 if brain.sight else 0
    forgotten = here.units if brain.sight and brain.map == "none" else 0
    mapped = ((seen + forgotten) * here.planes + here.units * len(brain.signals)) * PER_MAPPED
    return float(found + lives * world.steps * (mapped + (PER_STEP_ALONE if alone else PER_STEP)))


def beside(life: Life, ticks: int, shown: int, measure: Any) -> Cost:
    """Tables of returns, objectives, arenas, the minds that are kept, and records of lives."""
    world, units = life.world, life.world.size**2
    tables = shown * _tables(world) if measure.returns or not world.still else 0.0
    learnt = _objectives(world, shown) if measure.objectives else 0.0
    arenas = (world.instances + PROBED) * (world.size + 2) ** 2 * PER_ARENA_CELL
    minds = PICTURED * ticks * units * 4
    return Cost(tables + learnt, arenas + 2 * minds, minds + shown * _record(life, ticks))


def _tables(world: World) -> float:
    """Seconds of working out the largest and the random returns of lives.

    Of what moves by chance the course is given; what moves by where the agent is may be in few places at a time.
    """
    free = int(world.size**2 * FREE)
    if states(world.object, free) > MOST_STATES:
        return 0.0
    reacts = any(thing.moves.kind not in ("still", "random") for thing in world.object)
    places = free * (REACHED if reacts else 1)
    lives = (world.instances + PROBED) * world.starts
    return lives * world.steps * 4 * places * PER_STATE


def _objectives(world: World, shown: int) -> float:
    """Seconds of learning what behaviour is after: after a shift each life has its own arena."""
    if not (world.still and all(thing.ends for thing in world.object)):
        return 0.0
    one = world.steps * PROBED * int(world.size**2 * FREE) * 4
    sizes = [one] + [one * world.starts] * (shown - 1)
    return sum(size for size in sizes if size <= LARGEST) * PER_SOFT


def _record(life: Life, ticks: int) -> float:
    """Bytes of a record of lives.

    An agent that sees a window or feels signals, or thinks on from step to step, thinks before each step; half of the
    steps are taken.
    """
    world, brain, _ = life
    on = brain.cortex.think == "step" and (brain.cortex.state != "cleared" or _changes(brain))
    own = world.starts * world.lives if _changes(brain) or world.lives > 1 else 1
    thoughts = RECORDED * own * (world.steps / 2 if on else 1) * ("cortex" in brain.organs)
    activities = thoughts * (ticks + 1) * brain.cortex.channels * world.size**2
    return float(PER_RECORD_DISK + PER_RECORDED_ACTIVITY * activities)
