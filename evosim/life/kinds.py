"""What an experiment needs of a kind of world: a module ``kind.py`` in the folder of each."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, Protocol, cast

from numpy.typing import NDArray

from evosim.life.agent import Agent
from evosim.life.scores import NO_AIMS, Scores
from evosim.organs.blueprint import Blueprint
from evosim.organs.plan import Plan
from evosim.threads import Threads
from evosim.worlds.options import World

# From genomes (P, G). If it has an attribute ``same_again`` that is true, the same genome earns the same, whenever and
# beside whomever it lives, and copies of a parent are not evaluated again.
Evaluate = Callable[[NDArray[Any]], Scores]


class Kind(Protocol):
    """The module ``kind.py`` of a kind of world."""

    @staticmethod
    def draw(blueprint: Blueprint, seed: int, replicate: int, novel: int) -> tuple[Any, Any]:
        """The instances that a population evolves in, and so many others; raises ``Impossible`` if there is no room."""

    @staticmethod
    def smallest(blueprint: Blueprint) -> Any:
        """Instances in which the least is to be done, of the types that kernels are compiled for."""

    @staticmethod
    def kernels(world: Any) -> str:
        """A name for the kernels that lives in the world need: the same for worlds that need the same."""

    @staticmethod
    def evaluator(
        blueprint: Blueprint, plan: Plan, instances: Any, threads: Threads, aims: NDArray[Any], root: int
    ) -> Evaluate:
        """What lets populations live in ``instances``, as ``evaluator`` below."""

    @staticmethod
    def files(agent: Agent, novel: Any, after: str = "") -> dict[str, bytes]:
        """What is kept of an agent's lives in novel instances, by the name of a file.

        Where it is after a shift, names end with ``_<after>``.
        """


def kind_of(world: World) -> Kind:
    """Return the module of the kind of a world."""
    return cast("Kind", import_module(f"evosim.life.{world.kind}.kind"))


def evaluator(
    blueprint: Blueprint,
    plan: Plan,
    instances: Any,
    threads: Threads,
    aims: NDArray[Any] = NO_AIMS,
    root: int = 0,
) -> Evaluate:
    """Return a function from genomes (P, G) to the scores of their lives in ``instances``.

    Parameters
    ----------
    aims : (N,) of a grid: what the mean return in each instance is measured against; empty if returns count.
    root : seed of what is drawn in each generation.
    """
    return kind_of(blueprint.world).evaluator(blueprint, plan, instances, threads, aims, root)
