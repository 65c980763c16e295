"""The options of a world, of whichever kind."""

from __future__ import annotations

from typing import Annotated

from pydantic import Tag

from evosim.options import by_kind
from evosim.worlds.games.options import Games
from evosim.worlds.grid.options import World as Grid
from evosim.worlds.labels.options import Labels

World = Annotated[
    Annotated[Grid, Tag("grid")]
    | Annotated[Games, Tag("games")]
    | Annotated[Labels, Tag("labels")],
    by_kind("grid"),
]
