from __future__ import annotations

import time
from typing import Any

from evosim.experiment.door import PATIENCE, room


def soon() -> float:
    return time.monotonic() + PATIENCE


def test_room(make_world: Any) -> None:
    assert room(make_world(), 1, soon()) == ""
    assert "none in 10,000 arenas" in room(make_world(size=3, layout={"walls": 0.8}, min_path=5, starts=2), 1, soon())


def test_patience_ends(make_world: Any) -> None:
    # Found by an attack: a decoy that can be nowhere was looked for in plain Python for minutes.
    door = {"name": "door", "shows": {"door": 1}, "pays": 1.0, "ends": True}
    decoys = {"name": "decoy", "shows": {"red": 1}, "count": 30, "place": {"like": "door", "within": 0}}
    began = time.monotonic()
    room(make_world(object=[door, decoys]), 1, soon())
    assert time.monotonic() - began < PATIENCE + 3
