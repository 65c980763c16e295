from __future__ import annotations

import networkx as nx
import numpy as np

from evosim.life import Mind
from evosim.probes.imagined_wall import _longer, imagined_wall
from evosim.probes.subject import Subject
from evosim.probes.zoo import Walker, bottle_cap, ideal_cortex, optimal_table
from evosim.worlds.grid.draw import draw_instances
from evosim.worlds.grid.reference import arena
from tests.conftest import world

NOVEL = draw_instances(world(), 9, 0, "novel", 128)


def subject(agent: Mind) -> Subject[Mind]:
    return Subject(agent, NOVEL, NOVEL, 5)


def test_a_search_walks_round_what_is_only_shown() -> None:
    found = imagined_wall(subject(ideal_cortex(world())))
    assert found is not None
    assert found > 0.99  # in one life the way round is longer than 24 ticks see
    assert found == imagined_wall(subject(ideal_cortex(world())))


def test_a_table_does_not_look() -> None:
    assert imagined_wall(subject(Walker("table", optimal_table))) == 0.0
    assert imagined_wall(subject(Walker("cap", bottle_cap))) is None


def test_cells_whose_wall_makes_the_way_longer() -> None:
    lives = NOVEL.take(np.repeat(np.arange(20), 3), NOVEL.starts[:20].reshape(-1, 1))
    trails = Walker("table", optimal_table).live(lives).trails[:, 0]
    longer = _longer(lives, trails)
    assert (longer > 0).any()
    for m in range(len(lives)):
        maze = arena(frozenset(np.flatnonzero(~lives.walls[m]).tolist()), lives.stride)
        start, goal = int(lives.starts[m, 0]), int(lives.things[m, 0])
        straight = nx.shortest_path_length(maze, start, goal)
        want = {}
        for cell in {c for c in trails[m].tolist() if c not in (start, goal)}:
            walled = maze.subgraph(set(maze) - {cell})
            way = nx.shortest_path_length(walled, start, goal) if nx.has_path(walled, start, goal) else 0
            if straight < way <= lives.steps:
                want[cell] = way
        assert {c: int(longer[m, c]) for c in np.flatnonzero(longer[m]).tolist()} == want
