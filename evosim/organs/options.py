"""Options of a brain: which organs it has. An organ is registered by its field of ``Brain``."""

from __future__ import annotations

from inspect import getdoc
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, Field

from evosim.options import Name, Section
from evosim.organs.cortex.options import Cortex
from evosim.organs.habits.options import Habits
from evosim.organs.learner.options import Learner
from evosim.organs.memory.options import Memory
from evosim.organs.reflex.options import Reflex
from evosim.organs.search.options import Search

UNSEEN = "unseen"  # the plane of what was not seen


class Organs(Section):
    """The options of each organ, in the order of their genes."""

    habits: Habits = Habits()
    cortex: Cortex = Cortex()
    reflex: Reflex = Reflex()
    memory: Memory = Memory()
    search: Search = Search()
    learner: Learner = Learner()


ORGANS = tuple(Organs.model_fields)
if TYPE_CHECKING:
    OrganName = str
else:
    OrganName = Literal[ORGANS]


def _as_a_set(organs: tuple[str, ...]) -> tuple[str, ...]:
    """Each once, in the order of ``ORGANS``: a brain is a set, so how it was written must not matter."""
    return tuple(organ for organ in ORGANS if organ in organs)


class Brain(Organs):
    """The set of organs; its size is the essays' algorithmic range.

    ``senses`` are features that it is shown although no object of ``[world]`` shows them. With ``sight`` it sees only
    the window of so many cells on each side of it: walls and features appear where they were seen, and a plane
    ``unseen`` shows the rest. Its ``map`` is kept for a life, or what lies outside the window is forgotten.
    """

    organs: Annotated[tuple[OrganName, ...], Field(min_length=1), AfterValidator(_as_a_set)] = ("habits", "cortex")
    senses: tuple[Name, ...] = ()
    sight: Annotated[int, Field(strict=True, ge=0, le=64)] = 0
    map: Literal["kept", "none"] = "kept"

    @property
    def all_senses(self) -> tuple[str, ...]:
        """Return the senses, and ``unseen`` if it sees but a window."""
        return (*self.senses, UNSEEN) if self.sight else self.senses


def about() -> dict[str, str]:
    """Return each organ with its first line."""
    kinds = {name: field.annotation for name, field in Organs.model_fields.items()}
    return {name: (getdoc(kind) or "").splitlines()[0] for name, kind in kinds.items() if kind is not None}
