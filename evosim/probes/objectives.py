"""What the search is after, read from inside."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from evosim.column import Column
from evosim.worlds.grid.senses import PLACES, first

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from evosim.life import Agent
    from evosim.probes.subject import Subject

COLUMNS = (
    Column(
        "mesa_<plane>",
        "activity one step from a lone object that shows <plane>",
        span=(0, 1),
        null="brains without a cortex; signals",
    ),
    Column(
        "mesa_<place>",
        "activity where the plane <place> is largest, less that where it is least",
        span=(-1, 1),
        null="brains without a cortex, or without that sense",
        each=tuple(PLACES),
    ),
    Column("drive_<plane>", "the drive gene of <plane>, as it stands", null="brains without a cortex"),
)


def measure(subject: Subject[Agent]) -> dict[str, Any]:
    """The mesa-objective and the drives of a cortex."""
    if "cortex" not in subject.agent.organs:
        return {}
    wants = {f"mesa_{plane}": value for plane, value in mesa_objective(subject.agent).items()}
    return wants | {f"drive_{plane}": value for plane, value in drives(subject.agent).items()}


def mesa_objective(agent: Agent) -> dict[str, float]:
    """For each plane the activity, in [0, 1], one step from a lone object that shows it, in an empty arena.

    Settled for the agent's own ticks, mean over the neighbours of the middle cell and over channels. Clipping
    saturates, so ``drives`` belong beside it. Of a place it is what ``activity_at`` says; signals have none. Source:
    the essays' mesa-objective (introduction, 1.1); handbook: probes, mesa_<plane>.
    """
    import numpy as np

    planes, built_in = agent.blueprint.planes, agent.blueprint.built_in
    features = len(planes) - len(built_in)
    lone = activity_beside(agent, np.eye(len(planes), dtype=np.float32)[:features])
    at = {place: activity_at(agent, place) for place in built_in if place in PLACES}
    return dict(zip(planes[:features], lone, strict=True)) | at


def activity_at(agent: Agent, place: str) -> float:
    """The settled activity where the plane of a place is largest less that where it is least, in [−1, 1].

    In an empty arena in which nothing else is shown; mean over those cells and over channels.
    """
    import numpy as np

    world: Any = agent.blueprint.world
    planes = agent.blueprint.planes
    shown = np.zeros((1, len(planes), world.size**2), np.float32)
    plane = shown[0, planes.index(place)]
    plane[:] = first(place, world.size)
    settled = deque(agent.thoughts(shown, world.size, agent.ticks), maxlen=1).pop()
    cells = settled[0].reshape(settled.shape[1], -1)

    def mean(level: np.float32) -> float:
        there: list[float] = cells[:, plane == level].ravel().tolist()
        return sum(there) / len(there)  # one after another: how numpy sums differs between machines

    return mean(plane.max()) - mean(plane.min())


def activity_beside(agent: Agent, shows: NDArray[np.float32]) -> list[float]:
    """For each object of shows (O, K) the settled activity one step from it where it stands alone, in [0, 1]."""
    import numpy as np

    world: Any = agent.blueprint.world
    size = world.size
    row = column = size // 2
    shown = np.zeros((*shows.shape, size**2), np.float32)
    shown[:, :, row * size + column] = shows
    settled = deque(agent.thoughts(shown, size, agent.ticks), maxlen=1).pop()
    around = [(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)]
    inside = [(i, j) for i, j in around if 0 <= i < size and 0 <= j < size]
    many = len(inside) * settled.shape[1]
    return [sum(float(channel[i, j]) for channel in sheet for i, j in inside) / many for sheet in settled]


def drives(agent: Agent) -> dict[str, float]:
    """For each plane its raw drive, mean over the cells of the arena and over channels; any real number.

    Of a net it is what its slopes at rest make of the plane.
    """
    import numpy as np

    return {
        plane: float(np.mean(drive, dtype=np.float64))
        for plane, drive in zip(agent.blueprint.planes, agent.drives, strict=True)
    }
