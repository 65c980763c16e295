"""Linear probes: what a mind's activity says of its next moves that a line through what it is shown does not.

A plan that is held in a mind can be read from its activity before it is carried out (Alain and Bengio 2016; of planners
in Sokoban Taufeeque et al. 2024, Bush et al. 2025). Least squares with a ridge, from activity around the agent before
each step of novel lives: to the next move, to the cells that it will still visit, and to the cell where its life ends.
The probe is fitted on one half of the arenas and read on the other, and so is a control that is given the planes in the
place of activity. Scores are accuracies less those of the control, or of a constant guess where that is better.

Activity is that of the sheet of a cortex after its first thought, the values of a search, and the state of a recurrent
net. Of sheets it is taken relative to the largest beside the agent, as readouts do, by itself and as a logarithm: it
falls geometrically with distance.

Axes: N instances, J starts, T steps, M moments (a step of a life), S side of the arena, X = (2S − 1)² cells around the
agent, F features, H channels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from evosim.life import Agent, Lives, Mind
    from evosim.probes.heuristic import RecurrentNet
    from evosim.probes.subject import Subject
    from evosim.worlds.grid.instances import Instances

    Floats = NDArray[np.float64]

MOMENTS = 12  # of each life, from its first: an agent that is lost would else count for most
MOST = 2.0  # relative to the largest beside the agent
FAINT = -20.0  # logarithm to base 2 of what is at most a millionth of that, as in walls
RIDGES = tuple(10.0**power for power in range(-2, 5))


class Linear(NamedTuple):
    """Accuracies on held-out arenas, in [0, 1], less those of the control: in [−1, 1].

    Attributes
    ----------
    move : next moves that are predicted.
    path : of the cells to be visited yet, share among as many that score highest.
    goal : cells where the life ends that are predicted.
    """

    move: float
    path: float
    goal: float


def linear(subject: Subject[Mind]) -> Linear | None:
    """What can be read from activity beyond what can be read from the planes.

    None of a mind without activity, of an agent that never moves in one half of the arenas or feels signals, and where
    things move or lives follow one another.
    """
    novel, lives = subject.novel, subject.lives()
    if not novel.still or novel.lives > 1 or novel.kinds.signals:
        return None
    moments = _Moments.of(novel, lives)
    activity = activity_of(subject.agent, novel, lives, moments)
    if activity is None:
        return None
    half = moments.n < len(novel) // 2
    moved = moments.move < len(novel.moves)
    if not (moved & half).any() or not (moved & ~half).any():
        return None
    shown = around(novel.planes[moments.n][:, :, novel.cells], moments, novel, outside=(1.0,))
    scores = [_read(features, moments, half) for features in (activity, shown, shown[:, :0])]
    return Linear(*(one - max(others) for one, *others in zip(*scores, strict=True)))


class _Moments(NamedTuple):
    """M moments: instance, start and step, the cell, the next move (4: none), and what is ahead, around the agent."""

    n: NDArray[np.int64]
    j: NDArray[np.int64]
    t: NDArray[np.int64]
    cell: NDArray[np.int64]
    move: NDArray[np.int64]
    path: NDArray[np.bool_]  # (M, X)
    goal: NDArray[np.int64]  # (M,) among X

    @classmethod
    def of(cls, novel: Instances, lives: Lives) -> _Moments:
        import numpy as np

        steps = np.arange(lives.trails.shape[2] - 1)
        n, j, t = np.nonzero((steps < lives.lengths[:, :, None]) & (steps < MOMENTS))
        cell = lives.trails[n, j, t].astype(np.int64)
        stay = len(novel.moves)
        matches = (lives.trails[n, j, t + 1] - cell)[:, None] == novel.moves
        move = np.where(matches.any(axis=1), matches.argmax(axis=1), stay)
        wide = 2 * novel.size - 1
        path = np.zeros((n.size, wide**2), np.bool_)
        trails = lives.trails[n, j]
        for later in range(1, trails.shape[1]):
            rows = np.flatnonzero((later > t) & (later <= lives.lengths[n, j]))
            path[rows, _offset(novel, cell[rows], trails[rows, later])] = True
        path[:, (wide**2) // 2] = False  # where it stands is no prediction
        return cls(n, j, t, cell, move, path, _offset(novel, cell, trails[:, -1]))


def _offset(novel: Instances, here: NDArray[Any], there: NDArray[Any]) -> NDArray[np.int64]:
    """(M,) the place of cells ``there`` among the X around cells ``here``."""
    import numpy as np

    reach = novel.size - 1
    rows, columns = (b - a for a, b in zip(np.divmod(here, novel.stride), np.divmod(there, novel.stride), strict=True))
    return (rows + reach) * (2 * reach + 1) + columns + reach


def around(
    sheets: NDArray[Any], moments: _Moments, novel: Instances, outside: tuple[float, ...] = ()
) -> NDArray[np.float64]:
    """(M, H·X) sheets (M, H, S²) as they lie around the agent; beyond the arena the first are ``outside``, else 0."""
    import numpy as np

    size, reach = novel.size, novel.size - 1
    m, channels = sheets.shape[:2]
    padded = np.zeros((m, channels, size + 2 * reach, size + 2 * reach), np.float32)
    for channel, value in enumerate(outside):
        padded[:, channel] = value
    padded[:, :, reach:-reach or None, reach:-reach or None] = sheets.reshape(m, channels, size, size)
    row, column = np.divmod(moments.cell, novel.stride)
    wide = np.arange(2 * reach + 1)
    rows, columns = (at[:, None] - 1 + wide for at in (row, column))
    found = padded[np.arange(m)[:, None, None], :, rows[:, :, None], columns[:, None, :]]
    return found.reshape(m, -1).astype(np.float64)


def activity_of(agent: Mind, novel: Instances, lives: Lives, moments: _Moments) -> NDArray[np.float64] | None:
    """(M, F) what goes on in a mind before each moment; None if nothing that is known of does."""
    import numpy as np

    from evosim.life import Agent
    from evosim.probes.heuristic import RecurrentNet

    found = []
    if isinstance(agent, RecurrentNet):
        found.append(_states_of_net(agent, novel, lives, moments))
    elif isinstance(agent, Agent) and not agent.blueprint.plan.sight:
        sheets = [sheet for sheet in (_cortex(agent, novel), _search(agent, novel)) if sheet is not None]
        found += [_relative(around(sheet[moments.n], moments, novel), novel) for sheet in sheets]
        if "memory" in agent.organs:
            found.append(_states_of_memory(agent, novel, lives, moments))
    return np.concatenate(found, axis=1) if found else None


def _cortex(agent: Agent, novel: Instances) -> NDArray[np.float32] | None:
    """(N, H, S²) activity after the first thought."""
    if "cortex" not in agent.organs:
        return None
    settled = agent.settled(novel)
    return settled.reshape(*settled.shape[:2], -1)


def _search(agent: Agent, novel: Instances) -> NDArray[np.float32] | None:
    """(N, 1, S²) the values of a search, −∞ of walls."""
    import numpy as np

    from evosim.organs.search.organ import values

    if "search" not in agent.organs:
        return None
    numbers = agent.parameters
    ends = np.append(False, novel.kinds.ends[novel.kinds.of_thing])[novel.touch]
    weights, discount = numbers["search_weights"].ravel(), np.float32(numbers["search_discount"].ravel()[0])
    found = values(weights, discount, agent.budgets["search"].full, novel.planes, ends, novel.kinds.features)
    return found[:, None, novel.cells]


def _relative(sheets: Floats, novel: Instances) -> Floats:
    """(M, 2·H·X) what lies around the agent relative to the largest beside it, and the logarithm to base 2 of that.

    Less than nothing, such as the value of a wall, counts as nothing.
    """
    import numpy as np

    wide = 2 * novel.size - 1
    centre = (wide**2) // 2
    cells = np.maximum(sheets.reshape(len(sheets), wide**2, -1), 0)
    largest = cells[:, [centre - wide, centre - 1, centre + 1, centre + wide]].max(axis=1, keepdims=True)
    ratio = cells / np.where(largest > 0, largest, 1)
    tiny = 2.0**FAINT
    found = np.minimum(ratio, MOST), np.log2(np.clip(ratio, tiny, 1 / tiny))
    return np.concatenate(found, axis=2).reshape(len(sheets), -1)


def _states_of_net(
    agent: RecurrentNet, novel: Instances, lives: Lives, moments: _Moments
) -> NDArray[np.float64]:
    """(M, 7) the state of the stored net with which each step is taken."""
    import numpy as np

    from evosim.probes.heuristic import HIDDEN, INPUTS, WINDOW, look

    sight, (n, j, _) = look(novel), lives.trails.shape
    weights = agent.genome[: HIDDEN * (INPUTS + 1)].reshape(HIDDEN, INPUTS + 1)
    places = lives.trails + (np.arange(n) * novel.stride**2)[:, None, None]
    hidden: NDArray[np.float32] = np.zeros((n, j, HIDDEN), np.float32)
    states = np.empty((n, j, MOMENTS, HIDDEN), np.float32)
    for t in range(min(MOMENTS, novel.steps)):
        at = places[:, :, t]
        seen = (sight.window[at][..., None] >> np.arange(WINDOW)) & 1
        senses = np.concatenate((seen, sight.row[at][..., None], sight.column[at][..., None], hidden), axis=2)
        total = senses @ weights[:, :-1].T + weights[:, -1]
        hidden = np.asarray(total / (1 + abs(total)), np.float32)
        states[:, :, t] = hidden
    return states[moments.n, moments.j, moments.t].astype(np.float64)


def _states_of_memory(agent: Agent, novel: Instances, lives: Lives, moments: _Moments) -> NDArray[np.float64]:
    """(M, H) the state of the organ memory with which each step of a first life is taken."""
    import numpy as np

    way, into = agent.blueprint.brain.memory, agent.parameters["memory_in"]
    n, j, _ = lives.trails.shape
    side, stride, radius = novel.size, novel.stride, way.radius
    kinds = novel.planes.shape[1]
    padded = np.zeros((n, kinds, side + 2 * radius, side + 2 * radius), np.float32)
    padded[:, 0] = 1
    inner = slice(radius, radius + side)
    padded[:, :, inner, inner] = novel.planes[:, :, novel.cells].reshape(n, kinds, side, side)
    window = np.arange(2 * radius + 1)
    hidden = np.zeros((n, j, way.hidden), np.float32)
    states = np.empty((n, j, MOMENTS, way.hidden), np.float32)
    for t in range(min(MOMENTS, novel.steps)):
        row, column = np.divmod(lives.trails[:, :, t], stride)
        rows, columns = (at[..., None] - 1 + window for at in (row, column))
        seen = padded[np.arange(n)[:, None, None, None], :, rows[..., :, None], columns[..., None, :]]
        total = np.concatenate((seen.reshape(n, j, -1), hidden), axis=2) @ into[:-1] + into[-1]
        state = (total / (1 + abs(total))).astype(np.float32)
        states[:, :, t] = state
        hidden = np.zeros_like(state) if way.state == "cleared" else state
    return states[moments.n, moments.j, moments.t].astype(np.float64)


def _read(features: NDArray[np.float64], moments: _Moments, half: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Accuracies of move, path and goal where ``half`` (M,) are fitted and the others read."""
    import numpy as np

    wide = moments.path.shape[1]
    goals = np.eye(wide)[moments.goal]
    wanted = np.concatenate((np.eye(5)[moments.move], moments.path.astype(np.float64), goals), axis=1)
    guess = ridge(features[half], wanted[half], features[~half])
    move, path, goal = np.split(guess, (5, 5 + wide), axis=1)
    true = moments.path[~half]
    count = true.sum(axis=1)
    some = count > 0
    place = np.argsort(np.argsort(-path, axis=1, kind="stable"), axis=1, kind="stable")
    hits = (true & (place < count[:, None])).sum(axis=1)
    return (
        float((move.argmax(axis=1) == moments.move[~half]).mean()),
        float((hits[some] / count[some]).mean()) if some.any() else 0.0,
        float((goal.argmax(axis=1) == moments.goal[~half]).mean()),
    )


def ridge(given: Floats, wanted: Floats, asked: Floats) -> Floats:
    """(Q, O) what a line fitted to given (M, F) and wanted (M, O) makes of asked (Q, F).

    Least squares with a penalty on squared weights, not on constants, of features with mean 0 and spread 1; those that
    do not vary are left out. Of the penalties ``RIDGES`` × M the one is taken for which generalised cross-validation is
    least (Golub, Heath and Wahba 1979).
    """
    import numpy as np

    spread = given.std(axis=0)
    use = spread > 1e-9
    mean, level = given.mean(axis=0)[use], wanted.mean(axis=0)
    scaled, target = (given[:, use] - mean) / spread[use], wanted - level
    size, vectors = np.linalg.eigh(scaled.T @ scaled)
    size, m = np.maximum(size, 0), len(given)
    along = vectors.T @ (scaled.T @ target)
    total = float((target**2).sum())
    best, chosen = float("inf"), size
    for penalty in RIDGES:
        kept = 1 / (size + penalty * m)
        error = total + float((((size * kept - 2) * kept)[:, None] * along**2).sum())
        score = error / max(m - 1 - float((size * kept).sum()), 1e-9) ** 2
        if score < best:
            best, chosen = score, kept
    weights = vectors @ (chosen[:, None] * along)
    guess: Floats = (asked[:, use] - mean) / spread[use] @ weights + level
    return guess
