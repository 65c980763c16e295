"""Evaluating a population of classifiers."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evosim.arrays import aligned, rounded
from evosim.layer_kernel import LANES, OUTPUTS
from evosim.threads import Threads
from evosim.worlds.labels.classifier_kernel import Workspace, classify_by_net, classify_by_table, lay_strings
from evosim.worlds.labels.draw import Drawn

WIDEST = 64  # examples of a block
NO_OUTPUTS = np.empty((0, 0), np.float32)

Split = Literal["training", "held_out"]


class Scores(NamedTuple):
    """What a population has right, one entry per individual (P,)."""

    accuracy: NDArray[np.float64]  # share of examples; NaN if there are none
    right: NDArray[Any]  # number of examples: int64, or float64 where strings are guessed


class Evaluator:
    """Scores populations on the same examples; its workspaces are made once, as many as there are threads.

    Parameters
    ----------
    drawn : the examples.
    threads : to spread individuals over.
    """

    def __init__(self, drawn: Drawn, threads: Threads) -> None:
        self.drawn, self.threads = drawn, threads
        self._seen: dict[Split, NDArray[np.float32]] = {}
        self._spare: list[Workspace] = []  # appending and popping are atomic

    def tables(self, tables: NDArray[np.float32], split: Split = "training") -> Scores:
        """Score tables (P, N), with a number for each training example, whose label is whether it is above 0.

        Strings that are held out are in no table: they are guessed, and count ½ each.

        Raises
        ------
        ValueError
            If ``tables`` has another shape or type.
        """
        expect("tables", tables, (None, len(self.drawn.labels)))
        labels, count = self._labels(split), len(tables)
        if split == "held_out":
            return scored(np.full(count, len(labels) / 2), len(labels))
        tables, right = np.ascontiguousarray(tables), np.zeros(count, np.int64)
        self.threads.each(count, lambda low, high: classify_by_table(low, high, tables, labels, right))
        return scored(right, len(labels))

    def nets(
        self,
        first: NDArray[np.float32],
        second: NDArray[np.float32],
        split: Split = "training",
        outputs: NDArray[np.float32] = NO_OUTPUTS,
    ) -> Scores:
        """Score nets with weights first (P, 1 + bits, H), row 0 biases, and second (P, 1 + H), entry 0 the bias.

        A label is whether the output is above 0. outputs (P, N), or (P, M) held out, receives all of them, if given.

        Raises
        ------
        ValueError
            If an array has another shape or type.
        """
        expect("first", first, (None, 1 + self.drawn.bits, None))
        count, rows, hidden = first.shape
        expect("second", second, (count, 1 + hidden))
        labels, seen = self._labels(split), self._bits(split)
        if outputs is not NO_OUTPUTS:
            expect("outputs", outputs, (count, len(labels)))
            if not outputs.flags.c_contiguous:
                raise ValueError("outputs: expected an array in C order")
        first, second, right = np.ascontiguousarray(first), np.ascontiguousarray(second), np.zeros(count, np.int64)

        def run(low: int, high: int) -> None:
            space = self._workspace(rows, hidden, seen.shape[2])
            classify_by_net(low, high, first, second, seen, labels, space, right, outputs)
            self._spare.append(space)

        self.threads.each(count, run)
        return scored(right, len(labels))

    def _labels(self, split: Split) -> NDArray[np.bool_]:
        return self.drawn.labels if split == "training" else self.drawn.held_labels

    def _bits(self, split: Split) -> NDArray[np.float32]:
        """Return (B, I, L) the bits of examples as kernels read them: 4 bytes for each, made when first asked for."""
        if split not in self._seen:
            strings = self.drawn.strings if split == "training" else self.drawn.held_strings
            lanes = min(WIDEST, rounded(max(1, len(strings)), LANES))
            seen = aligned((-(-len(strings) // lanes), self.drawn.bits, lanes), np.float32)
            lay_strings(strings, seen)
            self._seen[split] = seen
        return self._seen[split]

    def _workspace(self, rows: int, hidden: int, lanes: int) -> Workspace:
        """Return a workspace that no thread uses, for nets of so many hidden units and blocks of so many lanes."""
        try:
            space = self._spare.pop()
        except IndexError:
            return workspace(rows, hidden, lanes)
        fits = space.hidden.shape == (rounded(hidden, OUTPUTS), lanes)
        return space if fits else workspace(rows, hidden, lanes)


def workspace(rows: int, hidden: int, lanes: int) -> Workspace:
    """Return memory for one thread, for nets with so many rows of weights into so many hidden units."""
    units = rounded(hidden, OUTPUTS)
    return Workspace(
        first=aligned((rows, units), np.float32),
        hidden=aligned((units, lanes), np.float32),
        output=aligned(lanes, np.float32),
    )


def expect(name: str, array: NDArray[Any], shape: tuple[int | None, ...]) -> None:
    """Refuse an array that is not float32 or has another shape; None stands for any length."""
    fits = array.ndim == len(shape) and all(
        want in (None, have) for want, have in zip(shape, array.shape, strict=True)
    )
    if array.dtype != np.float32 or not fits:
        wanted = ", ".join("any" if want is None else str(want) for want in shape)
        raise ValueError(f"{name}: expected float32 ({wanted}); got {array.dtype} {array.shape}")


def scored(right: NDArray[Any], count: int) -> Scores:
    """Return scores with the share of ``count`` examples that are right."""
    return Scores(right / count if count else np.full(len(right), np.nan), right)
