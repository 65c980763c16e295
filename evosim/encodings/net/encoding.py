"""A net from coordinates to parameters: Zador's genomic bottleneck."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from evosim.encodings.encoding import Genes
from evosim.encodings.growth import Growth
from evosim.encodings.tensor import Axis, Tensor

if TYPE_CHECKING:
    from evosim.encodings.options import Encoding


@dataclass(frozen=True)
class Net:
    """A net from the coordinates of an entry to its numbers: Zador 2019, genomic bottleneck.

    Entries are those of the first axis; of a tensor that is grown where it is needed, those of all axes but the last.
    Hidden units squash by x / (1 + |x|).
    """

    width: int
    about: ClassVar[str] = "grown from coordinates by a small evolved net (Zador's genomic bottleneck)"
    kernel: ClassVar[str] = "net"

    @classmethod
    def of(cls, options: Encoding) -> Net:
        """With as many hidden units as asked for."""
        return cls(options.width)

    def length(self, tensor: Tensor) -> int:
        """Weights into and out of the hidden units."""
        inputs = sum(axis.coordinates.shape[1] for axis in _inputs(tensor))
        return (inputs + 1) * self.width + (self.width + 1) * len(_outputs(tensor))

    def names(self, tensor: Tensor) -> list[str]:
        """Weights from each coordinate (and a constant) to each hidden unit, then from those to each output."""
        inputs = [f"{axis.name}{i}" for axis in _inputs(tensor) for i in range(axis.coordinates.shape[1])]
        hidden = [f"h{h}" for h in range(self.width)]
        first = [f"{tensor.name}.{i}->{h}" for i in [*inputs, "1"] for h in hidden]
        return first + [f"{tensor.name}.{h}->{out}" for h in [*hidden, "1"] for out in _outputs(tensor)]

    def develop(self, tensor: Tensor, genes: Genes) -> Genes:
        """Every entry grown from its coordinates."""
        axes, numbers = _inputs(tensor), len(_outputs(tensor))
        inputs = sum(axis.coordinates.shape[1] for axis in axes)
        weights = genes[: (inputs + 1) * self.width].reshape(inputs + 1, self.width)
        outputs = genes[(inputs + 1) * self.width :].reshape(self.width + 1, numbers)
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
        grown = np.broadcast_to(outputs[self.width], (*shape, numbers)).copy()
        for h in range(self.width):
            grown = grown + hidden[..., h, None] * outputs[h]
        return grown.reshape(tensor.shape)

    def growth(self, tensor: Tensor, at: int) -> Growth:
        """The hidden units, and the coordinates of the last axis that it is grown along."""
        return Growth(0, at, self.width, np.ascontiguousarray(_inputs(tensor)[-1].coordinates.T))

    @property
    def shared(self) -> bool:
        """They may differ."""
        return False

    def scratch(self, tensor: Tensor) -> tuple[int, int]:
        """A hidden unit of each entry."""
        return 0, tensor.entries


def _inputs(tensor: Tensor) -> tuple[Axis, ...]:
    """The axes whose coordinates the net is given."""
    return tensor.axes[:-1] if tensor.lazy else tensor.axes[:1]


def _outputs(tensor: Tensor) -> list[str]:
    """What the numbers are called that it gives."""
    return list(tensor.axes[-1].labels) if tensor.lazy else tensor.number_labels


ENCODING = Net
