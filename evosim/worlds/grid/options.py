"""Options of a grid world: its layout, its objects, and where these are placed."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, Tag

from evosim.frozen import freeze
from evosim.options import Count, Flag, Name, Natural, NonNegative, Real, Section, Share, by_kind


class Open(Section):
    """Each cell is a wall with probability ``walls``, drawn until a long enough path exists."""

    kind: Literal["open"] = "open"
    walls: Annotated[float, Field(strict=True, ge=0, le=0.9)] = 0.3


class Maze(Section):
    """A perfect maze: one way between any two cells. Then walls between chambers are opened at rate ``loops``."""

    kind: Literal["maze"]
    loops: Share = 0.0


class Rooms(Section):
    """``rooms`` × ``rooms`` rooms, with a wall and one door between each two neighbours."""

    kind: Literal["rooms"]
    rooms: Annotated[int, Field(strict=True, ge=2, le=16)] = 2


Layout = Annotated[
    Annotated[Open, Tag("open")]
    | Annotated[Maze, Tag("maze")]
    | Annotated[Rooms, Tag("rooms")],
    by_kind("open"),
]


class Region(Section):
    """Placement in a part of the arena: first row, first column, last row, last column, counted from 0, inclusive."""

    region: tuple[Natural, Natural, Natural, Natural]


class PathRange(Section):
    """Placement where the path from every start has between the first and the second number of steps."""

    path: tuple[Natural, Natural]


class Like(Section):
    """Placement at the same distance from every start as another object, give or take ``within`` steps."""

    like: Name
    within: Natural = 1


def _by_name(shows: dict[str, float]) -> dict[str, float]:
    """In one order: features become planes in order of mention, and how they were written must not matter."""
    result: dict[str, float] = freeze(dict(sorted(shows.items())))
    return result


class Object(Section):
    """A kind of object: what it shows and pays, whether touching it ends the life, and where it stands.

    ``hides`` gives, for a feature, the share of instances in which it does not show.
    """

    name: Name
    shows: Annotated[dict[Name, Real], AfterValidator(_by_name)]
    hides: Annotated[dict[Name, Share], AfterValidator(_by_name)] = freeze({})
    pays: Real = 0.0
    ends: Flag = False
    count: Annotated[int, Field(strict=True, ge=1, le=64)] = 1
    place: Literal["anywhere"] | Like | Region | PathRange = "anywhere"


class World(Section):
    """A family of grid tasks, of which ``instances`` are drawn for evolution.

    From each start an agent lives ``lives`` times, one after another; what it learns may last from one to the next.
    """

    kind: Literal["grid"] = "grid"
    size: Annotated[int, Field(strict=True, ge=2, le=64)] = 7
    layout: Layout = Open()
    instances: Annotated[int, Field(strict=True, ge=1, le=1_000_000)] = 1
    starts: Annotated[int, Field(strict=True, ge=1, le=64)] = 3
    steps: Annotated[int, Field(strict=True, ge=1, le=10_000)] = 28
    lives: Annotated[int, Field(strict=True, ge=1, le=1000)] = 1
    min_path: Count = 6
    shaping: NonNegative = 0.3
    false_walls: Share = 0.0
    object: Annotated[tuple[Object, ...], Field(min_length=1, max_length=26)]
