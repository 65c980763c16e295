"""A heuristic baseline: a small recurrent net that sees the walls around it and a compass, and does not plan.

Axes: P genomes, N instances, J starts, M = N·J lives, C cells of the padded arena, T steps, H hidden units. All sums
are elementwise and in a fixed order, so the bits are the same on every processor.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.life import Budget, Lives
from evosim.life.grid.lives import paid_once
from evosim.worlds.grid.instances import ACTIONS, Instances

HIDDEN, WINDOW = 7, 9
INPUTS = WINDOW + 2 + HIDDEN  # what each hidden unit sums: the window, the compass and the hidden units before
STORED = "heuristic.csv"  # made by scenarios/examples/evolve_heuristic.py
SENSES = (*(f"wall{row}{column}" for row in range(3) for column in range(3)), "row", "column")
MEMORY = tuple(f"hidden{unit}" for unit in range(HIDDEN))
GENES = (  # names of the 165 genes, in order
    *(f"{source}->{unit}" for unit in MEMORY for source in (*SENSES, *MEMORY, "bias")),
    *(f"{source}->{action}" for action in ACTIONS for source in (*MEMORY, "bias")),
)


class Sight(NamedTuple):
    """What the net sees from each cell; instances stand one after another."""

    window: NDArray[np.intp]  # (N·C,) the walls shown around it as 9 bits, row by row, the first the lowest
    row: NDArray[np.float32]  # (N·C,) squashed rows to the seeming goal, positive to the south
    column: NDArray[np.float32]  # (N·C,) squashed columns to it, positive to the east


@dataclass(frozen=True, eq=False)
class RecurrentNet:
    """A genome (165,) float32 and the net that it spells; the state of its hidden units lasts for a life."""

    genome: NDArray[np.float32]
    organs: tuple[str, ...] = ("memory",)

    @property
    def budgets(self) -> Mapping[str, Budget]:
        """None: it acts after one step of recurrence, and that cannot be cut."""
        return {}

    def live(
        self,
        instances: Instances,
        *,
        thought: int | None = None,
        without: Collection[str] = (),
        inert: bool = False,
    ) -> Lives:
        """Live once from each start; it does not think, so ``thought`` changes nothing.

        Without its memory it has no preferences, and takes the first action.
        """
        genome = np.zeros_like(self.genome) if "memory" in without else self.genome
        lives = live_all(genome[None], instances, inert=inert)
        return Lives(*(part[0] for part in lives))


@cache
def stored_net() -> RecurrentNet:
    """The net that was evolved once and is stored with the package."""
    lines = files(__package__).joinpath(STORED).read_text(encoding="utf-8").splitlines()
    genome = np.array([float(line.rpartition(",")[2]) for line in lines], np.float32)
    genome.setflags(write=False)
    return RecurrentNet(genome)


def baseline(instances: Instances) -> float | None:
    """Success of the stored net in [0, 1]; None where nothing pays, or where more than the agent moves."""
    pays = instances.still and (instances.kinds.pays > 0).any()
    return stored_net().live(instances).success if pays else None


def to_text(genome: NDArray[np.float32]) -> str:
    """A genome (165,) as text, a line with name and value for each gene; nine digits give each float32 back."""
    return "".join(f"{name},{gene:.9g}\n" for name, gene in zip(GENES, genome.tolist(), strict=True))


def live_all(genomes: NDArray[np.float32], instances: Instances, *, inert: bool = False) -> Lives:
    """Let each of genomes (P, 165) live once from each start of each instance.

    At each step hidden' = squash(W·(window, compass, hidden) + b) with squash(x) = x / (1 + |x|), from zeros at the
    start of a life, and the action is the first of the largest of V·hidden' + c.

    Returns
    -------
    Lives
        With an axis of genomes before the others: trails (P, N, J, T + 1) int32 and so on.
    """
    p, (n, j) = len(genomes), instances.starts.shape
    kinds, stride, steps = instances.kinds, instances.stride, instances.steps
    c = stride**2
    sight = look(instances)
    into = _weights(genomes[:, : HIDDEN * (INPUTS + 1)], HIDDEN)
    out = _weights(genomes[:, HIDDEN * (INPUTS + 1) :], len(ACTIONS))
    windows = _windows(into)
    of_genome = np.arange(p)[:, None] << WINDOW
    walls, touch = instances.walls.ravel(), instances.touch.ravel().astype(np.intp)
    # Of each thing, counted from 1; the first entry is for a cell where nothing stands.
    pays = np.append(False, kinds.pays[kinds.of_thing] > 0)
    ends = np.append(False, kinds.ends[kinds.of_thing])
    origin = np.repeat(np.arange(n) * c, j)
    here = np.tile(origin + instances.starts.ravel(), (p, 1))
    trails = np.empty((steps + 1, p, n * j), np.int32)
    trails[0] = here - origin
    lengths, reached = np.full((p, n * j), steps, np.int32), np.full((p, n * j), -1, np.int32)
    won, going = np.zeros((p, n * j), np.bool_), np.ones((p, n * j), np.bool_)
    hidden = np.zeros((HIDDEN, p, n * j), np.float32)
    term = np.empty_like(hidden)
    wish = np.empty((len(ACTIONS), p, n * j), np.float32)
    for t in range(steps):
        total = windows.take(of_genome + sight.window.take(here), axis=1)
        senses = (sight.row.take(here), sight.column.take(here), *hidden)
        for weights, sense in zip(into[WINDOW:INPUTS], senses, strict=True):
            np.multiply(weights, sense, out=term)
            total += term
        np.abs(total, out=term)
        term += np.float32(1)
        hidden = np.divide(total, term, out=total)
        wish[:] = out[HIDDEN]
        for weights, unit in zip(out[:HIDDEN], hidden, strict=True):
            part = np.multiply(weights, unit, out=term[: len(ACTIONS)])
            wish += part
        near = here + _first_of_largest(wish, instances.moves)
        moving = going & ~walls.take(near)
        here = np.where(moving, near, here)
        trails[t + 1] = here - origin
        if inert:
            continue
        thing = touch.take(here)
        won |= pays.take(thing)
        ending = going & ends.take(thing)
        lengths[ending] = t + 1
        reached[ending] = thing[ending] - 1
        going &= ~ending
        if not going.any():
            trails[t + 2 :] = trails[t + 1]
            break
    trails = np.ascontiguousarray(np.moveaxis(trails, 0, -1)).reshape(p, n, j, steps + 1)
    return Lives(
        trails,
        lengths.reshape(p, n, j),
        reached.reshape(p, n, j),
        won.reshape(p, n, j),
        np.zeros((p, n, j)) if inert else paid_once(instances, trails)[0],
        np.empty((p, 0, 0), np.int32),
        np.empty((p, 0, 0, 0), np.int32),
        np.empty((p, 0, 0, 0, 0), np.int32),
        np.empty((p, 0, 0, 0)),
    )


def look(instances: Instances) -> Sight:
    """What is seen from each cell: walls as they are shown, and where what pays seems to stand.

    The seeming goal is the cell that shows most of the planes of what pays, so edits of the planes deceive the net as
    they would a brain.
    """
    kinds, stride = instances.kinds, instances.stride
    n, c = instances.walls.shape
    shown = instances.planes[:, 0] > 0
    window = np.zeros((n, c), np.intp)
    inner = slice(stride + 1, c - stride - 1)
    around = [row * stride + column for row in (-1, 0, 1) for column in (-1, 0, 1)]
    for bit, offset in enumerate(around):
        window[:, inner] |= shown[:, inner.start + offset : inner.stop + offset].astype(np.intp) << bit
    lure = np.zeros((n, c), np.float32)
    for plane in np.flatnonzero(kinds.shows[int(np.argmax(kinds.pays))]):
        lure += instances.planes[:, plane]
    goal = lure.argmax(axis=1)[:, None]
    cells = np.arange(c)
    row = _squash((goal // stride - cells // stride).astype(np.float32))
    column = _squash((goal % stride - cells % stride).astype(np.float32))
    return Sight(window.ravel(), row.ravel(), column.ravel())


def _squash(x: NDArray[np.float32]) -> NDArray[np.float32]:
    result: NDArray[np.float32] = np.divide(x, np.abs(x) + np.float32(1))
    return result


def _weights(genes: NDArray[np.float32], units: int) -> NDArray[np.float32]:
    """(S, U, P, 1) the weight of each of S sources, the last the bias, for each of U units, from genes (P, U·S)."""
    rows = genes.reshape(len(genes), units, -1).transpose(2, 1, 0)
    return np.ascontiguousarray(rows[:, :, :, None])


def _windows(into: NDArray[np.float32]) -> NDArray[np.float32]:
    """(H, P·512) bias and weights of each set of walls, summed in the order of the window.

    There are but 512 windows, so their sums are looked up. Weights into (INPUTS + 1, H, P, 1).
    """
    sums = np.empty((*into.shape[1:3], 1 << WINDOW), np.float32)
    sums[:, :, 0] = into[INPUTS, :, :, 0]
    for bit in range(WINDOW):
        np.add(sums[:, :, : 1 << bit], into[bit], out=sums[:, :, 1 << bit : 2 << bit])
    return sums.reshape(len(sums), -1)


def _first_of_largest(wish: NDArray[np.float32], moves: NDArray[np.int64]) -> NDArray[np.intp]:
    """(P, M) the move with the largest of the preferences (A, P, M), the first on ties."""
    best = wish[0].copy()
    ahead = np.full(best.shape, moves[0], np.intp)
    for other, move in zip(wish[1:], moves[1:], strict=True):
        np.copyto(ahead, move, where=other > best)
        np.maximum(best, other, out=best)
    return ahead
