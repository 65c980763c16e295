"""The classifier of labels: a table of examples with a gene each, or a net with one hidden layer on the bits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from evosim.arrays import aligned
from evosim.encodings.growth import Growth
from evosim.encodings.tensor import Axis, Tensor, labelled
from evosim.organs.classifier.kernel import Classifier, Workspace
from evosim.organs.organ import Body, Budget
from evosim.organs.reflex.organ import units

DIAL = "classifier"


def tensors(body: Body) -> tuple[Tensor, ...]:
    """A table (N,), or weights into the hidden units (bits + 1, H) and out of them (H + 1, 1)."""
    options, world = body.brain.classifier, body.world
    if options.form == "table":
        line = np.linspace(-1, 1, world.instances, dtype=np.float32)[:, None]
        return (Tensor("classifier_table", (Axis("example", tuple(map(str, range(world.instances))), line),)),)
    among, bits = units(options.hidden), units(world.bits)
    seen = Axis("bit", (*(f"bit {bit}" for bit in range(world.bits)), "1"), bits.coordinates)
    into = Axis("hidden", among.labels[:-1], among.coordinates[:-1])
    return (
        Tensor("classifier_in", (seen, into), DIAL),
        Tensor("classifier_out", (among, labelled("output", ("label",))), DIAL),
    )


def plan(body: Body, growths: Mapping[str, Growth]) -> Classifier:
    """The organ as kernels read it."""
    return Classifier(on=True, tensors=len(tensors(body)), table=body.brain.classifier.form == "table")


def workspace(organ: Classifier, world: object, grown: Sequence[NDArray[np.float32]]) -> Workspace:
    """Memory for one thread."""
    incoming, *outgoing = grown
    return Workspace(incoming, outgoing[0] if outgoing else aligned((1, 1), np.float32))


def limited(organ: Classifier, thought: int) -> Classifier:
    """The same: nothing is thought."""
    return organ


def goes_on(organ: Classifier) -> bool:
    """A label depends on the string alone."""
    return False


def stateful(organ: Classifier) -> bool:
    """It keeps nothing from string to string."""
    return False


def budget(organ: Classifier, grown: Callable[[str], NDArray[np.float32]]) -> Budget | None:
    """None: nothing is thought."""
    return None
