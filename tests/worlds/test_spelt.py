"""Arenas as letters."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from evosim.worlds.grid.distances import from_starts
from evosim.worlds.grid.draw import draw_instances
from evosim.worlds.grid.spelt import GRAIN, Spelling


def spelling(make_world: Any, **keys: Any) -> Spelling:
    world = make_world(**{"instances": 12, **keys})
    return Spelling(world, draw_instances(world, 3, 0))


@pytest.mark.parametrize("keys", [{}, {"size": 9, "layout": {"kind": "maze"}}, {"starts": 1, "min_path": 3}])
def test_what_is_spelt_reads_back(make_world: Any, keys: dict[str, Any]) -> None:
    of = spelling(make_world, **keys)
    letters = of.spell()
    found, lived_in = of.read(letters)
    assert lived_in.all()
    for name in ("walls", "things", "starts", "distance", "planes", "shows", "entry", "keys", "codes"):
        np.testing.assert_array_equal(getattr(found, name), getattr(of.first, name), err_msg=name)
    assert letters.min() >= 0
    assert letters.max() < of.alphabet


def test_random_letters_keep_the_share_of_walls(make_world: Any) -> None:
    of = spelling(make_world, instances=40)
    rng = np.random.default_rng(1)
    letters = rng.integers(0, of.alphabet, of.spell().shape).astype(np.int32)
    inside = of.first.walls[:, of.first.cells].mean()
    units = len(of.first.cells)
    assert abs((letters[:, :units] < of.walls).mean() - inside) < 0.03


def test_what_cannot_be_lived_in_is_told(make_world: Any) -> None:
    of = spelling(make_world, instances=300)
    rng = np.random.default_rng(2)
    letters = of.spell()
    changed = rng.random(letters.shape) < 0.05
    letters[changed] = rng.integers(0, of.alphabet, changed.sum())
    found, lived_in = of.read(letters)
    assert 20 < lived_in.sum() < 280
    door = found.things[:, 0]
    for n in range(300):
        places = [int(door[n]), *map(int, found.starts[n])]
        one = found.take([n])
        way = from_starts(one)[0, :, door[n]]
        fits = len(set(places)) == len(places) and (way >= of.world.min_path).all() and (way <= of.world.steps).all()
        assert lived_in[n] == fits
        assert not found.walls[n, places].any()
        np.testing.assert_array_equal(one.planes[0, 0], one.walls[0])
    units = letters[:, : len(of.first.cells)]
    free = ~found.walls[:, of.first.cells]
    assert ((units >= of.walls) <= free).all()
    assert (letters[:, -1] // GRAIN == of.first.units[found.starts[:, -1]]).all()
