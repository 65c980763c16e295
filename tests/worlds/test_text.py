from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from evosim.worlds.grid.draw import draw_instances
from evosim.worlds.grid.text import draw_text, read_text


def test_what_is_printed_reads_back(make_world: Any) -> None:
    objects = [
        {"name": "door", "shows": {"door": 1}, "pays": 1.0, "ends": True},
        {"name": "decoy", "shows": {"red": 1}, "ends": True, "count": 2},
    ]
    world = make_world(instances=10, object=objects, min_path=3)
    drawn = draw_instances(world, 1, 0)
    for n in range(10):
        text = draw_text(drawn, n)
        back = read_text(text, world)
        assert draw_text(back) == text
        np.testing.assert_array_equal(back.walls[0], drawn.walls[n])
        np.testing.assert_array_equal(back.distance[0], drawn.distance[n])
        np.testing.assert_array_equal(back.planes[0], drawn.planes[n])
        assert sorted(back.starts[0]) == sorted(drawn.starts[n])


def test_a_small_world(make_world: Any) -> None:
    text = "#####\n#@..#\n#.#.#\n#..D#\n#####"
    read = read_text(text, make_world(size=3, starts=1, min_path=4))
    assert read.path.tolist() == [[4]]
    assert draw_text(read) == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("####\n####", "rows of 5 symbols"),
        ("#####\n#@.?#\n#.#.#\n#..D#\n#####", r"got \?"),
        ("#####\n#@..#\n#.#..\n#..D#\n#####", "opening"),
        ("#####\n#@..#\n#.#.#\n#...#\n#####", "expected 1 of 'door'; got 0"),
    ],
)
def test_what_does_not_read(make_world: Any, text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_text(text, make_world(size=3, starts=1, min_path=4))
