"""A brain as kernels read it."""

from __future__ import annotations

from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from evosim.arrays import aligned
from evosim.encodings.growth import Growth, Scratch, scratch
from evosim.organs import beside
from evosim.worlds.grid.instances import Blocks

MOST = 4  # tensors that an organ may have


class Plan(NamedTuple):
    """The organs that there are, each a named tuple of its own, and what concerns them all."""

    organs: tuple[Any, ...]
    growths: tuple[Growth, ...]  # how each tensor grows, in the order of the genes; kind 0 of those that are lazy
    # and of empty places, which make the number the same for each set of organs: options change no type
    shapes: tuple[tuple[int, int], ...]  # (R, Q) of each tensor as it is grown; Q is 1 where all entries are the same
    scratch: tuple[int, int]  # whole and real numbers of scratch that growing needs
    goes_on: bool  # whether preferences change from step to step
    general: bool  # whether lives need the general walk
    sight: int  # how far the agent sees along rows and columns; 0 without bound
    unseen: int  # the plane that shows what was not seen, or −1
    maps: bool  # whether what was seen is kept
    rest: NDArray[np.float32]  # (G,) what deletion makes of each gene; those that differ from it are counted

    def changed(self, **fields: Any) -> Plan:
        """The same with other values of the named fields, in each organ that has them."""
        organs = (
            part._replace(**{name: value for name, value in fields.items() if name in part._fields})
            for part in self.organs
        )
        return self._replace(organs=tuple(organs))


class Space(NamedTuple):
    """What one thread works in while it evaluates individuals, one after another."""

    grown: tuple[NDArray[np.float32], ...]  # (R, Q) each tensor
    scratch: Scratch
    organs: tuple[Any, ...]  # a named tuple of each organ


def space(plan: Plan, world: Blocks | None) -> Space:
    """Memory for one thread; ``world`` is None for organs that need none of a grid."""
    grown = tuple(aligned(shape, np.float32) for shape in plan.shapes)
    at = 0
    spaces = []
    for organ in plan.organs:
        spaces.append(beside(organ).workspace(organ, cast("Blocks", world), grown[at : at + organ.tensors]))
        at += organ.tensors
    return Space(grown, scratch([plan.scratch]), tuple(spaces))
