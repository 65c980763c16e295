"""From genome to brain parameters: the information funnel and its absence.

Adding an encoding is a folder and a line of ``ENCODINGS``. Axes: G genes, Q entries of a tensor, R numbers of an entry,
F features of an entry.
"""

from __future__ import annotations

from evosim.encodings.direct.encoding import Direct
from evosim.encodings.encoding import Encoding
from evosim.encodings.growth import Growth
from evosim.encodings.linear.position import Position
from evosim.encodings.net.encoding import Net
from evosim.encodings.tensor import Tensor
from evosim.encodings.types.encoding import Types

ENCODINGS: dict[str, type[Encoding]] = {
    "own": Direct,
    "position": Position,
    "types": Types,
    "net": Net,
}
KERNELS = tuple(dict.fromkeys(encoding.kernel for encoding in ENCODINGS.values()))
HABITS: dict[str, type[Encoding]] = {"table": Direct, "generator": Net}  # how habits may grow, under their own names


def growing(encoding: Encoding, tensor: Tensor, at: int) -> Growth:
    """What kernels know of a tensor that grows by an encoding from the genes from ``at`` on."""
    return encoding.growth(tensor, at)._replace(kind=1 + KERNELS.index(encoding.kernel))
