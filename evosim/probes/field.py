"""The field of a thing: on how much of a sheet activity depends on it, and whether it leads to the thing around walls.

It is read from inside, without a life: a lone thing is shown in otherwise empty mazes and taken away again. Where
activity differs is the thing's field. A sheet whose field covers a maze and grows along shortest ways, also where these
lead around walls, has found them, as value iteration would; one whose field ends beside the thing, or leads into walls,
has not. So it tells of an evolved cortex what its construction is, and what detectors of behaviour are scored on.

Axes: N mazes, H channels, C cells of the padded arena.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from evosim.life import Agent
    from evosim.probes.subject import Subject
    from evosim.worlds.grid.instances import Instances

MAZES = 32  # the first of the novel ones
BESIDE = 2  # steps: what differs so near the thing is no field
PART = 0.3  # of the cells that a field must cover; fixed, like the next two, before any evolved agent was looked at
RIGHT, WRONG = 0.9, 0.6  # of the covered cells from which the way leads around walls


class Field(NamedTuple):
    """The field of the thing whose field leads best.

    Attributes
    ----------
    covers : share of the free cells more than 2 steps away in which activity depends on the thing, in [0, 1].
    leads : share of the covered cells that are further from the thing than without walls, from which the neighbour
        with the largest difference is nearer to the thing, in [0, 1]; of several channels that of the best.
    """

    covers: float
    leads: float

    @property
    def plans(self) -> bool | None:
        """Whether the sheet finds shortest ways, as far as it sees: None between the lines."""
        if self.covers < PART or self.leads < WRONG:
            return False
        return True if self.leads >= RIGHT else None


def field(subject: Subject[Agent]) -> Field:
    """The field that leads best among those of things that show a single plane; it needs a cortex that sees all."""
    import numpy as np

    from evosim.probes.preference import emptied, shown_by_things

    mazes = subject.novel.take(range(min(MAZES, len(subject.novel))))
    empty, rows, stands = emptied(mazes), np.arange(len(mazes)), mazes.things[:, 0]
    away = mazes.distance > BESIDE
    bare = subject.agent.settled(empty)
    found = []
    for plane in shown_by_things(mazes.kinds):
        empty.planes[rows, plane, stands] = 1
        differs = np.zeros((*bare.shape[:2], mazes.walls.shape[1]), np.float32)
        differs[:, :, mazes.cells] = np.abs(subject.agent.settled(empty) - bare).reshape(*bare.shape[:2], -1)
        empty.planes[rows, plane, stands] = 0
        covers = _share(differs.max(axis=1) > 0, away)
        found.append(Field(covers, max(_leads(differs[:, channel], mazes) for channel in range(bare.shape[1]))))
    return max(found, key=lambda one: (one.leads, one.covers))


def _leads(differs: NDArray[np.float32], mazes: Instances) -> float:
    """The share of cells beyond a detour whose steepest neighbour is nearer to the first thing, by differs (N, C)."""
    import numpy as np

    distance, cells = mazes.distance, np.arange(differs.shape[1])
    row, column = np.divmod(cells, mazes.stride)
    to_row, to_column = np.divmod(mazes.things[:, :1], mazes.stride)
    around = distance > np.abs(row - to_row) + np.abs(column - to_column)
    ahead = cells[:, None] + mazes.moves  # beyond the ring nobody asks
    free = ~mazes.walls[:, ahead % cells.size]
    onward = np.where(free, differs[:, ahead % cells.size], -1.0)
    steepest = onward.argmax(axis=2)
    next_to = np.take_along_axis(distance, ahead[cells, steepest] % cells.size, axis=1)
    leads = (next_to < distance) & (onward.max(axis=2) > 0)
    return _share(leads, around & (differs > 0))


def _share(which: NDArray[np.bool_], among: NDArray[np.bool_]) -> float:
    import numpy as np

    return int(np.count_nonzero(which & among)) / max(1, int(np.count_nonzero(among)))
