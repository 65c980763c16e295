"""The memory: a recurrent net on the window around the agent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from evosim.arrays import aligned, rounded
from evosim.encodings.growth import Growth
from evosim.encodings.tensor import Tensor, labelled
from evosim.layer_kernel import LANES, OUTPUTS
from evosim.organs.memory.kernel import Memory, Workspace
from evosim.organs.organ import Body, Budget
from evosim.organs.window import inputs
from evosim.worlds.grid.instances import Blocks


def tensors(body: Body) -> tuple[Tensor, ...]:
    """Weights into the hidden units (I, H), and from them to the actions (H + 1, A)."""
    options = body.brain.memory
    hidden = tuple(f"hidden{h}" for h in range(options.hidden))
    axis = inputs(body.planes, options.radius, (*hidden, "1"))
    return (
        Tensor("memory_in", (axis, labelled("hidden", hidden)), "memory"),
        Tensor("memory_out", (labelled("hidden", (*hidden, "1")), labelled("action", body.actions)), "memory"),
    )


def plan(body: Body, growths: Mapping[str, Growth]) -> Memory:
    """The organ as kernels read it."""
    options = body.brain.memory
    state = options.state
    return Memory(True, len(tensors(body)), options.radius, options.hidden, state != "cleared", state == "across")


def workspace(organ: Memory, world: Blocks, grown: Sequence[NDArray[np.float32]]) -> Workspace:
    """Memory for one thread."""
    incoming, outgoing = grown
    seen, hidden = (2 * organ.radius + 1) ** 2 * world.planes.shape[1], rounded(organ.hidden, OUTPUTS)
    lanes = rounded(world.lanes, LANES)
    given, following = aligned((seen + hidden, lanes), np.float32), aligned((hidden, lanes), np.float32)
    return Workspace(
        incoming=incoming,
        outgoing=outgoing,
        first=aligned((1 + seen + hidden, hidden), np.float32),
        second=aligned((1 + hidden, len(outgoing)), np.float32),
        given=given,
        state=given[seen:],
        states=given[seen:].ravel(),
        next=following,
        nexts=following.ravel(),
        wishes=aligned((len(outgoing), lanes), np.float32),
        seen_from=aligned(lanes, np.int32),
    )


def limited(organ: Memory, thought: int) -> Memory:
    """The same: it takes one step of recurrence before it acts, and that cannot be cut."""
    return organ


def goes_on(organ: Memory) -> bool:
    """Its state changes with every step."""
    return True


def stateful(organ: Memory) -> bool:
    """It remembers what it has seen."""
    return True


def budget(organ: Memory, grown: Callable[[str], NDArray[np.float32]]) -> Budget | None:
    """None: it does not think before it acts."""
    return None
