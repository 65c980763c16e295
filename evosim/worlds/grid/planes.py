"""The planes of a world: one for each feature that a brain is shown."""

from __future__ import annotations

from collections.abc import Iterable

from evosim.worlds.grid.options import World


def planes(world: World, senses: Iterable[str] = ()) -> tuple[str, ...]:
    """Return what a brain is shown: ``wall``, every feature of an object in order of mention, and its ``senses``.

    Those that are of no object stand last among the senses.
    """
    features = (feature for thing in world.object for feature in thing.shows)
    return ("wall", *dict.fromkeys((*features, *senses)))
