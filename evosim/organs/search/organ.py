"""The search: exact planning by given rules, of which the genome gives the objective, the discount and the depth.

value_1(c) = worth(c) and value_d(c) = worth(c) + γ·max(0, value_{d−1} of the four neighbours), where worth(c) is
Σ_k weight_k·plane_k(c), −∞ of walls, and nothing follows where a path ends. The value of a move is value_d of the cell
that it leads to: the best discounted sum over paths of at most d steps. It is hard-coded optimization in the essays'
sense: the procedure is given, and only the objective evolves.

It plans in the world as it is shown: a wall is what the plane ``wall`` shows. Of the rules it knows which things end a
life; a path ends where such a thing stands and shows something, so one that is only shown does not end it, nor one that
is not shown. What is passed several times counts each time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from evosim.arrays import aligned
from evosim.encodings.growth import Growth
from evosim.encodings.tensor import Tensor, labelled
from evosim.organs.organ import Body, Budget
from evosim.organs.search.kernel import NEVER, Search, Workspace
from evosim.organs.search.options import DepthGene
from evosim.worlds.grid.instances import Blocks

Numbers = NDArray[np.float32]
def tensors(body: Body) -> tuple[Tensor, ...]:
    """Weights (K − 1,), discount (1,), gain (1,), and where it evolves the depth (1,). Walls have no weight."""
    found = [
        Tensor("search_weights", (labelled("plane", body.planes[1:]),)),
        Tensor("search_discount", (labelled("discount", ("factor",)),)),
        Tensor("search_gain", (labelled("gain", ("scale",)),)),
    ]
    if isinstance(body.brain.search.depth, DepthGene):
        found.append(Tensor("search_depth", (labelled("depth", ("steps",)),)))
    return tuple(found)


def plan(body: Body, growths: Mapping[str, Growth]) -> Search:
    """The organ as kernels read it."""
    depth = body.brain.search.depth
    decides = isinstance(depth, DepthGene)
    most = depth.max if isinstance(depth, DepthGene) else depth
    return Search(on=True, tensors=3 + decides, decides=decides, depth=most, stops=True)


def workspace(organ: Search, world: Blocks, grown: Sequence[Numbers]) -> Workspace:
    """Memory for one thread."""
    weights, discount, gain, *others = grown
    wide = world.planes.shape[2]
    base = aligned(wide, np.float32)
    ring = world.units[world.cells[0] : world.cells[-1] + 1] < 0
    base[np.repeat(ring, world.lanes)] = NEVER
    return Workspace(
        weights=weights,
        discount=discount,
        gain=gain,
        deciding=others[0] if organ.decides else aligned((1, 1), np.float32),
        base=base,
        entering=aligned(wide, np.float32),
        onward=aligned(wide, np.float32),
        values=aligned((2, world.units.size * world.lanes), np.float32, float(NEVER)),
        state=aligned(2, np.int64),
    )


def limited(organ: Search, thought: int) -> Search:
    """The same with that depth."""
    return organ._replace(decides=False, depth=thought)


def goes_on(organ: Search) -> bool:
    """Values depend on what is shown alone."""
    return False


def stateful(organ: Search) -> bool:
    """It keeps nothing of where the agent was."""
    return False


def budget(organ: Search, grown: Callable[[str], Numbers]) -> Budget | None:
    """The sweeps of a thought: its depth."""
    return Budget("sweeps", depth_of(grown("search_depth")[0], organ.depth) if organ.decides else organ.depth)


def depth_of(gene: np.float32, most: int) -> int:
    """Depth from its gene: ⌊most·min(|gene|, 1) + ½⌋, so that with a deleted gene nothing is searched."""
    size = abs(float(gene))
    return int(most * (size if size < 1 else 1.0) + 0.5)


def values(
    weights: Numbers,
    discount: np.float32,
    depth: int,
    planes: Numbers,
    ends: NDArray[np.bool_],
    features: int | None = None,
) -> Numbers:
    """What entering each cell is worth: what the kernel does, slowly.

    Parameters
    ----------
    weights : (K − 1,) float32
    planes : (N, K, C) float32
    ends : (N, C), whether a thing that ends lives stands there
    features : how many of the planes, the first, say what stands on a cell; all by default

    Returns
    -------
    (N, C) float32, −∞ of walls and of the ring; zeros at depth 0.
    """
    n, k, cells = planes.shape
    stride = round(cells**0.5)
    if depth == 0:
        return np.zeros((n, cells), np.float32)
    inside = np.zeros((stride, stride), np.bool_)
    inside[1:-1, 1:-1] = True
    free = inside.ravel() & ~(planes[:, 0] > 0)
    entering = np.zeros((n, cells), np.float32)
    for plane in range(1, k):
        entering = entering + weights[plane - 1] * planes[:, plane]
    entering = np.where(free, entering, NEVER)
    size = np.abs(discount)
    factor = size if size < 1 else np.float32(1)
    onward = np.where(ends & (planes[:, 1:features] != 0).any(axis=1), np.float32(0), factor)
    now = entering
    for _ in range(1, depth):
        best = np.zeros((n, cells), np.float32)
        for move in (-stride, 1, stride, -1):
            there = np.roll(now, -move, axis=1)
            best = np.where(there > best, there, best)
        now = np.where(free, entering + onward * best, NEVER)
    return now


def preferences(gain: np.float32, sheet: Numbers, cell: int) -> Numbers:
    """(A,) the gain times the values (C,) of the cells around one, relative to the largest size: the kernel, slowly."""
    stride = round(len(sheet) ** 0.5)
    around = sheet[cell + np.array([-stride, 1, stride, -1])]
    around = np.where(around > NEVER, around, np.float32(0))
    largest = np.float32(0)
    for one in np.abs(around):
        largest = one if one > largest else largest
    return np.asarray(gain * (around / (largest if largest > 0 else np.float32(1))), np.float32)
