"""How things show themselves: as figures, and in notebooks.

What draws and writes stands above the things that are shown, so it is found by name when it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from evosim.plain import plain


class Shown:
    """Something that notebooks show as a table, and that ``show`` draws."""

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        return as_html(self)


def as_html(thing: Any) -> str:
    """A thing in a few lines of HTML: what ``evosim.report.notebook`` makes of its type."""
    return plain(str(import_module("evosim.report.notebook").html(thing)))


def drawn(thing: Any, *of: Any, **options: Any) -> Any:
    """The ``Drawing`` of a thing: what ``evosim.pictures.show`` makes of its type."""
    return import_module("evosim.pictures.show").show(thing, *of, **options)
