"""What every organ declares: its parameters, what kernels read of it, and the memory that they need."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from evosim.encodings.encoding import Encoding
from evosim.encodings.growth import Growth
from evosim.encodings.tensor import Tensor
from evosim.organs.options import Brain
from evosim.worlds.grid.instances import Blocks


class Body(NamedTuple):
    """What a brain is part of."""

    size: int  # of the arena
    planes: tuple[str, ...]  # that it is shown
    actions: tuple[str, ...]
    codes: NDArray[np.float32]  # (N, 6) of the instances it evolves on
    brain: Brain
    encoding: Callable[[str], Encoding]  # by the name of a dial
    world: Any = None  # the options of the world


class Budget(NamedTuple):
    """What an organ may spend on thought before it must decide.

    Cutting it takes neither knowledge nor memory away: a tick of a cortex, a node of a search, a step of a recurrent
    net before it acts.
    """

    unit: str
    full: int


class Organ(Protocol):
    """The module ``organ.py`` of an organ's folder, beside the ``kernel.py`` with its kernels."""

    @staticmethod
    def tensors(body: Body) -> tuple[Tensor, ...]:
        """Its parameters, in the order of their genes."""

    @staticmethod
    def plan(body: Body, growths: Mapping[str, Growth]) -> Any:
        """The organ as kernels read it: a named tuple of its ``kernel.py``.

        Its first fields are ``on``, whether it is not removed, and ``tensors``, how many there are.
        """

    @staticmethod
    def workspace(organ: Any, world: Blocks, grown: Sequence[NDArray[np.float32]]) -> Any:
        """Memory for one thread: a named tuple of arrays, among them those into which its tensors are grown."""

    @staticmethod
    def limited(organ: Any, thought: int) -> Any:
        """The same plan with so many units of thought in all, at the start of a life."""

    @staticmethod
    def goes_on(organ: Any) -> bool:
        """Whether its preferences change from step to step although the world stands still."""

    @staticmethod
    def stateful(organ: Any) -> bool:
        """Whether it keeps something of a life that depends on where the agent was: it needs the general walk."""

    @staticmethod
    def budget(organ: Any, grown: Callable[[str], NDArray[np.float32]]) -> Budget | None:
        """What it may spend on thought, if it thinks; ``grown`` gives its developed tensors by name."""
