"""From instances to what their lives can earn at most, and what they earn by chance."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.worlds.grid.instances import Instances
from evosim.worlds.grid.options import keys_of
from evosim.worlds.grid.returns.kernel import Radices, Tables, course
from evosim.worlds.grid.things.kernel import Things
from evosim.worlds.grid.things.make import make_things, state
from evosim.worlds.grid.things.rules_kernel import STILL, course_key
from evosim.worlds.grid.things.states import MOST_STATES, states


class Returns(NamedTuple):
    """Of each life, in N instances from J starts."""

    optimal: NDArray[np.float64]  # (N, J) the largest return
    random: NDArray[np.float64]  # (N, J) the mean return of a walker who draws each action at random
    paid: NDArray[np.float64]  # (N, J, T + 1) the probability that such a walker has been paid by step t


def tabulated(instances: Instances, life: int = -1) -> Returns | None:
    """Largest and random returns, without shaping; None where a life has more than 2,000,000 states.

    ``life`` counts those that follow one another from a start: by default the last, which is the one that is recorded.
    """
    life = life % instances.lives
    apart = instances.apart()
    kinds = instances.kinds
    free = (~apart.walls).sum(axis=1)
    sizes = [states(kinds.objects, int(count)) for count in free]
    if max(sizes, default=0) > MOST_STATES:
        return None
    things = make_things(apart)
    rows = len(apart)
    optimal, random, paid = np.empty(rows), np.empty(rows), np.empty((rows, instances.steps + 1))
    tables = make_tables(things, max(sizes, default=1), 0)
    for row in range(rows):
        own = alone(things, row)
        start = int(apart.starts[row, 0])
        key = np.uint64(course_key(own, 0, start, life))
        found = course(own, radices(own, instances), tables, start, key, instances.steps, paid[row])
        optimal[row], random[row] = found[:2]
    n, j = instances.starts.shape
    return Returns(optimal.reshape(n, j), random.reshape(n, j), paid.reshape(n, j, -1))


def best_actions(instances: Instances, row: int, column: int) -> list[int]:
    """The actions of a life with the largest return, as long as it lasts.

    Raises
    ------
    ValueError
        If it has more states than 2,000,000.
    """
    apart = instances.take([row], instances.starts[row : row + 1, column : column + 1])
    things = make_things(apart)
    size = states(instances.kinds.objects, int((~apart.walls).sum()))
    if size > MOST_STATES:
        raise ValueError(f"expected at most {MOST_STATES:,} states; got {size:,}")
    tables = make_tables(things, size, instances.steps)
    start, paid = int(apart.starts[0, 0]), np.empty(instances.steps + 1)
    key = np.uint64(course_key(things, 0, start, 0))
    *_, end, place, action = course(things, radices(things, instances), tables, start, key, instances.steps, paid)
    actions = [int(action)] if action >= 0 else []
    for t in range(int(end) - 1, -1, -1):
        actions.append(int(tables.actions[t, place]))
        place = tables.parents[t, place]
    return actions[::-1]


def alone(things: Things, row: int) -> Things:
    """The things of one life."""
    rows = ("walls", "places", "keys", "shows", "ground")
    return things._replace(**{name: getattr(things, name)[row : row + 1] for name in rows})


def radices(things: Things, instances: Instances) -> Radices:
    """How the states of one life are numbered."""
    cells = np.flatnonzero(things.walls[0] == 0).astype(np.int32)
    ranks = np.full(things.walls.shape[1], -1, np.int32)
    ranks[cells] = np.arange(len(cells))
    return Radices(
        cells=cells,
        ranks=ranks,
        travels=(things.moves != STILL) | things.elsewhere,
        absences=np.where(things.eaten, np.where(things.after > 0, things.after, 1) + 1, 1).astype(np.int64),
        remembers=(things.pays != 0) & ~(things.repeats | things.ends | things.eaten),
        keys=len(keys_of(instances.kinds.objects)),
    )


def make_tables(things: Things, size: int, recorded: int) -> Tables:
    """Memory for lives of ``size`` states, with ways of ``recorded`` steps."""
    way = (recorded, size if recorded else 0)
    return Tables(
        state=state(things, 1),
        number=np.full(size, -1, np.int32),
        active=np.empty((2, size), np.int64),
        best=np.empty((2, size)),
        chance=np.empty((2, size)),
        unpaid=np.empty((2, size)),
        parents=np.empty(way, np.int32),
        actions=np.empty(way, np.int8),
    )
