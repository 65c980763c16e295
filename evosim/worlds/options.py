"""The options of a world, of whichever kind."""

from __future__ import annotations

from functools import reduce
from inspect import getdoc
from operator import or_
from typing import TYPE_CHECKING, Annotated

from pydantic import Tag

from evosim.options import by_kind, section_in
from evosim.worlds import WORLDS
from evosim.worlds.section import WorldSection

SECTIONS = {kind: section_in(f"evosim.worlds.{kind}.options", WorldSection) for kind in WORLDS}
if TYPE_CHECKING:
    World = WorldSection
else:
    World = Annotated[reduce(or_, (Annotated[SECTIONS[kind], Tag(kind)] for kind in WORLDS)), by_kind(WORLDS[0])]


def about() -> dict[str, str]:
    """Return each kind of world with its first line."""
    return {kind: (getdoc(section) or "").splitlines()[0] for kind, section in SECTIONS.items()}
