"""What every encoding can say and do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from evosim.encodings.tensor import Tensor

Genes = NDArray[np.float32]

if TYPE_CHECKING:
    from evosim.encodings.options import Encoding as Options


class Encoding(Protocol):
    """What turns a run of genes into one tensor.

    ``develop`` is the slow twin of what the ``kernel.py`` of the encoding does inside the loop over individuals, in the
    same order of float32 operations, so that both give the same bits.

    Attributes
    ----------
    about : what it is, in one line
    kernel : the folder of its ``kernel.py``; empty if what it grows is known by a class of its own
    """

    about: ClassVar[str]
    kernel: ClassVar[str]

    @classmethod
    def of(cls, options: Options) -> Self:
        """Return the encoding that the options of ``[encoding]`` describe."""

    def length(self, tensor: Tensor) -> int:
        """Return the number of genes."""

    def names(self, tensor: Tensor) -> list[str]:
        """Return the names of the genes, in order."""

    def develop(self, tensor: Tensor, genes: Genes) -> Genes:
        """Return the tensor, float32, of ``tensor.shape``."""

    def growth(self, tensor: Tensor, at: int) -> Any:
        """Return a ``Growth`` for kernels, of genes from ``at`` on; its ``kind`` is filled in by the caller."""

    @property
    def shared(self) -> bool:
        """Whether all entries are the same, so that kernels need but one."""

    def scratch(self, tensor: Tensor) -> tuple[int, int]:
        """Return how many whole and how many real numbers of scratch its kernel needs."""
