"""Options of a grid world: its layout, its objects, and where these are placed."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, Tag

from evosim.frozen import freeze
from evosim.options import Count, Flag, Name, Natural, NonNegative, Real, Section, Share, by_kind
from evosim.worlds.section import WorldSection


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


ARENA = ("size", "layout", "starts", "min_path")  # keys that make another arena
AGENT = "agent"  # what objects may be after, beside one another


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
    """Placement where the path from every start has between the first and the second number of steps.

    With ``aside`` it is on no shortest path from a start to the objects of that name.
    """

    path: tuple[Natural, Natural]
    aside: Name | None = None


class Like(Section):
    """Placement at the same distance from every start as another object, give or take ``within`` steps."""

    like: Name
    within: Natural = 1


def _by_name(shows: dict[str, float]) -> dict[str, float]:
    """In one order: features become planes in order of mention, and how they were written must not matter."""
    result: dict[str, float] = freeze(dict(sorted(shows.items())))
    return result


class Still(Section):
    """It stays where it is."""

    kind: Literal["still"] = "still"


class _Mover(Section):
    """It takes a step each ``every`` steps of the agent."""

    every: Annotated[int, Field(strict=True, ge=1, le=10_000)] = 1


class Random(_Mover):
    """A step in a random direction; it stays where that is barred."""

    kind: Literal["random"]


class _Pursuer(_Mover):
    """What it is about: the agent, or the objects of a name."""

    what: Name = AGENT


class Chase(_Pursuer):
    """The step that brings it nearest to what it chases, counted as if there were no walls."""

    kind: Literal["chase"]


class Flee(_Pursuer):
    """The step that brings it furthest from what it flees, counted as if there were no walls."""

    kind: Literal["flee"]


class Planned(_Pursuer):
    """A step on a shortest way to what it is after."""

    kind: Literal["plan"]


Moves = Annotated[
    Annotated[Still, Tag("still")]
    | Annotated[Random, Tag("random")]
    | Annotated[Chase, Tag("chase")]
    | Annotated[Flee, Tag("flee")]
    | Annotated[Planned, Tag("plan")],
    by_kind("still"),
]


class Regrowth(Section):
    """What was eaten is there again after so many steps: in its place, or on free ground elsewhere."""

    after: Annotated[int, Field(strict=True, ge=1, le=10_000)]
    where: Literal["here", "elsewhere"] = "here"


class Object(Section):
    """A kind of object: what it shows and pays, whether touching it ends the life, where it stands, and what it does.

    ``hides`` gives, for a feature, the share of instances in which it does not show; ``lies`` the share in which it
    shows on something else.
    """

    name: Name
    shows: Annotated[dict[Name, Real], AfterValidator(_by_name)]
    hides: Annotated[dict[Name, Share], AfterValidator(_by_name)] = freeze({})
    lies: Annotated[dict[Name, Share], AfterValidator(_by_name)] = freeze({})
    pays: Real = 0.0
    repeats: Flag = False
    ends: Flag = False
    eaten: Flag = False
    regrows: Regrowth | None = None
    moves: Moves = Still()
    needs: Name | None = None
    gives: Name | None = None
    count: Annotated[int, Field(strict=True, ge=1, le=64)] = 1
    place: Literal["anywhere"] | Like | Region | PathRange = "anywhere"

    @property
    def lasts(self) -> bool:
        """Whether it is the same all life long, and pays but once: then only the agent moves."""
        still = isinstance(self.moves, Still)
        return still and not (self.repeats or self.eaten or self.needs is not None or self.gives is not None)


class World(WorldSection):
    """An arena of free and wall cells with objects that stand, move, are eaten, lock; layouts open, maze, rooms.

    It is a family of tasks, of which ``instances`` are drawn for evolution.

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
    step_cost: NonNegative = 0.0
    false_walls: Share = 0.0
    object: Annotated[tuple[Object, ...], Field(min_length=1, max_length=26)]

    @property
    def still(self) -> bool:
        """Whether nothing but the agent ever changes, and steps are free."""
        return self.step_cost == 0 and all(thing.lasts for thing in self.object)


class Change(Section):
    """Some keys of a world changed, and some objects added.

    ``set`` takes dotted keys of ``world``; objects go by their names.
    """

    set: Annotated[dict[str, Any], AfterValidator(freeze)] = freeze({})
    add: tuple[Object, ...] = ()


def keys_of(objects: tuple[Object, ...]) -> tuple[str, ...]:
    """Return the keys that objects give or need, in order of their names."""
    return tuple(sorted({key for thing in objects for key in (thing.gives, thing.needs) if key is not None}))


def redrawn(before: World, after: World) -> bool:
    """Return whether a shift from one world to another needs arenas of its own, with ways to what pays."""
    return any(getattr(before, key) != getattr(after, key) for key in ARENA)
