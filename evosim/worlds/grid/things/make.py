"""From the objects of a world to what kernels read of things, and what they work in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from evosim.arrays import aligned
from evosim.worlds.grid.options import AGENT, Object, keys_of
from evosim.worlds.grid.things.kernel import State, Things
from evosim.worlds.grid.things.rules_kernel import CHASE, FLEE, PLAN, RANDOM, STILL

if TYPE_CHECKING:
    from evosim.worlds.grid.instances import Instances

MOVES = {"still": STILL, "random": RANDOM, "chase": CHASE, "flee": FLEE, "plan": PLAN}


def make_things(instances: Instances, inert: bool = False) -> Things:
    """The things of instances with one start each; ``inert`` takes all effect from touching them."""
    objects, of_thing = instances.kinds.objects, instances.kinds.of_thing
    keys = keys_of(objects)
    ground = instances.planes.copy()
    for thing in range(instances.things.shape[1]):
        ground[np.arange(len(instances)), : instances.kinds.features, instances.things[:, thing]] = 0

    def each(value: Callable[[Object], Any], dtype: type) -> NDArray[Any]:
        return np.array([value(objects[kind]) for kind in of_thing], dtype)

    after = [getattr(objects[kind].moves, "what", None) for kind in of_thing]
    names = [objects[kind].name for kind in of_thing]
    goal = np.array([[what == name for name in names] for what in after], np.bool_) & ~np.eye(len(names), dtype=bool)
    moves = each(lambda thing: MOVES[thing.moves.kind], np.int64)
    eaten = each(lambda thing: thing.eaten, np.bool_)
    away = each(lambda thing: thing.regrows.after if thing.regrows else 0, np.int32)
    needs = each(lambda thing: keys.index(thing.needs) if thing.needs in keys else -1, np.int64)
    return Things(
        on=True,
        inert=inert,
        stride=instances.stride,
        cost=instances.step_cost,
        walls=instances.walls.astype(np.uint8),
        places=instances.things,
        keys=instances.keys,
        shows=instances.shows,
        ground=ground,
        pays=each(lambda thing: thing.pays, np.float64),
        repeats=each(lambda thing: thing.repeats, np.bool_),
        ends=each(lambda thing: thing.ends, np.bool_),
        eaten=eaten,
        after=away,
        elsewhere=each(lambda thing: getattr(thing.regrows, "where", "here") == "elsewhere", np.bool_),
        needs=needs,
        gives=each(lambda thing: keys.index(thing.gives) if thing.gives in keys else -1, np.int64),
        moves=moves,
        every=each(lambda thing: getattr(thing.moves, "every", 1), np.int64),
        agent=np.array([what == AGENT for what in after], np.bool_),
        goal=goal,
        hunts=np.any(goal, axis=1),
        movers=np.flatnonzero(moves != STILL),
        locks=np.flatnonzero(needs >= 0),
        regrowing=np.flatnonzero(away),
        changing=np.flatnonzero(eaten | (moves != STILL)),
    )


def state(things: Things, lanes: int) -> State:
    """Memory of one thread."""
    count, cells = things.pays.size, things.walls.shape[1]
    return State(
        at=aligned((lanes, count), np.int32),
        absent=aligned((lanes, count), np.int32),
        paid=aligned((lanes, count), np.bool_),
        held=aligned(lanes, np.int64),
        touches=aligned((lanes, count), np.int32),
        won=aligned(lanes, np.bool_),
        keys=aligned(lanes, np.uint64),
        before=aligned((2, count), np.int32),
        closed=aligned(cells, np.bool_),
        sources=aligned(count + 1, np.int32),
        distance=aligned(cells, np.int32),
        queue=aligned(cells, np.int32),
    )
