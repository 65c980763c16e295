"""Which of two things an agent goes to: what a thing is worth to it, whatever organ decides, found by intervention.

Two things are shown at equal distance from the start, in novel arenas from which all else is taken; only the planes are
edited, and nothing pays or ends a life. The thing that is reached first within a life has won. Each life is asked
twice, the second time with the two exchanged: so an agent that does not look at them scores exactly one half, whatever
its habits, and so does one that takes the first of two equals.

A thing's score is the plain mean, over its rivals, of the share of decided lives that it wins. Strengths by Bradley and
Terry (1952) were considered: where each meets each, they rank as the wins do (Ford 1957), but those of an agent that
always takes the same are infinite, so they would rest on a prior; and they have no bounds.

Axes: M lives, C cells of the padded arena, K planes, O things that are compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

from evosim.column import Column
from evosim.random.purposes_kernel import RIVALS
from evosim.random.reference import below, fold

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from evosim.life import Mind
    from evosim.probes.subject import Subject
    from evosim.worlds.grid.instances import Instances, Kinds

NEAREST = 2  # steps to both: at one step the first move alone would decide
DECIDED = 0.1  # share of lives that must reach either; fixed before the first runs
ASK = "objectives"
FEW = "no pair is decided in a tenth of its lives; no arena has two such cells; measure.objectives is false"
NO_THING = "the planes wall and unseen and senses that are of no object"
COLUMNS = (
    Column(
        "prefers_<plane>",
        "share of lives that reach a thing which shows <plane> before one, as far, that shows another plane",
        span=(0, 1),
        null=f"worlds with one plane beside the walls', and {NO_THING}; {FEW}",
        asked=ASK,
    ),
    Column(
        "draws_<plane>",
        "share of lives that reach a thing which shows <plane> before a bare cell that is as far",
        span=(0, 1),
        null=f"{NO_THING}; {FEW}",
        asked=ASK,
    ),
    Column(
        "decides_<plane>",
        "share of the lives asked for draws_<plane> in which the thing or the bare cell was reached",
        span=(0, 1),
        null=f"{NO_THING}; no arena has two such cells; measure.objectives is false",
        asked=ASK,
    ),
)


def measure(subject: Subject[Mind]) -> dict[str, Any]:
    """What each plane is worth to the agent (handbook: probes, prefers_<plane>)."""
    if not subject.asked.objectives:
        return {}
    row: dict[str, Any] = {}
    for plane, found in of_planes(subject).items():
        row |= {f"prefers_{plane}": found.prefers, f"draws_{plane}": found.draws, f"decides_{plane}": found.decides}
    return row


class Preference(NamedTuple):
    """What a thing is worth, as shares of lives in [0, 1].

    Attributes
    ----------
    prefers : that reach it before another thing, mean over the others; None if too few lives reach either.
    draws : that reach it before a bare cell; None if too few lives reach either.
    decides : that reach it or the bare cell at all, of those asked for ``draws``; None if none could be asked.
    """

    prefers: float | None
    draws: float | None
    decides: float | None


def of_planes(subject: Subject[Mind]) -> dict[str, Preference]:
    """What a thing is worth that shows one plane alone, by plane; none for walls, nor for what was not seen."""
    import numpy as np

    planes = subject.novel.kinds.planes
    named = shown_by_things(subject.novel.kinds)
    found = compared(subject, np.eye(len(planes), dtype=np.float32)[named])
    return dict(zip([planes[k] for k in named], found, strict=True))


def shown_by_things(kinds: Kinds) -> list[int]:
    """The numbers of the planes that things can show: not walls, what was not seen, and what is of no object."""
    from evosim.organs.options import UNSEEN

    return [k for k, plane in enumerate(kinds.planes[: kinds.features]) if k and plane != UNSEEN]


def of_kinds(subject: Subject[Mind]) -> dict[str, Preference]:
    """What each kind of object of the novel world is worth, by its name, with all that it shows.

    Kinds that show the same are rivals that nothing tells apart: they score one half against each other.
    """
    kinds = subject.novel.kinds
    return dict(zip(kinds.names, compared(subject, kinds.shows), strict=True))


def compared(subject: Subject[Mind], shows: NDArray[np.float32]) -> list[Preference]:
    """What things that show (O, K) are worth, each against each, and against bare ground.

    Lives are those of the novel instances, at the two cells that ``pairs`` draws for each. Of a pair of things of which
    fewer than a tenth of the lives reach either nothing is known, and it is left out of the mean.
    """
    import numpy as np

    arenas = _Arenas.of(subject)
    bare = np.zeros(shows.shape[1], np.float32)
    found: list[list[float]] = [[] for _ in shows]
    for a, b in combinations(range(len(shows)), 2):
        duel = arenas.duel(shows[a], shows[b])
        if duel.share is not None:
            found[a].append(duel.share)
            found[b].append(1 - duel.share)
    alone = [arenas.duel(one, bare) for one in shows]
    return [
        Preference(_mean(shares), duel.share, duel.decided) for shares, duel in zip(found, alone, strict=True)
    ]


class Duel(NamedTuple):
    """Of decided lives the share that one of two things wins, None if too few are; and the share that are decided."""

    share: float | None
    decided: float | None


@dataclass(frozen=True)
class _Arenas:
    """An agent in M emptied arenas, with two cells (M, 2) as far from each start."""

    subject: Subject[Mind]
    lives: Instances
    cells: NDArray[np.int32]

    @classmethod
    def of(cls, subject: Subject[Mind]) -> _Arenas:
        from evosim.worlds.grid.distances import from_starts

        lives = subject.novel.apart()
        rows, cells = pairs(lives, from_starts(lives)[:, 0], fold(subject.root, RIVALS))
        return cls(subject, emptied(lives.take(rows)), cells)

    def duel(self, one: NDArray[np.float32], other: NDArray[np.float32]) -> Duel:
        """Show one and the other (K,) on the two cells, both ways round, and see which is reached first."""
        import numpy as np

        if not len(self.lives):
            return Duel(None, None)
        features = slice(1, self.lives.kinds.features)
        wins = decided = 0
        for near, far in ((0, 1), (1, 0)):
            planes = self.lives.planes.copy()
            rows = np.arange(len(planes))
            for thing, place in ((one, near), (other, far)):
                planes[rows, features, self.cells[:, place]] = thing[features]
            arrival = self.subject.live(replace(self.lives, planes=planes), inert=True).visits(self.cells)
            first, second = arrival[:, near], arrival[:, far]
            wins += int(np.count_nonzero(first < second))
            decided += int(np.count_nonzero(first != second))
        asked = 2 * len(self.lives)
        return Duel(wins / decided if decided >= max(1, DECIDED * asked) else None, decided / asked)


def pairs(lives: Instances, distance: NDArray[np.int32], key: int) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """The lives (M,) that have two free cells as far from their start, and two such cells (M, 2), drawn.

    The first is drawn among all that have a partner, the second among its partners; both are at least 2 steps away, and
    no further than a life is long, at distance (N, C). Neither can stand on a shortest way to the other. Nothing
    stands there.
    """
    import numpy as np

    open_to = (distance >= NEAREST) & (distance <= lives.steps) & ~lives.walls & (lives.touch == 0)
    rows, cells = [], []
    for life, (eligible, far) in enumerate(zip(open_to, distance, strict=True)):
        count = np.bincount(far[eligible], minlength=lives.steps + 1)
        firsts = np.flatnonzero(eligible & (count[np.clip(far, 0, lives.steps)] > 1))
        if not firsts.size:
            continue
        own = fold(key, life)
        first = int(firsts[below(own, 0, len(firsts))])
        seconds = np.flatnonzero(eligible & (far == far[first]) & (np.arange(far.size) != first))
        rows.append(life)
        cells.append((first, int(seconds[below(own, 1, len(seconds))])))
    return np.array(rows, np.int64), np.array(cells, np.int32).reshape(-1, 2)


def emptied(instances: Instances) -> Instances:
    """The same arenas as if nothing stood there: planes of features show nothing; those of no object stay."""
    planes, shows = instances.planes.copy(), instances.shows.copy()
    planes[:, 1 : instances.kinds.features] = 0
    shows[:, :, 1:] = 0
    return replace(instances, planes=planes, shows=shows)


def _mean(shares: Sequence[float]) -> float | None:
    return sum(shares) / len(shares) if shares else None
