"""What makes no sense about tasks, rivals and settings that are carried."""

from __future__ import annotations

import pytest

from tests.scenario.conftest import BASE, Problems, Read

TASK = '\n[[evolution.task]]\nname = "red"\nset = { "world.object.door.shows" = { red = 1 } }\n'
RIVALS = "\n[evolution.rivals]\nsample = 4\n"
CARRIED = '\n[evolution.mutate]\ncarried = { settings = ["rate"] }\n'
WORLD = "[world]\ninstances = 8\n"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (TASK.replace('"world.object.door.shows" = { red = 1 }', '"world.object.door.pays" = 0.0'), "pays"),
        (TASK.replace('"world.object.door.shows" = { red = 1 }', '"world.size" = 9'), "other than"),
        (TASK.replace('"world.object.door.shows"', '"world.objekt.door.shows"'), "object"),
        (TASK + TASK, "a name of its own"),
        (TASK.replace('name = "red"', ""), "name"),
        (TASK + "\n[measure]\nbits_selection = 100\n", "0 where evolution has phases, tasks"),
        (TASK + "\n[[evolution.phase]]\ngenerations = 2\n", "none beside evolution.task"),
        (TASK + TASK.replace('"red"', '"two"') + '\n[encoding]\nbrains = "made"\n', "a power of 2"),
        (TASK + '\n[encoding]\nbrains = "mode"\n', "made"),
        (TASK + '\n[encoding]\nbrains = "own"\n[evolution.mutate]\ndelete_to = "elsewhere"\n', "brain of its own"),
        (RIVALS, "2 instances or more"),
        (RIVALS + "\n[[evolution.phase]]\ngenerations = 2\n", "none beside evolution.rivals"),
        (RIVALS + TASK, "none beside evolution.task"),
        (RIVALS + "[evolution]\npopulation = 3\n", "at most 3, the population"),
        (RIVALS + "[measure]\nbits_selection = 100\n", "0 where evolution has phases, tasks or rivals"),
        (RIVALS.replace("sample = 4", "sample = 0"), "sample"),
        (RIVALS.replace("sample = 4", 'select = "difficulty"'), "failures"),
        (CARRIED.replace("rate", "delete"), "scale"),
        (CARRIED.replace('["rate"]', "[]"), "settings"),
    ],
)  # fmt: skip
def test_bad_input(problems: Problems, text: str, word: str) -> None:
    found = problems(BASE + text)
    assert found
    assert any(word in " ".join([one.key, one.expected, one.what, one.cure]) for one in found), found


def test_things_of_arenas_that_evolve_stand_anywhere(problems: Problems) -> None:
    text = BASE.replace("[world]\n", WORLD).replace("ends = true", "ends = true\nplace = { region = [0, 0, 3, 3] }")
    (one,) = problems(text + RIVALS)
    assert one.key == "world.object.door.place"
    assert "anywhere, where arenas evolve" in one.expected


def test_good_input(read: Read) -> None:
    several = BASE.replace("[world]\n", WORLD)
    assert read(several + RIVALS).evolution.rivals is not None
    assert read(several + TASK + '\n[encoding]\nbrains = "made"\n').encoding.brains == "made"
    assert read(several + CARRIED).evolution.carried == ("rate",)


def test_brains_do_not_matter_without_tasks(read: Read) -> None:
    from evosim.scenario import cells

    one, other = (cells(read(BASE + f'\n[encoding]\nbrains = "{way}"\n'))[0].key for way in ("one", "own"))
    assert one == other
