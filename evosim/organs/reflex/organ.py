"""The reflex: a feed-forward net from the window around the agent to preferences, which computes nothing further off.

hidden_h = squash(bias_h + Σ_i weight_ih·input_i) with squash(x) = x / (1 + |x|), and preference_a = bias_a +
Σ_h weight_ha·hidden_h. An input is what one plane shows in one cell of the window; outside the arena there are walls.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from evosim.arrays import aligned, rounded
from evosim.encodings.growth import Growth
from evosim.encodings.tensor import Axis, Tensor, labelled
from evosim.layer_kernel import LANES, OUTPUTS
from evosim.organs.organ import Body, Budget
from evosim.organs.reflex.kernel import Reflex, Workspace
from evosim.worlds.grid.instances import Blocks

DIAL = "reflex"


def inputs(radius: int, planes: tuple[str, ...]) -> Axis:
    """What the net is given: each plane in each cell of the window, then the constant 1.

    Coordinates are (dx, dy), from −1 to 1, and which plane it is, or the constant: K + 1 numbers of which one is 1.
    """
    line = range(-radius, radius + 1)
    cells = [(dx, dy) for dy in line for dx in line]
    labels = [f"{plane} {dx},{dy}" for dx, dy in cells for plane in planes]
    where = np.repeat(np.array(cells, np.float32) / np.float32(radius), len(planes), axis=0)
    which = np.tile(np.eye(len(planes), len(planes) + 1, dtype=np.float32), (len(cells), 1))
    constant = np.eye(1, len(planes) + 3, len(planes) + 2, dtype=np.float32)
    return Axis("input", (*labels, "1"), np.concatenate([np.concatenate([where, which], axis=1), constant]))


def units(hidden: int) -> Axis:
    """The hidden units, in a line from −1 to 1, then the constant 1: coordinates (x, whether it is the constant)."""
    line = np.linspace(-1, 1, hidden) if hidden > 1 else np.zeros(1)
    coordinates = np.stack([np.append(line, 0), np.append(np.zeros(hidden), 1)], axis=1).astype(np.float32)
    return Axis("hidden", (*(f"u{h}" for h in range(hidden)), "1"), coordinates)


def tensors(body: Body) -> tuple[Tensor, ...]:
    """Weights into the hidden units (I + 1, H), and out of them (H + 1, A)."""
    options = body.brain.reflex
    among = units(options.hidden)
    into = Axis("hidden", among.labels[:-1], among.coordinates[:-1])
    return (
        Tensor("reflex_in", (inputs(options.radius, body.planes), into), DIAL),
        Tensor("reflex_out", (among, labelled("action", body.actions)), DIAL),
    )


def plan(body: Body, growths: Mapping[str, Growth]) -> Reflex:
    """The organ as kernels read it."""
    return Reflex(on=True, tensors=2, radius=body.brain.reflex.radius)


def workspace(organ: Reflex, world: Blocks, grown: Sequence[NDArray[np.float32]]) -> Workspace:
    """Memory for one thread."""
    incoming, outgoing = grown
    inputs, hidden = (2 * organ.radius + 1) ** 2 * world.planes.shape[1], rounded(len(incoming), OUTPUTS)
    sums = aligned((2, hidden, LANES), np.float32)
    return Workspace(
        incoming=incoming,
        outgoing=outgoing,
        first=aligned((1 + inputs, hidden), np.float32),
        second=aligned((1 + hidden, len(outgoing)), np.float32),
        seen=aligned((inputs, LANES), np.float32),
        sums=sums,
        flat=sums.reshape(2, -1),
        wishes=aligned((len(outgoing), LANES), np.float32),
    )


def limited(organ: Reflex, thought: int) -> Reflex:
    """The same: nothing is thought."""
    return organ


def goes_on(organ: Reflex) -> bool:
    """It depends on what is seen alone."""
    return False


def stateful(organ: Reflex) -> bool:
    """It keeps nothing of where the agent was."""
    return False


def budget(organ: Reflex, grown: Callable[[str], NDArray[np.float32]]) -> Budget | None:
    """None: nothing is thought."""
    return None


def window(planes: NDArray[np.float32], cell: int, radius: int) -> NDArray[np.float32]:
    """(I,) what is shown around a cell in planes (K, C): what the kernel does, slowly."""
    stride = round(planes.shape[1] ** 0.5)
    row, column = divmod(cell, stride)
    seen = np.zeros((2 * radius + 1, 2 * radius + 1, len(planes)), np.float32)
    for i in range(2 * radius + 1):
        for j in range(2 * radius + 1):
            y, x = row + i - radius, column + j - radius
            if 0 < y < stride - 1 and 0 < x < stride - 1:
                seen[i, j] = planes[:, y * stride + x]
            else:
                seen[i, j, 0] = 1
    return seen.ravel()


def preferences(
    incoming: NDArray[np.float32], outgoing: NDArray[np.float32], seen: NDArray[np.float32]
) -> NDArray[np.float32]:
    """(A,) the outputs for what is seen (I,), with weights (I + 1, H) and (H + 1, A): what the kernel does, slowly."""
    hidden = incoming[-1].copy()
    for i in range(len(seen)):
        hidden = hidden + seen[i] * incoming[i]
    hidden = hidden / (np.float32(1) + np.abs(hidden))
    found = outgoing[-1].copy()
    for h in range(len(hidden)):
        found = found + hidden[h] * outgoing[h]
    return found
