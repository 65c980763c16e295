"""A gene for each number of two entries that stand side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from evosim.encodings.encoding import Genes
from evosim.encodings.growth import NO_BASIS, Growth
from evosim.encodings.tensor import Tensor

if TYPE_CHECKING:
    from evosim.encodings.options import Encoding


@dataclass(frozen=True)
class Pairs:
    """Two successive entries share their numbers."""

    about: ClassVar[str] = "two neighbours have one rule between them"
    kernel: ClassVar[str] = "pairs"

    @classmethod
    def of(cls, options: Encoding) -> Pairs:
        """It has no options."""
        return cls()

    def length(self, tensor: Tensor) -> int:
        """The numbers of every second entry."""
        return (tensor.entries + 1) // 2 * tensor.numbers

    def names(self, tensor: Tensor) -> list[str]:
        """Pair by pair."""
        pairs = range((tensor.entries + 1) // 2)
        return [f"{tensor.name}.{label}·pair{p}" for p in pairs for label in tensor.number_labels]

    def develop(self, tensor: Tensor, genes: Genes) -> Genes:
        """Each pair's numbers twice."""
        rules = genes.reshape(-1, tensor.numbers)
        return np.repeat(rules, 2, axis=0)[: tensor.entries].reshape(tensor.shape)

    def growth(self, tensor: Tensor, at: int) -> Growth:
        """Nothing but where they begin."""
        return Growth(0, at, 0, NO_BASIS)

    @property
    def shared(self) -> bool:
        """They differ."""
        return False

    def scratch(self, tensor: Tensor) -> tuple[int, int]:
        """None."""
        return 0, 0


ENCODING = Pairs
