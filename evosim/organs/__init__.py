"""Parts of a brain: each turns what the agent knows into a preference over actions.

Adding an organ is a folder, and a line of ``ORGANS``. Axes: N instances, Q units (cells inside the ring), R numbers of
a cell's rule, A actions, K planes, L lanes (16).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from evosim.organs.organ import Organ

ORGANS = (  # the folders, in the order of their genes
    "habits",
    "cortex",
    "reflex",
    "memory",
    "search",
    "learner",
    "player",
    "classifier",
)


def named(name: str) -> Organ:  # not "organ": importing the submodule of that name would hide it
    """What an organ declares."""
    return cast("Organ", import_module(f"{__name__}.{name}.organ"))


def beside(part: Any) -> Organ:
    """The ``organ.py`` beside the ``kernel.py`` in which the class of a part of a plan stands."""
    return cast("Organ", import_module(type(part).__module__.removesuffix(".kernel") + ".organ"))
