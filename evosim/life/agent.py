"""An evolved agent: a genome with the blueprint that reads it, to be watched, edited and measured."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from evosim.encodings.blueprint import NONE, Blueprint, Plan
from evosim.encodings.encoding import Direct
from evosim.life.kernel import live
from evosim.life.lives import Lives
from evosim.organs import cortex
from evosim.worlds.grid.instances import CODE, Instances


class Budget(NamedTuple):
    """What an organ may spend on thought before it must decide.

    Cutting it takes neither knowledge nor memory away: a tick of a cortex, a node of a search, a step of a recurrent
    net before it acts.
    """

    unit: str
    full: int


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
class Agent:
    """A genome (G,) float32 and its blueprint; codes (N, 6) are those of the instances it evolved on, if on any."""

    genome: NDArray[np.float32]
    blueprint: Blueprint
    codes: NDArray[np.float32] | None = None

    def __repr__(self) -> str:
        genes = np.count_nonzero(self.genome)
        return f"Agent({' + '.join(self.organs)}, {genes} of {self.genome.size} genes)"

    @property
    def organs(self) -> tuple[str, ...]:
        """The organs of its brain."""
        return self.blueprint.organs

    @cached_property
    def ticks(self) -> int:
        """Ticks of thought in a life."""
        part = self.blueprint.parts.get("ticks")
        most = self.blueprint.most_ticks
        return most if part is None else cortex.ticks_of(self.genome[part.at], most)

    @property
    def budgets(self) -> Mapping[str, Budget]:
        """The cortex thinks in ticks."""
        return {"cortex": Budget("ticks", self.ticks)} if "cortex" in self.organs else {}

    def resized(self, size: int) -> Agent | None:
        """The same genome in an arena of another size; None if it has genes for each cell of its own."""
        settings = self.blueprint.settings
        if size == settings.world.size:
            return self
        world = settings.world.model_copy(update={"size": size})
        blueprint = Blueprint(settings.model_copy(update={"world": world}))
        parts = self.blueprint.parts.values()
        direct = any(isinstance(p.encoding, Direct) and p.tensor.name in ("habits", "rules") for p in parts)
        return None if direct else Agent(self.genome, blueprint, self.codes)

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
    ) -> Lives:
        """Live once from each start of each instance.

        Parameters
        ----------
        thought : think so many ticks in all, at the start of a life, instead of in its own way.
        without : organs removed (a lesion).
        inert : things neither pay nor end a life.

        Returns
        -------
        Lives
            N instances × J starts: trails (N, J, T + 1) int32 cells, what was reached and won (N, J).
        """
        world = instances.blocks(inert)
        n, j = instances.starts.shape
        trails = np.empty((n, j, instances.steps + 1), np.int32)
        lengths, reached = np.empty((n, j), np.int32), np.empty((n, j), np.int32)
        won = np.empty((n, j), np.bool_)
        one = [np.empty(1, dtype) for dtype in (np.float64, np.int64, np.int64, np.int64)]
        live(0, 1, self.genome[None], self._plan(thought, without), world, *one, trails, lengths, reached, won)
        return Lives(trails, lengths, reached, won)

    def mind(self, instances: Instances, ticks: int | None = None) -> NDArray[np.float32]:
        """Activity per tick, (N, ticks + 1, size, size), in [0, 1]; no ticks at all without a cortex."""
        size = instances.size
        if "cortex" not in self.organs:
            return np.empty((len(instances), 0, size, size), np.float32)
        return np.stack(list(self._thoughts(instances, self.ticks if ticks is None else ticks)), axis=1)

    def settled(self, instances: Instances) -> NDArray[np.float32]:
        """Activity after the last tick of a thought, (N, size, size), in [0, 1]; it needs a cortex."""
        return deque(self._thoughts(instances, self.ticks), maxlen=1).pop()

    def _thoughts(self, instances: Instances, ticks: int) -> Iterator[NDArray[np.float32]]:
        rules = self.blueprint.rules(self.genome)
        return cortex.course(rules, instances.planes[:, :, instances.cells], instances.size, ticks)

    def _plan(self, ticks: int | None, without: Collection[str]) -> Plan:
        plan = self.blueprint.plan
        if ticks is not None:
            plan = plan._replace(ticks_at=-1, ticks=ticks, kept=False)
        if "habits" in without:
            plan = plan._replace(habits=NONE)
        if "cortex" in without:
            plan = plan._replace(rules=NONE)
        return plan
