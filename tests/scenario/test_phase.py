"""What makes no sense about phases of evolution."""

from __future__ import annotations

import pytest

from tests.scenario.conftest import BASE, Problems

PHASE = '\n[[evolution.phase]]\ngenerations = 2\nset = { "world.object.door.pays" = 0.5 }\n'


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("pays\" = 0.5", "pays\" = 0.0", "pays"),
        ('"world.object.door.pays" = 0.5', '"world.size" = 9', "other than"),
        ('"world.object.door.pays" = 0.5', '"world.instances" = 1', "other than"),
        ('"world.object.door.pays" = 0.5', '"world.objekt.door.pays" = 0.5', "object"),
        ('set = { "world.object.door.pays" = 0.5 }', 'arenas = "new"\nset = { "world.instances" = 999999 }', "at most"),
        ("generations = 2", "generations = 2\ntimes = 3", "1 where arenas stay"),
        ("generations = 2", "generations = 0", "generations"),
        ("\n[[evolution", "\n[measure]\nbits_selection = 100\n[[evolution", "0 where evolution has phases"),
    ],
)  # fmt: skip
def test_bad_input(problems: Problems, old: str, new: str, word: str) -> None:
    text = BASE + PHASE
    found = problems(text.replace(old, new))
    assert found
    assert any(word in " ".join([one.key, one.expected, one.what, one.cure]) for one in found), found
