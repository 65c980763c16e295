"""Measurements of evolved agents; they change nothing (handbook: probes).

A probe is a module with ``COLUMNS``, what it measures, and ``measure(subject)``, which returns a value for each of
them that applies. One that is about what becomes of an agent after a shift has ``SHIFT_COLUMNS`` and
``measure_shift(subject)`` instead, or as well, which returns values by the names of columns without ``_<shift>``.
Adding one is a file here and a line in ``PROBES``. It is about agents in grids, unless ``KINDS`` in it names the kinds
of world that it is about. An organ declares columns of its own in ``columns.py`` in its folder, of the same form; they
are measured in brains that have the organ.

Scenarios are checked against the columns, and that must not wait for numpy and kernels to be imported. So modules of
probes import both inside functions.

Axes: N novel instances, J starts, C cells of the padded arena, T steps, K planes.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol, cast

from evosim.column import Column
from evosim.organs import ORGANS
from evosim.worlds import WORLDS

PROBES = (  # in the order in which they measure; what a cell stores is in this order
    "players",
    "labels",
    "success",
    "baseline",
    "retarget",
    "planner",
    "imagined_wall",
    "returns",
    "bits",
    "selection",
    "genes",
    "lesion",
    "thinking",
    "value_map",
    "curve",
    "objectives",
    "behaviour",
    "preference",
    "curiosity",
    "shifts",
    "passing",
    "phases",
    "evolving",
    "valley",
    "toy_model",
)


class Probe(Protocol):
    """A module that measures a subject."""

    COLUMNS: tuple[Column, ...]

    @staticmethod
    def measure(subject: Any) -> dict[str, Any]:
        """A value for each column that applies; what was asked and could not be known is None."""


class ShiftProbe(Protocol):
    """A module that measures a subject after a shift."""

    SHIFT_COLUMNS: tuple[Column, ...]

    @staticmethod
    def measure_shift(subject: Any) -> dict[str, Any]:
        """A value for each column that applies, by its name without ``_<shift>``."""


@cache
def probes(world: str = WORLDS[0]) -> tuple[Probe, ...]:
    """The probes of an agent in its own world, which is of that kind."""
    return cast("tuple[Probe, ...]", _having("measure", world))


@cache
def shift_probes() -> tuple[ShiftProbe, ...]:
    """The probes of an agent after a shift."""
    return cast("tuple[ShiftProbe, ...]", _having("measure_shift", WORLDS[0]))


@cache
def organ_probes() -> Mapping[str, Probe]:
    """The probes that organs bring, by the name of the organ."""
    paths = {name: f"evosim.organs.{name}.columns" for name in ORGANS}
    return {name: cast("Probe", import_module(path)) for name, path in paths.items() if find_spec(path)}


def _having(function: str, world: str) -> tuple[Any, ...]:
    """The modules that have a function, of those for a kind of world."""
    modules = [import_module(f"{__name__}.{name}") for name in PROBES]
    return tuple(one for one in modules if hasattr(one, function) and world in getattr(one, "KINDS", WORLDS[:1]))
