"""How many states a life has, of which only some can come about: what has to be tabulated for the largest return."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from evosim.worlds.grid.options import Object, World, keys_of

MOST_STATES = 2_000_000


def states(objects: Sequence[Object], free: int) -> int:
    """Places of the agent × places and absences of things × what has paid × keys, among ``free`` cells."""
    sizes = [free, 2 ** len(keys_of(tuple(objects)))]
    for thing in objects:
        elsewhere = thing.regrows is not None and thing.regrows.where == "elsewhere"
        travels = thing.moves.kind != "still" or elsewhere
        away = (thing.regrows.after if thing.regrows else 1) + 1 if thing.eaten else 1
        remembers = bool(thing.pays) and not (thing.repeats or thing.ends or thing.eaten)
        sizes += [(free if travels else 1) * away * (2 if remembers else 1)] * thing.count
    return prod(sizes)


def most_states(world: World) -> int:
    """How many states a life has at most."""
    return states(world.object, world.size**2)
