"""What makes no sense about phases of evolution."""

from __future__ import annotations

import pytest

from tests.scenario.conftest import BASE, Problems

PHASE = '\n[[evolution.phase]]\ngenerations = 2\nset = { "world.object.door.pays" = 0.5 }\n'
THIRTEEN = '{ name = "sweet", shows = {}, pays = 1.0, count = 13 }'


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
        ("generations = 2", 'generations = 2\nover = "least"', "regret"),
        ("generations = 2", f'generations = 2\nover = "regret"\nadd = [{THIRTEEN}]', "mean or worst"),
        ("\n[[evolution", "\n[measure]\nbits_selection = 100\n[[evolution", "0 where evolution has phases"),
    ],
)  # fmt: skip
def test_bad_input(problems: Problems, old: str, new: str, word: str) -> None:
    text = BASE + PHASE
    found = problems(text.replace(old, new))
    assert found
    assert any(word in " ".join([one.key, one.expected, one.what, one.cure]) for one in found), found


@pytest.mark.parametrize("where", ["phase", "evolution"])
def test_regret_goes_with_no_roulette(problems: Problems, where: str) -> None:
    over = 'over = "regret"\n'
    first = f'\n[evolution]\nselect = {{ kind = "roulette" }}\n{over if where == "evolution" else ""}'
    found = problems(f"{BASE}{first}{PHASE}{over if where == 'phase' else ''}")
    assert [(one.key, one.got) for one in found] == [("evolution.select", "roulette")]


def test_a_phase_may_add_more_that_pays_than_regret_can_work_out(problems: Problems) -> None:
    many = f"{PHASE}add = [{THIRTEEN}]\n"
    found = problems(f'{BASE}\n[evolution]\nover = "regret"\n{many}')
    assert [(one.key, one.got) for one in found] == [("evolution.phase[0]", "regret, where 14 things pay")]
