"""The encodings: how many genes a tensor takes, what they are called, and how they become its entries.

``develop`` is the slow twin of what ``kernel.py`` does inside the loop over individuals, in the same order of float32
operations, so that both give the same bits.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from evosim.organs import Tensor

Genes = NDArray[np.float32]

ENCODINGS = {
    "habits = table": "one gene per entry: instance × cell × action (direct)",
    "habits = generator": "grown from coordinates by a small evolved net (Zador's genomic bottleneck)",
    "rules = own": "each cell has its own rule (direct)",
    "rules = position": "each number of the rule is a polynomial of the cell's position, of degree `degree`",
    "rules = types": "`cell_types` rules and an evolved map from position to type; with 1, sharing is imposed",
}


class Encoding(Protocol):
    """What turns a run of genes into one tensor."""

    def names(self, tensor: Tensor) -> list[str]:
        """Names of the genes, in order."""

    def develop(self, tensor: Tensor, genes: Genes) -> Genes:
        """The tensor, float32, of ``tensor.shape``."""


@dataclass(frozen=True)
class Direct:
    """One gene per entry."""

    def names(self, tensor: Tensor) -> list[str]:
        """Entry by entry."""
        return [f"{tensor.name}[{'; '.join(entry)}]" for entry in product(*(axis.labels for axis in tensor.axes))]

    def develop(self, tensor: Tensor, genes: Genes) -> Genes:
        """The genes as they are."""
        return genes.reshape(tensor.shape)


@dataclass(frozen=True)
class Generator:
    """A net from the coordinates of an entry (all axes but the last) to its row: Zador 2019, genomic bottleneck.

    Hidden units squash by x / (1 + |x|).
    """

    width: int

    def names(self, tensor: Tensor) -> list[str]:
        """Weights from each coordinate (and a constant) to each hidden unit, then from those to each output."""
        inputs = [f"{axis.name}{i}" for axis in tensor.axes[:-1] for i in range(axis.coordinates.shape[1])]
        hidden = [f"h{h}" for h in range(self.width)]
        first = [f"{tensor.name}.{i}->{h}" for i in [*inputs, "1"] for h in hidden]
        return first + [f"{tensor.name}.{h}->{out}" for h in [*hidden, "1"] for out in tensor.axes[-1].labels]

    def develop(self, tensor: Tensor, genes: Genes) -> Genes:
        """Every entry grown from its coordinates."""
        *axes, last = tensor.axes
        inputs = sum(axis.coordinates.shape[1] for axis in axes)
        weights = genes[: (inputs + 1) * self.width].reshape(inputs + 1, self.width)
        outputs = genes[(inputs + 1) * self.width :].reshape(self.width + 1, len(last.labels))
        shape = tuple(len(axis.labels) for axis in axes)
        hidden = np.broadcast_to(weights[inputs], (*shape, self.width)).copy()
        row = 0
        for a, axis in enumerate(axes):
            along = [1] * len(axes)
            along[a] = -1
            for column in range(axis.coordinates.shape[1]):
                hidden = hidden + axis.coordinates[:, column].reshape(*along, 1) * weights[row]
                row += 1
        hidden = hidden / (np.float32(1) + np.abs(hidden))
        grown = np.broadcast_to(outputs[self.width], (*shape, len(last.labels))).copy()
        for h in range(self.width):
            grown = grown + hidden[..., h, None] * outputs[h]
        return grown


@dataclass(frozen=True)
class Position:
    """Each number of a cell's rule is a polynomial of the cell's position: sharing is possible, not imposed."""

    degree: int

    @property
    def powers(self) -> list[tuple[int, int]]:
        """Exponents of x and y of each feature, the constant first: 1, 3, 6, 10 … of them."""
        return [(total - j, j) for total in range(self.degree + 1) for j in range(total + 1)]

    def features(self, coordinates: Genes) -> Genes:
        """(Q, F) the monomials of each position."""
        columns = []
        for i, j in self.powers:
            column = np.ones(len(coordinates), np.float32)
            for _ in range(i):
                column = column * coordinates[:, 0]
            for _ in range(j):
                column = column * coordinates[:, 1]
            columns.append(column)
        return np.stack(columns, axis=1)

    def names(self, tensor: Tensor) -> list[str]:
        """Feature by feature, the constant terms first."""
        terms = ["x" * i + "y" * j or "1" for i, j in self.powers]
        return [f"{tensor.name}.{label}·{term}" for term in terms for label in tensor.axes[1].labels]

    def develop(self, tensor: Tensor, genes: Genes) -> Genes:
        """(Q, R) the polynomials' values."""
        features = self.features(tensor.axes[0].coordinates)
        weights = genes.reshape(features.shape[1], -1)
        grown = np.zeros((len(features), weights.shape[1]), np.float32)
        for f in range(features.shape[1]):
            grown = grown + features[:, f, None] * weights[f]
        return grown


@dataclass(frozen=True)
class Types:
    """A few rules, and where there are several an evolved linear map from position to the type of a cell."""

    count: int

    def names(self, tensor: Tensor) -> list[str]:
        """The rules type by type, then the map."""
        labels = tensor.axes[1].labels
        if self.count == 1:
            return [f"{tensor.name}.{label}" for label in labels]
        rules = [f"{tensor.name}.{label}·type{t}" for t in range(self.count) for label in labels]
        return rules + [f"{tensor.name}.map.{term}->type{t}" for term in ("1", "x", "y") for t in range(self.count)]

    def develop(self, tensor: Tensor, genes: Genes) -> Genes:
        """(Q, R) each cell's rule: that of the type with the largest score, the lowest on ties."""
        size = self.count * len(tensor.axes[1].labels)
        rules = genes[:size].reshape(self.count, -1)
        if self.count == 1:
            return np.repeat(rules, tensor.shape[0], axis=0)
        scores = Position(1).develop(Tensor("map", (tensor.axes[0], tensor.axes[1])), genes[size:])
        return rules[np.argmax(scores, axis=1)]
