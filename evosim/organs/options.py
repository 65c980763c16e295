"""Options of a brain: which organs it has, and those of each organ."""

from __future__ import annotations

from inspect import getdoc
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, Field, create_model

from evosim.options import Name, Section, section_in
from evosim.organs import ORGANS
from evosim.organs.section import OrganSection
from evosim.worlds.grid.senses import PLACES, SIGNALS, in_order

UNSEEN = "unseen"  # the plane of what was not seen


SECTIONS = {organ: section_in(f"evosim.organs.{organ}.options", OrganSection) for organ in ORGANS}
if TYPE_CHECKING:
    OrganName = str
    PlaceName = str
    SignalName = str

    class Organs(Section):
        """The options of each organ, under its name."""

        def __getattr__(self, organ: str) -> Any:
            """Those of an organ: a field for each of ``ORGANS``."""
else:
    OrganName, PlaceName, SignalName = Literal[ORGANS], Literal[tuple(PLACES)], Literal[tuple(SIGNALS)]
    _FIELDS = {organ: (section, section()) for organ, section in SECTIONS.items()}
    Organs = create_model("Organs", __base__=Section, __module__=__name__, **_FIELDS)


def _as_a_set(organs: tuple[str, ...]) -> tuple[str, ...]:
    """Each once, in the order of ``ORGANS``: a brain is a set, so how it was written must not matter."""
    return tuple(organ for organ in ORGANS if organ in organs)


class Brain(Organs):
    """The set of organs; its size is the essays' algorithmic range.

    ``senses`` are features that it is shown although no object of ``[world]`` shows them. ``places`` are planes that
    say where a cell is in the arena, ``signals`` numbers that it feels on all cells and that change in a life. With
    ``sight`` it sees only the window of so many cells on each side of it: walls, features and places appear where they
    were seen, and a plane ``unseen`` shows the rest. Its ``map`` is kept for a life, or what lies outside the window is
    forgotten.
    """

    organs: Annotated[tuple[OrganName, ...], Field(min_length=1), AfterValidator(_as_a_set)] = ("habits", "cortex")
    senses: tuple[Name, ...] = ()
    places: Annotated[tuple[PlaceName, ...], AfterValidator(in_order)] = ()
    signals: Annotated[tuple[SignalName, ...], AfterValidator(in_order)] = ()
    sight: Annotated[int, Field(strict=True, ge=0, le=64)] = 0
    map: Literal["kept", "none"] = "kept"

    @property
    def all_senses(self) -> tuple[str, ...]:
        """Return the senses, ``unseen`` if it sees but a window, and last those that are of no object."""
        return (*self.senses, *((UNSEEN,) if self.sight else ()), *self.built_in)

    @property
    def built_in(self) -> tuple[str, ...]:
        """Return the senses that are of no object: places, then signals."""
        return (*self.places, *self.signals)


def fitting(world: str) -> tuple[str, ...]:
    """Return the organs that are for a kind of world."""
    return tuple(organ for organ, section in SECTIONS.items() if world in section.worlds)


def about() -> dict[str, str]:
    """Return each organ with its first line."""
    return {organ: (getdoc(kind) or "").splitlines()[0] for organ, kind in SECTIONS.items()}
