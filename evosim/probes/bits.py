"""Optimization power in bits: how improbable it is that a random walker does as well."""

from __future__ import annotations

from math import log2
from typing import TYPE_CHECKING, Any

from evosim.column import Column

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from evosim.life import Lives, Mind
    from evosim.probes.subject import Subject
    from evosim.worlds.grid.instances import Instances

COLUMNS = (
    Column(
        "bits_performance",
        "−log2 of the probability that a random walker does as well in that life",
        null="things move, and a life has more than 2,000,000 states",
    ),
)


def measure(subject: Subject[Mind]) -> dict[str, Any]:
    """Bits of performance (handbook: probes, bits_performance)."""
    return {"bits_performance": bits_performance(subject)}


def bits_performance(subject: Subject[Mind], thought: int | None = None) -> float | None:
    """−log2 of the probability that a random walker does as well in that life, mean over lives; at least 0.

    As well: it reaches a paying thing in no more steps. A life that reaches none is matched by every walker: 0 bits.
    Exact, by dynamic programming. It tells how good a life is, not how it came about: a table of optimal moves has as
    many bits as a search.
    """
    found = bits_of_lives(subject, thought)
    return None if found is None else sum(found[found > 0].tolist()) / found.size


def bits_of_lives(subject: Subject[Mind], thought: int | None = None) -> NDArray[np.float64] | None:
    """(N, J) −log2 of the probability that a random walker does as well, for each life; 0 of those without success."""
    import numpy as np

    arrivals = first_payment(subject.lives(thought=thought), subject.novel)
    if subject.novel.still:
        chance = subject.of_novel(random_arrival)
    else:
        from evosim.worlds.grid.returns.tables import tabulated

        returns = subject.of_novel(tabulated)
        if returns is None:
            return None
        chance = returns.paid
    n, j, _ = chance.shape
    bits = np.zeros((n, j))
    for row, column in zip(*np.nonzero(arrivals <= subject.novel.steps), strict=True):
        bits[row, column] = -log2(chance[row, column, arrivals[row, column]])
    return bits


def first_payment(lives: Lives, instances: Instances) -> NDArray[np.int64]:
    """(N, J) the step at which a paying thing is first reached, or T + 2."""
    import numpy as np

    if lives.first.size:
        return np.where(lives.won, lives.first, instances.steps + 2)
    pays = instances.kinds.pays[instances.kinds.of_thing] > 0
    first = np.full(lives.lengths.shape, instances.steps + 2, np.int64)
    for thing in np.flatnonzero(pays):
        first = np.minimum(first, lives.visits(np.broadcast_to(instances.things[:, thing, None], first.shape)))
    return np.where(lives.won, first, instances.steps + 2)


def random_arrival(instances: Instances) -> NDArray[np.float64]:
    """(N, J, T + 1) the probability that a walker who draws each action at random has been paid by step t.

    A walker that bumps stays; one that touches a thing that ends life unpaid is out.
    """
    import numpy as np

    kinds = instances.kinds
    n, j = instances.starts.shape
    paying = np.zeros(instances.walls.shape, np.bool_)
    ending = np.zeros(instances.walls.shape, np.bool_)
    for thing, kind in enumerate(kinds.of_thing):
        cells = (np.arange(n), instances.things[:, thing])
        paying[cells] |= kinds.pays[kind] > 0
        ending[cells] |= bool(kinds.ends[kind])
    free = ~instances.walls
    bumps = np.add.reduce([np.roll(instances.walls, -int(move), axis=1).astype(np.float64) for move in instances.moves])
    presence = np.zeros((n, j, instances.walls.shape[1]))
    presence[np.arange(n)[:, None], np.arange(j)[None, :], instances.starts] = 1.0
    course = np.zeros((n, j, instances.steps + 1))
    for t in range(instances.steps):
        entering = np.add.reduce([np.roll(presence, int(move), axis=2) for move in instances.moves])
        presence = 0.25 * (entering * free[:, None] + presence * bumps[:, None])
        paid = (presence * paying[:, None]).sum(axis=2)
        course[:, :, t + 1] = course[:, :, t] + paid
        presence = presence * ~(paying | ending)[:, None]
    return course
