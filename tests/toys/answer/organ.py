"""The answer: one number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evosim.encodings.growth import Growth
from evosim.encodings.tensor import Tensor, labelled
from evosim.organs.answer.kernel import Answer, Workspace
from evosim.organs.organ import Body, Budget


def tensors(body: Body) -> tuple[Tensor, ...]:
    """The number (1,), with a gene."""
    return (Tensor("answer_number", (labelled("number", ("answer",)),)),)


def plan(body: Body, growths: Mapping[str, Growth]) -> Answer:
    """The organ as kernels read it."""
    return Answer(True, 1)


def workspace(organ: Answer, world: Any, grown: Sequence[NDArray[np.float32]]) -> Workspace:
    """Memory for one thread."""
    return Workspace(*grown)


def limited(organ: Answer, thought: int) -> Answer:
    """The same: nothing is thought."""
    return organ


def goes_on(organ: Answer) -> bool:
    """It is always the same."""
    return False


def stateful(organ: Answer) -> bool:
    """It keeps nothing."""
    return False


def budget(organ: Answer, grown: Callable[[str], NDArray[np.float32]]) -> Budget | None:
    """None: nothing is thought."""
    return None
