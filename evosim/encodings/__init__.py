"""From genome to brain parameters: the information funnel and its absence (handbook: model, encodings).

Adding an encoding is a module with ``ENCODING``, a kernel, and a line of ``ENCODINGS``. Axes: G genes, Q entries of a
tensor, R numbers of an entry, F features of an entry.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evosim.encodings.encoding import Encoding
    from evosim.encodings.growth import Growth
    from evosim.encodings.tensor import Tensor

ENCODINGS = {  # name → module; imported when used, so that scenarios are read without numpy
    "own": "direct.encoding",
    "position": "linear.position",
    "types": "types.encoding",
    "net": "net.encoding",
    "dct": "linear.dct",
    "projection": "linear.projection",
    "nucleotides": "nucleotides.encoding",
}
OWN = 1  # any kind but 0
HABITS = {"table": "own", "generator": "net"}  # how habits may grow, under names of their own


def named(name: str) -> type[Encoding]:
    """The encoding with that name."""
    kind: type[Encoding] = import_module(f"{__name__}.{ENCODINGS[name]}").ENCODING
    return kind


@cache
def kernels() -> tuple[str, ...]:
    """The folders of the kernels, in the order of the numbers that kernels know them by, from 1.

    Without those of encodings whose plan is a class of its own: they are known by that (see ``growth.Growth``).
    """
    return tuple(dict.fromkeys(kernel for name in ENCODINGS if (kernel := named(name).kernel)))


def growing(by: Encoding, tensor: Tensor, at: int) -> Growth:
    """What kernels know of a tensor that grows by an encoding from the genes from ``at`` on."""
    return by.growth(tensor, at)._replace(kind=1 + kernels().index(by.kernel) if by.kernel else OWN)
