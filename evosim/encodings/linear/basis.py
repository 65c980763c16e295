"""Encodings that are linear in their genes: a basis, which is given, times genes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np

from evosim.encodings.encoding import Genes
from evosim.encodings.growth import Growth
from evosim.encodings.tensor import Tensor


class Linear(ABC):
    """Number r of entry q is Σ_f features[q, f] · gene[f, r]; what sets them apart is the features."""

    kernel: ClassVar[str] = "linear"

    @abstractmethod
    def features(self, tensor: Tensor) -> Genes:
        """(Q, F) of each entry."""

    @abstractmethod
    def terms(self, tensor: Tensor) -> list[str]:
        """(F,) what the features are called."""

    def length(self, tensor: Tensor) -> int:
        """F × R."""
        return len(self.terms(tensor)) * tensor.numbers

    def names(self, tensor: Tensor) -> list[str]:
        """Feature by feature."""
        return [f"{tensor.name}.{label}·{term}" for term in self.terms(tensor) for label in tensor.number_labels]

    def develop(self, tensor: Tensor, genes: Genes) -> Genes:
        """The sums, feature by feature."""
        features = self.features(tensor)
        weights = genes.reshape(features.shape[1], -1)
        grown = np.zeros((len(features), weights.shape[1]), np.float32)
        for f in range(features.shape[1]):
            grown = grown + features[:, f, None] * weights[f]
        return grown.reshape(tensor.shape)

    def growth(self, tensor: Tensor, at: int) -> Growth:
        """The features as they are."""
        features = self.features(tensor)
        return Growth(0, at, features.shape[1], np.ascontiguousarray(features.T))

    @property
    def shared(self) -> bool:
        """They may differ."""
        return False

    def scratch(self, tensor: Tensor) -> tuple[int, int]:
        """None."""
        return 0, 0
