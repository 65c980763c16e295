"""The direct encoding: a gene for each parameter."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, ClassVar

from evosim.encodings.encoding import Genes
from evosim.encodings.growth import NO_BASIS, Growth
from evosim.encodings.tensor import Tensor

if TYPE_CHECKING:
    from evosim.encodings.options import Encoding


@dataclass(frozen=True)
class Direct:
    """One gene per parameter."""

    about: ClassVar[str] = "one gene per parameter (direct): each cell has its own rule"
    kernel: ClassVar[str] = "direct"

    @classmethod
    def of(cls, options: Encoding) -> Direct:
        """It has no options."""
        return cls()

    def length(self, tensor: Tensor) -> int:
        """As many as there are parameters."""
        return tensor.size

    def names(self, tensor: Tensor) -> list[str]:
        """Parameter by parameter."""
        return [f"{tensor.name}[{'; '.join(entry)}]" for entry in product(*(axis.labels for axis in tensor.axes))]

    def develop(self, tensor: Tensor, genes: Genes) -> Genes:
        """The genes as they are."""
        return genes.reshape(tensor.shape)

    def growth(self, tensor: Tensor, at: int) -> Growth:
        """Nothing but where they begin."""
        return Growth(0, at, 0, NO_BASIS)

    @property
    def shared(self) -> bool:
        """They may differ."""
        return False

    def scratch(self, tensor: Tensor) -> tuple[int, int]:
        """None."""
        return 0, 0


ENCODING = Direct
