"""Rivals: what pays and what does not, side by side in a shifted world."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from evosim.pictures.page import Undrawable
from evosim.pictures.run import Numbers, Run
from evosim.scenario.shift import shifted
from evosim.worlds.grid.options import Like, Object, World


class Rivals(NamedTuple):
    """Two objects of a shifted world, the one that pays first.

    Attributes
    ----------
    looks : what each shows
    alike : whether the second is placed as far from the start as the first
    reached : (2, rows) share of lives that reached each, in [0, 1]
    wish : (2, rows) activity beside each where it stands alone, in [0, 1]; NaN where they show more than one feature
    """

    shift: str
    names: tuple[str, str]
    looks: tuple[str, str]
    alike: bool
    reached: Numbers
    wish: Numbers

    @property
    def after(self) -> Numbers:
        """(rows,) 1 for agents that reach the first more often, −1 the other, 0 neither, NaN where not measured."""
        return np.sign(self.reached[0] - self.reached[1])


def rivals(run: Run) -> Rivals:
    """Return those of the first shift that has any; raises ``Undrawable`` if there is none.

    The other shows something that what pays shows, or showed before the shift at any point: else it is no rival. One
    that is placed as far away as another thing comes first.
    """
    world = run.scenario.world
    if not isinstance(world, World):
        raise Undrawable("a run in a grid")
    worlds = [settings.world for settings in run.settings if isinstance(settings.world, World)]  # of variants too
    for shift in run.scenario.shift:
        after = shifted(world, shift)
        if after == world:  # the same world, such as the arenas evolved on
            continue
        there = [thing for thing in after.object if np.isfinite(_reached(run, thing, shift.name)).any()]
        seen = [thing for one in (*worlds, after) for thing in one.object]
        promising = {look for thing in seen if thing.pays > 0 for look in _shown(thing)}
        one = next((thing for thing in there if thing.pays > 0), None)
        others = [thing for thing in there if thing.pays <= 0 and promising & set(_shown(thing))]
        other = min(others, key=lambda thing: not isinstance(thing.place, Like), default=None)
        if one is not None and other is not None:
            both = (one, other)
            return Rivals(
                shift.name,
                (one.name, other.name),
                (_look(one), _look(other)),
                isinstance(other.place, Like) and other.place.like == one.name,
                np.array([_reached(run, thing, shift.name) for thing in both]),
                np.array([_wish(run, thing) for thing in both]),
            )
    raise Undrawable("a run with a [[shift]] in which one object pays and another looks like it, but does not")


def _shown(thing: Object) -> list[str]:
    return [feature for feature, strength in thing.shows.items() if strength]


def _look(thing: Object) -> str:
    return " and ".join(feature.replace("_", " ") for feature in _shown(thing)) or "nothing"


def _reached(run: Run, thing: Object, shift: str) -> Numbers:
    return run.column(f"reached_{thing.name}_{shift}")


def _wish(run: Run, thing: Object) -> Numbers:
    features = _shown(thing)
    alone = len(features) == 1 and thing.shows[features[0]] == 1
    return run.column(f"mesa_{features[0]}") if alone else np.full(len(run.cells), np.nan)
