"""What cannot be about a brain although each of its options is valid by itself."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

from evosim.encodings.options import Encoding
from evosim.faults.expected import shown
from evosim.faults.fault import Fault
from evosim.faults.path import Path
from evosim.faults.problem import one_of
from evosim.organs.options import UNSEEN, Brain, fitting
from evosim.worlds.grid.options import World as Grid
from evosim.worlds.options import World


def check_brain(brain: Brain, world: World, encoding: Encoding | None) -> list[Fault]:
    """Return what makes no sense about the organs of a brain in a world; ``encoding`` is None if it has faults itself.

    An organ says what makes no sense about its own options in ``check.py`` in its folder.
    """
    found: list[Fault] = []
    known = fitting(world.kind)
    if strangers := [organ for organ in brain.organs if organ not in known]:
        expected, got = f'organs for world.kind = "{world.kind}": {one_of(known)}', ", ".join(strangers)
        cure = f'set brain.organs = ["{known[0]}"]'
        return [Fault(("brain", "organs"), expected, got, cure, "not for this world", also=(("world", "kind"),))]
    if not isinstance(world, Grid):
        return found
    for organ in brain.organs:
        found += _check_of(organ)(brain, world, encoding)
        if getattr(getattr(brain, organ), "state", "") == "across" and world.lives == 1:
            expected, cure = "several lives, or state kept for one", "set world.lives to 2 or more"
            found.append(Fault(("brain", organ, "state"), expected, shown("across"), cure, also=(("world", "lives"),)))
    if brain.sight and not {"cortex", "memory"} & set(brain.organs):
        expected = "a brain with cortex or memory, which look at what is seen"
        cure = "add an organ, or leave sight out"
        also = (("brain", "organs"),)
        got = ", ".join(brain.organs)
        found.append(Fault(("brain", "sight"), expected, got, cure, what="a window without a cortex", also=also))
    if brain.sight:
        for index, thing in enumerate(world.object):
            if UNSEEN in thing.shows:
                what = "what was not seen shows this"
                path = ("world", "object", index, "shows", UNSEEN)
                found.append(Fault(path, "a feature of its own", UNSEEN, what=what, also=(("brain", "sight"),)))
    return found + _built_in(brain, world)


def _built_in(brain: Brain, world: Grid) -> list[Fault]:
    """Return the features that have the name of a sense which is of no object."""
    found = []
    for key, names in (("places", brain.places), ("signals", brain.signals)):
        features: list[tuple[Path, str]] = [
            (("world", "object", index, "shows", name), name)
            for index, thing in enumerate(world.object)
            for name in names
            if name in thing.shows
        ]
        features += [(("brain", "senses", place), name) for place, name in enumerate(brain.senses) if name in names]
        for path, name in features:
            cure = "give the feature another name"
            what = "a built-in sense shows this"
            found.append(Fault(path, "a feature of its own", name, cure, what, also=(("brain", key),)))
    return found


def _check_of(organ: str) -> Callable[[Brain, Grid, Encoding | None], list[Fault]]:
    """Return the check that an organ brings, or one that finds nothing."""
    path = f"evosim.organs.{organ}.check"
    return import_module(path).check if find_spec(path) else lambda brain, world, encoding: []
