"""A few rules and a map from position to rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from evosim.encodings.encoding import Genes
from evosim.encodings.growth import Growth
from evosim.encodings.linear.position import Position
from evosim.encodings.tensor import Tensor

LINE = Position(1)  # the map is linear in the coordinates

if TYPE_CHECKING:
    from evosim.encodings.options import Encoding


@dataclass(frozen=True)
class Types:
    """A few rules, and where there are several an evolved linear map from position to the type of an entry."""

    count: int
    about: ClassVar[str] = "`cell_types` rules and an evolved map from position to type; with 1, sharing is imposed"
    kernel: ClassVar[str] = "types"

    @classmethod
    def of(cls, options: Encoding) -> Types:
        """As many as asked for."""
        return cls(options.cell_types)

    def length(self, tensor: Tensor) -> int:
        """The rules, and the map where there is one."""
        return len(self.names(tensor))

    def names(self, tensor: Tensor) -> list[str]:
        """The rules type by type, then the map."""
        labels = tensor.number_labels
        if self.count == 1:
            return [f"{tensor.name}.{label}" for label in labels]
        rules = [f"{tensor.name}.{label}·type{t}" for t in range(self.count) for label in labels]
        return rules + [f"{tensor.name}.map.{term}->type{t}" for term in LINE.terms(tensor) for t in range(self.count)]

    def develop(self, tensor: Tensor, genes: Genes) -> Genes:
        """Each entry's rule: that of the type with the largest score, the lowest on ties."""
        size = self.count * tensor.numbers
        rules = genes[:size].reshape(self.count, -1)
        if self.count == 1:
            return np.repeat(rules, tensor.entries, axis=0).reshape(tensor.shape)
        features = LINE.features(tensor)
        weights = genes[size:].reshape(features.shape[1], self.count)
        scores = np.zeros((tensor.entries, self.count), np.float32)
        for f in range(features.shape[1]):
            scores = scores + features[:, f, None] * weights[f]
        return rules[np.argmax(scores, axis=1)].reshape(tensor.shape)

    def growth(self, tensor: Tensor, at: int) -> Growth:
        """Their number, and the coordinates for the map."""
        return Growth(0, at, self.count, np.ascontiguousarray(LINE.features(tensor).T))

    @property
    def shared(self) -> bool:
        """Where there is one rule."""
        return self.count == 1

    def scratch(self, tensor: Tensor) -> tuple[int, int]:
        """None."""
        return 0, 0


ENCODING = Types
