"""Habits: a preference for each action in each cell of each instance. Nothing is computed from what is seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from evosim.arrays import aligned
from evosim.encodings.growth import Growth
from evosim.encodings.net.encoding import Net
from evosim.encodings.tensor import Axis, Tensor, labelled, positions
from evosim.organs.habits.kernel import Habits, Workspace
from evosim.organs.organ import Body, Budget
from evosim.worlds.grid.instances import Blocks


def tensor(size: int, codes: NDArray[np.float32], actions: tuple[str, ...]) -> Tensor:
    """The table of habits (N, Q, A), for instances with the given codes (N, 6)."""
    instances = Axis("instance", tuple(str(n) for n in range(len(codes))), codes)
    return Tensor("habits", (instances, positions(size), labelled("action", actions)), "habits", lazy=True)


def tensors(body: Body) -> tuple[Tensor, ...]:
    """The table, for the instances of the body's codes."""
    return (tensor(body.size, body.codes, body.actions),)


def plan(body: Body, growths: Mapping[str, Growth]) -> Habits:
    """The organ as kernels read it."""
    where = positions(body.size).coordinates
    return Habits(True, 1, isinstance(body.encoding("habits"), Net), growths["habits"], where)


def workspace(organ: Habits, world: Blocks, grown: Sequence[NDArray[np.float32]]) -> Workspace:
    """Memory for one thread."""
    width = (organ.growth.terms + 15) // 16 * 16
    return Workspace(
        first=aligned((world.codes.shape[1] + 3, width), np.float32),
        hidden=aligned((world.lanes, width), np.float32),
        excited=aligned((world.starts.shape[1] * world.lanes, width), np.float32),
    )


def limited(organ: Habits, thought: int) -> Habits:
    """The same: nothing is thought."""
    return organ


def goes_on(organ: Habits) -> bool:
    """They never change."""
    return False


def stateful(organ: Habits) -> bool:
    """It keeps nothing of where the agent was."""
    return False


def budget(organ: Habits, grown: Callable[[str], NDArray[np.float32]]) -> Budget | None:
    """None: nothing is thought."""
    return None
