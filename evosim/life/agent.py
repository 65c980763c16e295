"""An evolved agent: a genome with the blueprint that reads it, to be watched, edited and measured."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from evosim.encodings.linear.projection import Projection
from evosim.life.grid.lives import Lives
from evosim.life.grid.population import Evaluator, Record
from evosim.organs.blueprint import Blueprint
from evosim.organs.cortex import organ as cortex
from evosim.organs.organ import Budget
from evosim.organs.plan import Plan
from evosim.shown import Shown, drawn
from evosim.threads import Threads
from evosim.worlds.grid.instances import CODE, Instances


class Mind(Protocol):
    """Anything that can be let live: evolved agents, and those built by hand for the zoo."""

    @property
    def organs(self) -> tuple[str, ...]:
        """The organs of its brain."""

    @property
    def budgets(self) -> Mapping[str, Budget]:
        """The organs that think, and how much."""

    def live(
        self,
        instances: Instances,
        *,
        thought: int | None = None,
        without: Collection[str] = (),
        inert: bool = False,
    ) -> Lives:
        """Live once from each start of each instance.

        ``thought`` is how many units each organ may think in all, instead of in its own way; ``without`` removes
        organs, ``inert`` takes all effect from things.
        """


@dataclass(frozen=True, eq=False)
class Agent(Shown):
    """A genome (G,) float32, or int32 letters, and its blueprint.

    codes (N, 6) are those of the instances it evolved on, if on any.
    """

    genome: NDArray[np.float32]
    blueprint: Blueprint
    codes: NDArray[np.float32] | None = None

    def __repr__(self) -> str:
        if self.blueprint.letters:
            return f"Agent({' + '.join(self.organs)}, {self.genome.size} letters)"
        genes = np.count_nonzero(self.genome)
        return f"Agent({' + '.join(self.organs)}, {genes} of {self.genome.size} genes)"

    def show(self, instances: Instances, maze: int = 1, start: int = 1) -> Any:
        """Draw a life in one of the instances of a grid: its way, and the last thought behind it.

        Parameters
        ----------
        maze, start : the number of the instance, and of the start in it, from 1.

        Returns
        -------
        evosim.pictures.page.Drawing
            A figure with its numbers; ``save(file)`` writes it.
        """
        return drawn(self, instances, maze, start)

    @property
    def organs(self) -> tuple[str, ...]:
        """The organs of its brain."""
        return self.blueprint.organs

    @property
    def ticks(self) -> int:
        """Ticks of thought in a life; 0 without a cortex."""
        return self.budgets["cortex"].full if "cortex" in self.budgets else 0

    @cached_property
    def budgets(self) -> Mapping[str, Budget]:
        """The organs that think, and how much."""
        return self.blueprint.budgets(self.genome)

    def resized(self, size: int) -> Agent | None:
        """The same genome in an arena of another size; None if it has genes, or a mixture of genes, for each cell."""
        if size == getattr(self.blueprint.world, "size", None):
            return self
        blueprint = replace(self.blueprint, world=self.blueprint.world.model_copy(update={"size": size}))
        mixed = any(
            isinstance(part.encoding, Projection) and any(axis.name == "cell" for axis in part.tensor.axes)
            for part in self.blueprint.parts.values()
        )
        same = blueprint.length == self.blueprint.length and not mixed
        return Agent(self.genome, blueprint, self.codes) if same else None

    def thinking(self, thought: int | None) -> Agent:
        """The same that thinks so many units in all, at the start of a life, instead of in its own way (None)."""
        return Agent(self.genome, replace(self.blueprint, thought=thought), self.codes)

    @property
    def parameters(self) -> dict[str, NDArray[np.float32]]:
        """The developed brain: every tensor by name, habits for the instances it evolved on."""
        codes = np.empty((0, CODE), np.float32) if self.codes is None else self.codes
        return {name: self.blueprint.develop(name, self.genome, codes) for name in self.blueprint.parts}

    def live(
        self,
        instances: Instances,
        *,
        thought: int | None = None,
        without: Collection[str] = (),
        inert: bool = False,
        curious: bool = True,
    ) -> Lives:
        """Live once from each start of each instance.

        Parameters
        ----------
        thought : think so many ticks in all, at the start of a life, instead of in its own way.
        without : organs removed (a lesion).
        inert : things neither pay nor end a life.
        curious : without it the plane of what was not seen shows nothing.

        Returns
        -------
        Lives
            N instances × J starts: trails (N, J, T + 1) int32 cells, what was reached and won (N, J).
        """
        plan = self.blueprint.altered(thought, without)
        return self.live_by(plan if curious else plan._replace(unseen=-1), instances, inert)

    def every_life(self, instances: Instances) -> Lives:
        """Live, and return with an axis of W lives, (N, J, W), all of those that follow one another from a start."""
        plan = self.blueprint.plan
        return self.live_by(plan, instances, axis=(instances.lives if plan.general or not instances.still else 1,))

    def live_by(self, plan: Plan, instances: Instances, inert: bool = False, axis: tuple[int, ...] = ()) -> Lives:
        """Live by a plan of its brain that was changed otherwise; ``axis`` is that of ``every_life``."""
        shape = (*instances.starts.shape, *axis)
        things = 0 if instances.still else instances.things.shape[1]
        record = Record.empty(shape, instances.steps, things, feels=bool(instances.kinds.signals))
        Evaluator(plan, instances, Threads(), inert)(self.genome[None], record)
        lives = Lives(*record)
        lives.instances = instances
        return lives

    def mind(self, instances: Instances, ticks: int | None = None) -> NDArray[np.float32]:
        """Activity per tick, in [0, 1], of the first thought in each instance.

        Of one channel it is (N, ticks + 1, size, size), of H channels (N, ticks + 1, H, size, size). There are no ticks
        at all without a cortex, or if it sees but a window: then thoughts depend on where it was (``grid.replay``).
        """
        size = instances.size
        if "cortex" not in self.organs or self.blueprint.plan.sight:
            return np.empty((len(instances), 0, size, size), np.float32)
        activity = np.stack(list(self._thoughts(instances, self.ticks if ticks is None else ticks)), axis=1)
        return activity[:, :, 0] if activity.shape[2] == 1 else activity

    def settled(self, instances: Instances) -> NDArray[np.float32]:
        """Activity after the last tick of a thought, (N, H, size, size), in [0, 1]; it needs a cortex."""
        return deque(self._thoughts(instances, self.ticks), maxlen=1).pop()

    def thoughts(
        self, planes: NDArray[np.float32], size: int, ticks: int, first: NDArray[np.float32] | None = None
    ) -> Iterator[NDArray[np.float32]]:
        """Activity (N, H, size, size) before the first tick and after each where planes (N, K, Q) are shown.

        Before the first tick it is at rest, or as in ``first``.
        """
        return cortex.thoughts(self._sheet, self._rules, planes, size, ticks, first)

    @property
    def drives(self) -> NDArray[np.float32]:
        """(K, Q) what each plane adds to the activity of a unit at rest, before it is clipped; mean over channels."""
        return cortex.drives(self._sheet, self._rules)

    @property
    def _sheet(self) -> Any:
        return self.blueprint.plan.organs[self.organs.index("cortex")]

    @property
    def _rules(self) -> NDArray[np.float32]:
        """(Q, R) as they are grown; they do not depend on the instance."""
        return self.blueprint.develop("rules", self.genome, np.empty((0, CODE), np.float32))

    def _thoughts(self, instances: Instances, ticks: int) -> Iterator[NDArray[np.float32]]:
        return self.thoughts(instances.planes[:, :, instances.cells], instances.size, ticks)
