"""What lives in a world take, before any is lived: a module ``cost.py`` in the folder of each kind, without kernels."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any, NamedTuple, Protocol, cast

from evosim.worlds.options import World

PROBED = 128  # instances that probes use


class Cost(NamedTuple):
    """Seconds on one core, bytes of memory of one worker, bytes on disk."""

    seconds: float
    memory: float
    disk: float


class Place(NamedTuple):
    """Where a brain lives, as far as it matters to what it takes."""

    instances: int
    units: int  # cells of an arena
    planes: int  # that are shown
    changes: bool  # whether what is shown changes in a life
    inputs: int = 0  # of a net that looks at a whole position or string
    choices: int = 0


class Organ(Protocol):
    """The options of an organ, as far as they say what it takes."""

    @property
    def stateful(self) -> bool:
        """Whether it keeps something of where it was."""

    def thought(self, place: Place) -> float:
        """Seconds of one thought in one instance."""

    def thinks_again(self, place: Place) -> bool:
        """Whether it thinks before each step."""

    def step(self, place: Place) -> float:
        """Seconds of one step of one life beside thought."""


class Life(NamedTuple):
    """What a brain does in a world, as far as it matters to what that takes; ``brain`` are its options."""

    world: Any
    brain: Any
    organs: Sequence[Organ]  # their options


class KindCost(Protocol):
    """The module ``cost.py`` of a kind of world."""

    @staticmethod
    def place(world: Any, brain: Any) -> Place:
        """Where the brains live."""

    @staticmethod
    def seconds(life: Life) -> float:
        """Seconds that one individual takes for all its lives."""

    @staticmethod
    def beside(life: Life, ticks: int, shown: int, measure: Any) -> Cost:
        """What a cell takes beside lives and genes.

        Parameters
        ----------
        ticks : the most that a thought of the cortex takes; 0 without one.
        shown : how many worlds its agent is measured in: one, and one for each shift.
        measure : the options of what is measured on request.
        """


def cost_of(world: World) -> KindCost:
    """Return the module that knows what lives in a world of that kind take."""
    return cast("KindCost", import_module(f"evosim.worlds.{world.kind}.cost"))
