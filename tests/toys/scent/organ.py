"""The scent: preferences by what is shown straight ahead."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from evosim.encodings.growth import Growth
from evosim.encodings.tensor import Tensor, labelled
from evosim.organs.organ import Body, Budget
from evosim.organs.scent.kernel import Scent, Workspace
from evosim.worlds.grid.instances import Blocks


def tensors(body: Body) -> tuple[Tensor, ...]:
    """A weight for each plane (K,) and a preference for each action (A,), with a gene each."""
    return (
        Tensor("scent_weights", (labelled("plane", body.planes),)),
        Tensor("scent_turns", (labelled("action", body.actions),)),
    )


def plan(body: Body, growths: Mapping[str, Growth]) -> Scent:
    """The organ as kernels read it."""
    return Scent(True, 2, body.brain.scent.reach)


def workspace(organ: Scent, world: Blocks, grown: Sequence[NDArray[np.float32]]) -> Workspace:
    """Memory for one thread."""
    return Workspace(*grown)


def limited(organ: Scent, thought: int) -> Scent:
    """The same: nothing is thought."""
    return organ


def goes_on(organ: Scent) -> bool:
    """It depends on what is shown alone."""
    return False


def stateful(organ: Scent) -> bool:
    """It keeps nothing of where the agent was."""
    return False


def budget(organ: Scent, grown: Callable[[str], NDArray[np.float32]]) -> Budget | None:
    """None: nothing is thought."""
    return None


def preferences(
    weights: NDArray[np.float32], turns: NDArray[np.float32], known: NDArray[np.float32], row: int, column: int,
    reach: int,
) -> NDArray[np.float32]:  # fmt: skip
    """(A,) in a cell of planes known (K, size, size): what the kernel does, slowly."""
    size = known.shape[1]
    found = turns.copy()
    for a, (down, right) in enumerate(((-1, 0), (0, 1), (1, 0), (0, -1))):
        for d in range(1, reach + 1):
            if 0 <= row + d * down < size and 0 <= column + d * right < size:
                for weight, shown in zip(weights, known[:, row + d * down, column + d * right], strict=True):
                    found[a] = found[a] + weight * shown
    return found
