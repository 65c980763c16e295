from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np

from evosim.probes.imagined_wall import _candidates, imagined_wall
from evosim.probes.zoo import Walker, bottle_cap, compass, greedy, ideal_cortex, optimal_table, wall_follower
from evosim.worlds.grid.draw import draw_instances
from evosim.worlds.grid.reference import arena
from tests.conftest import world

NOVEL = draw_instances(world(), 9, 0, "novel", 128)


def test_a_search_walks_round_what_is_only_shown() -> None:
    found = imagined_wall(ideal_cortex(world()), NOVEL, 5)
    assert found is not None
    assert found > 0.6
    assert found == imagined_wall(ideal_cortex(world()), NOVEL, 5)


def test_a_table_does_not_look() -> None:
    assert imagined_wall(Walker("table", optimal_table), NOVEL, 5) == 0.0
    assert imagined_wall(Walker("cap", bottle_cap), NOVEL, 5) is None


def test_walkers_who_see_walls_bend_too() -> None:
    # Alone it proves no search: whoever looks one step ahead walks round. It tells lookers from tables.
    for policy in (compass, greedy, wall_follower):
        assert (imagined_wall(Walker("walker", policy), NOVEL, 5) or 0) > 0.2


def test_cells_on_the_path_have_a_way_round(make_world: Any) -> None:
    lives = NOVEL.take(np.repeat(np.arange(20), 3), NOVEL.starts[:20].reshape(-1, 1))
    trails = Walker("table", optimal_table).live(lives).trails[:, 0]
    on, off = _candidates(lives, trails)
    for m in range(len(lives)):
        maze = arena(frozenset(np.flatnonzero(~lives.walls[m]).tolist()), lives.stride)
        start, goal = int(lives.starts[m, 0]), int(lives.things[m, 0])
        inner = {c for c in trails[m].tolist() if c not in (start, goal)}
        round_ = {c for c in inner if nx.has_path(maze.subgraph(set(maze) - {c}), start, goal)}
        assert set(np.flatnonzero(on[m])) == round_
        assert not off[m, trails[m]].any()
        assert not (off[m] & lives.walls[m]).any()
