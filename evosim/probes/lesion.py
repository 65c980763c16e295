"""Lesions: the same agent with organs removed, measured like any other."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from evosim.life import Budget, Lives, Mind
from evosim.worlds.grid.instances import Instances


@dataclass(frozen=True)
class Lesioned:
    """An agent without some of its organs."""

    agent: Mind
    removed: frozenset[str]

    @property
    def organs(self) -> tuple[str, ...]:
        """What is left."""
        return tuple(organ for organ in self.agent.organs if organ not in self.removed)

    @property
    def budgets(self) -> Mapping[str, Budget]:
        """Of the organs that are left."""
        return {organ: budget for organ, budget in self.agent.budgets.items() if organ not in self.removed}

    def live(
        self,
        instances: Instances,
        *,
        thought: int | None = None,
        without: Collection[str] = (),
        inert: bool = False,
    ) -> Lives:
        """Live without the removed organs, and without those named here."""
        return self.agent.live(instances, thought=thought, without={*self.removed, *without}, inert=inert)
