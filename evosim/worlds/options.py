"""The options of a world, of whichever kind."""

from __future__ import annotations

from functools import reduce
from importlib import import_module
from inspect import getdoc
from operator import or_
from typing import TYPE_CHECKING, Annotated

from pydantic import Tag

from evosim.options import by_kind
from evosim.worlds import WORLDS
from evosim.worlds.section import WorldSection


def _section(kind: str) -> type[WorldSection]:
    """Return the section that stands in the ``options.py`` of a kind of world."""
    module = import_module(f"evosim.worlds.{kind}.options")
    (found,) = (one for one in vars(module).values() if _is_section_of(one, module.__name__))
    return found


def _is_section_of(one: object, module: str) -> bool:
    return isinstance(one, type) and issubclass(one, WorldSection) and one.__module__ == module


SECTIONS = {kind: _section(kind) for kind in WORLDS}
if TYPE_CHECKING:
    World = WorldSection
else:
    World = Annotated[reduce(or_, (Annotated[SECTIONS[kind], Tag(kind)] for kind in WORLDS)), by_kind(WORLDS[0])]


def about() -> dict[str, str]:
    """Return each kind of world with its first line."""
    return {kind: (getdoc(section) or "").splitlines()[0] for kind, section in SECTIONS.items()}
