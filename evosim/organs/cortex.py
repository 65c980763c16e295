"""The cortex: a sheet with one unit per cell of the arena (design §4.2).

v' = clip(w_self·v + w_near·Σ(4 neighbours) + bias + Σ_k drive_k·plane_k, 0, 1), all units at once, once per tick.
With w_near near ¼, a strong negative drive on walls and a positive one on what pays, activity spreads from goals around
walls: value iteration (compare VIN, Tamar et al. 2016). With random numbers it is noise.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from evosim.organs.tensor import Tensor, labelled, positions

VIEWS = ("north", "east", "south", "west", "here")
Sheet = NDArray[np.float32]


BIAS = 2  # its place among the numbers of a rule


def numbers(planes: tuple[str, ...], bias: bool = True) -> tuple[str, ...]:
    """Names of the numbers of a rule; without ``bias`` that one, which is 0, is left out."""
    return ("w_self", "w_near", *(("bias",) if bias else ()), *(f"drive_{plane}" for plane in planes))


def with_bias(rules: Sheet) -> Sheet:
    """Rules (Q, R) from rules (Q, R − 1) that were declared without a bias: it is 0."""
    return np.insert(rules, BIAS, np.float32(0), axis=1)


def tensors(
    size: int, planes: tuple[str, ...], actions: tuple[str, ...], readout: str, gene: bool, bias: bool
) -> tuple[Tensor, ...]:
    """Rules (Q, R), gain (1,), and where they evolve the readout (A, 5) and the ticks (1,)."""
    found = [
        Tensor("rules", (positions(size), labelled("number", numbers(planes, bias)))),
        Tensor("gain", (labelled("gain", ("gain",)),)),
    ]
    if readout != "greedy":
        found.append(Tensor("readout", (labelled("action", actions), labelled("view", VIEWS))))
    if gene:
        found.append(Tensor("ticks", (labelled("ticks", ("ticks",)),)))
    return tuple(found)


def ticks_of(gene: np.float32, most: int) -> int:
    """Thinking time from its gene: ⌊most·min(|gene|, 1) + ½⌋, so that a deleted gene thinks not at all."""
    size = abs(float(gene))
    return int(most * (size if size < 1 else 1.0) + 0.5)


def course(rules: Sheet, planes: Sheet, size: int, ticks: int) -> Iterator[Sheet]:
    """Activity before the first tick, which is zero, and after each: what the kernel ``settle`` does, slowly.

    Parameters
    ----------
    rules : (Q, R) float32
    planes : (N, K, Q) float32

    Yields
    ------
    (N, size, size) float32 in [0, 1]
    """
    n = len(planes)
    sense = np.repeat(rules[None, :, BIAS], n, axis=0)
    for k in range(planes.shape[1]):
        sense = sense + rules[:, 3 + k] * planes[:, k]
    sense = sense.reshape(n, size, size)
    w_self, w_near = rules[:, 0].reshape(size, size), rules[:, 1].reshape(size, size)
    now = np.zeros((n, size, size), np.float32)
    padded = np.zeros((n, size + 2, size + 2), np.float32)
    yield now
    for _ in range(ticks):
        padded[:, 1:-1, 1:-1] = now
        near = (padded[:, :-2, 1:-1] + padded[:, 2:, 1:-1]) + (padded[:, 1:-1, :-2] + padded[:, 1:-1, 2:])
        raw = (w_self * now + w_near * near) + sense
        now = np.where(raw > 0, np.where(raw < 1, raw, np.float32(1)), np.float32(0))
        yield now
