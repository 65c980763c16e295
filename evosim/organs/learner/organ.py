"""The learner: tabular Q-learning in the life, whose reward is the genome's drives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from evosim.arrays import aligned
from evosim.encodings.growth import Growth
from evosim.encodings.tensor import Tensor, labelled, positions
from evosim.organs.learner.kernel import Learner, Workspace
from evosim.organs.organ import Body, Budget
from evosim.worlds.grid.instances import Blocks

RATES = ("rate", "discount", "exploration", "gain")


def tensors(body: Body) -> tuple[Tensor, ...]:
    """Drives (K,), rates (4,), and where they are inborn the first values (Q, A)."""
    found = [
        Tensor("learner_drives", (labelled("plane", tuple(f"drive_{plane}" for plane in body.planes)),)),
        Tensor("learner_rates", (labelled("rate", RATES),)),
    ]
    if body.brain.learner.values == "inborn":
        found.append(Tensor("learner_values", (positions(body.size), labelled("action", body.actions)), "learner"))
    return tuple(found)


def plan(body: Body, growths: Mapping[str, Growth]) -> Learner:
    """The organ as kernels read it."""
    options = body.brain.learner
    return Learner(True, len(tensors(body)), options.values == "inborn", options.state == "across")


def workspace(organ: Learner, world: Blocks, grown: Sequence[NDArray[np.float32]]) -> Workspace:
    """Memory for one thread."""
    drives, rates, *first = grown
    return Workspace(
        drives=drives,
        rates=rates,
        first=first[0] if first else aligned((1, 1), np.float32),
        values=aligned((4, world.units.size * world.lanes), np.float32),
        steps=aligned(world.lanes, np.int64),
    )


def limited(organ: Learner, thought: int) -> Learner:
    """The same: it learns, and does not think before it acts."""
    return organ


def goes_on(organ: Learner) -> bool:
    """Its values change with every step."""
    return True


def stateful(organ: Learner) -> bool:
    """It remembers what came of what it did."""
    return True


def budget(organ: Learner, grown: Callable[[str], NDArray[np.float32]]) -> Budget | None:
    """None: it does not think before it acts."""
    return None
