"""What probes measure: an agent with the instances it is asked about, and what is known of it already."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from evosim.life import Agent, Lives, Mind
from evosim.probes.options import Measure
from evosim.worlds.grid.instances import Instances
from evosim.worlds.grid.shift import Shifted

if TYPE_CHECKING:
    from deap.tools import Logbook

    from evosim.evolution.carried import Carried
    from evosim.evolution.genome import Genes
    from evosim.evolution.lineage import Ancestor
    from evosim.evolution.rivals import Meeting
    from evosim.evolution.setup import Setup
    from evosim.evolution.stage import Stage

Which = Literal["novel", "training"]
M_co = TypeVar("M_co", bound=Mind, covariant=True)
T = TypeVar("T")


class Selection(NamedTuple):
    """How an agent was selected: its evolution, and its fitness there."""

    setup: Setup
    fitness: float
    log: Logbook | None = None  # of its evolution
    carried: Carried | None = None  # the settings of mutation that the last generation carries
    meetings: Sequence[Meeting] = ()  # of the population and the arenas that evolved against it
    ends: Sequence[tuple[Genes, Stage]] = ()  # the fittest genome at the end of each stage
    line: Sequence[Ancestor] = ()  # of first parents, from the first generation to the agent


@dataclass(frozen=True, eq=False)
class Subject(Generic[M_co]):
    """An agent that is measured.

    Attributes
    ----------
    agent : evolved, or built by hand.
    training : the instances it was evolved on.
    novel : instances it was never evolved on.
    root : of the cell that it evolved in, and seed of the probes' own draws (64 bits).
    rest : (G,) what deletion makes of each gene, where that is not 0.
    removed : organs that were removed from it.
    selection : how it was selected, if it evolved.
    asked : what takes long, and is measured only where it is asked for.
    """

    agent: M_co
    training: Instances
    novel: Instances
    root: int
    rest: NDArray[np.float32] | None = None
    removed: frozenset[str] = frozenset()
    selection: Selection | None = None
    asked: Measure = field(default_factory=Measure)
    _known: dict[Any, Any] = field(default_factory=dict, repr=False)

    def lives(
        self,
        which: Which = "novel",
        *,
        thought: int | None = None,
        without: Collection[str] = (),
        inert: bool = False,
    ) -> Lives:
        """Its lives in novel or training instances, lived once and kept; not to be written to.

        ``thought``, ``without`` and ``inert`` are those of ``Mind.live``.
        """
        instances = self.novel if which == "novel" else self.training
        removed = self.removed.union(without)

        def live() -> Lives:
            lives = self.agent.live(instances, thought=thought, without=removed, inert=inert)
            for part in lives:
                part.setflags(write=False)
            return lives

        return self._once((which, thought, removed, inert), live)

    def live(self, instances: Instances, *, inert: bool = False) -> Lives:
        """Its lives in other instances, such as edited ones."""
        return self.agent.live(instances, without=self.removed, inert=inert)

    def once(self, ask: Callable[[Any], T]) -> T:
        """What a function of the subject returns, called once."""
        return self._once((ask, self.removed), lambda: ask(self))

    def of_novel(self, ask: Callable[[Instances], T]) -> T:
        """What a function of the novel instances returns, called once."""
        return self._once((ask, "novel"), lambda: ask(self.novel))

    def _once(self, key: Any, make: Callable[[], T]) -> T:
        if key not in self._known:
            self._known[key] = make()
        found: T = self._known[key]
        return found

    def lesioned(self, organ: str) -> Subject[M_co]:
        """The same without an organ; what is known of the one is known of the other."""
        return replace(self, removed=self.removed | {organ})

    def after(
        self: Subject[Agent], name: str, shifted: Shifted, thought: int | None = None
    ) -> ShiftedSubject | None:
        """The same in the lives after a shift; None if it has genes for another arena's cells, or no life is left.

        It thinks so many units in all there, instead of in its own way.
        """
        moved = self.agent.resized(shifted.instances.size)
        if moved is None or not len(shifted.instances):
            return None
        if thought is not None:
            moved = moved.thinking(thought)
        where = self.training, shifted.instances, self.root, self.rest
        return ShiftedSubject(moved, *where, asked=self.asked, name=name, before=self)


@dataclass(frozen=True, eq=False, kw_only=True)
class ShiftedSubject(Subject[Agent]):
    """An agent whose novel instances are those after a shift: its ``name``, and the subject ``before`` it."""

    name: str
    before: Subject[Agent]
