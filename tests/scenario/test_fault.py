"""What pydantic finds, in the words of the user: one problem for each thing to mend."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from evosim.encodings.options import Encoding
from evosim.faults.expected import cured, fields, shown, words
from evosim.organs.cortex.options import Cortex
from evosim.scenario.schema import Scenario
from evosim.worlds.grid.options import Object, World
from tests.scenario.conftest import BASE, CLAIM, Problems, line

CASES = {
    # text to append to the base: key, what, expected, got, cure
    "sed = 3": ("sed", "unknown key", "one of world, brain", "3", 'did you mean "seed"?'),
    "seed = true": ("seed", "", "a whole number, at least 0", "true", ""),
    'seed = "7"': ("seed", "", "a whole number", '"7"', "write 7 without quotes"),
    "seed = 2.0": ("seed", "", "a whole number", "2.0", "write 2"),
    "seed = -1": ("seed", "", "a whole number, at least 0", "-1", ""),
    "seed = 99999999999999999999": ("seed", "", "less than 9223372036854775808", "99999999999999999999", ""),
    "brain = 3": ("brain", "", "a table with habits, cortex, ", "3", ""),
    "brain.organs = []": ("brain.organs", "", "one or more", "[]", ""),
    'brain.organs = ["cortx"]': ("brain.organs[0]", "", '"habits", "cortex"', '"cortx"', 'did you mean "cortex"?'),
    "brain.cortex.ticks = true": ("brain.cortex.ticks", "", "or a table with max", "true", ""),
    "brain.cortex.ticks = 1.5": ("brain.cortex.ticks", "", "from 0 to 4096, or", "1.5", ""),
    "brain.cortex.ticks = {}": ("brain.cortex.ticks.max", "missing", "from 1 to 4096", "", ""),
    "brain.cortex.ticks = { maks = 3 }": ("brain.cortex.ticks.maks", "unknown key", "max", "3", 'did you mean "max"?'),
    "brain.cortex.ticks = { max = 0 }": ("brain.cortex.ticks.max", "", "from 1 to 4096", "0", ""),
    'encoding.kind = "funel"': ("encoding.kind", "", '"direct", "funnel"', '"funel"', 'did you mean "funnel"?'),
    "prices.description_length = inf": ("prices.description_length", "", "from 0 to 1000000000", "inf", ""),
    "prices.description_length = nan": ("prices.description_length", "", "from 0 to 1000000000", "nan", ""),
    "prices.description_length = 2024-01-01": ("prices.description_length", "", "a number", "datetime.date(", ""),
    "evolution.mutate.rate = 1.5": ("evolution.mutate.rate", "", "from 0 to 1", "1.5", ""),
    "evolution.mutate.rate = true": ("evolution.mutate.rate", "", "from 0 to 1", "true", ""),
    "claim = { name = 'a' }": ("claim", "", "a list", '{ name = "a" }', "write the header in double brackets: [[…]]"),
    "sweep = { world = { size = [3] } }": ("sweep.world", "", "one or more", "{ size = [3] }", "in quotes"),
}  # fmt: skip


@pytest.mark.parametrize("text", CASES)
def test_one_slip_gives_one_problem(text: str, problems: Problems) -> None:
    key, what, expected, got, cure = CASES[text]
    (problem,) = problems(f"\n{text}\n{BASE}")
    assert (problem.line, problem.key, problem.what) == (2, key, what)
    assert expected in problem.expected
    assert problem.got.startswith(got)
    assert cure in problem.cure
    assert bool(problem.cure) == bool(cure)


OBJECTS = {
    "pays = 1.0": ("pays = inf", "world.object.door.pays", "a number", "inf"),
    "ends = true": ("ends = 1", "world.object.door.ends", "true or false", "1"),
    "shows = { door = 1, red = 1 }": (
        "shows = { 'a b' = 1 }",
        'world.object.door.shows."a b"',
        "a name",
        '"a b"',
    ),
    'name = "door"': ("name = 'a door'", 'world.object."a door".name', "a name", '"a door"'),
}


@pytest.mark.parametrize("old", OBJECTS)
def test_objects_go_by_their_names(old: str, problems: Problems) -> None:
    new, key, expected, got = OBJECTS[old]
    text = BASE.replace(old, new)
    (problem,) = problems(text)
    assert (problem.key, problem.line) == (key, line(text, new))
    assert expected in problem.expected
    assert problem.got == got


@pytest.mark.parametrize("place", ['"nowhere"', "3", "[]"])
def test_a_place_that_is_neither_is_one_problem(place: str, problems: Problems) -> None:
    (problem,) = problems(f"{BASE}place = {place}\n")
    assert problem.key == "world.object.door.place"
    tables = ("like, within", "region", "path, aside")
    assert problem.expected == ", or ".join(['"anywhere"', *(f"a table with {keys}" for keys in tables)])


def test_a_nameless_object_goes_by_its_number(problems: Problems) -> None:
    (problem,) = problems(BASE.replace('name = "door"', ""))
    assert (problem.key, problem.what) == ("world.object[0].name", "missing")


def test_a_key_that_is_missing_because_it_is_misspelt_is_one_problem(problems: Problems) -> None:
    (problem,) = problems(BASE.replace("title", "titel"))
    assert (problem.key, problem.cure) == ("titel", 'did you mean "title"?')


def test_a_file_that_says_nothing(problems: Problems) -> None:
    assert [(p.key, p.what, p.line) for p in problems("")] == [
        ("title", "missing", None),
        ("world", "missing", None),
    ]


def test_what_is_missing_is_said_at_its_table(problems: Problems) -> None:
    text = BASE + CLAIM.replace('source = "003"\n', "") + "than = 0.5\n"
    (problem,) = problems(text)
    assert (problem.key, problem.line) == ("claim.more_planners.source", line(text, "[[claim]]"))


def test_words_are_read_from_the_models() -> None:
    assert words(fields(World)["size"]) == "a whole number from 2 to 64"
    assert words(fields(Cortex)["ticks"]) == "a whole number from 0 to 4096, or a table with max"
    assert words(fields(Encoding)["kind"]) == 'one of "direct", "funnel"'
    assert words(fields(Object)["shows"]) == "a table"
    assert words(fields(World)["object"]).startswith("a list with one or more: a table with name, shows")
    for section in (Scenario, World, Object, Cortex, Encoding):
        for kind in fields(section).values():
            assert words(kind)
            assert "pydantic" not in words(kind)


def test_values_are_shown_short() -> None:
    assert shown("x" * 500) == '"' + "x" * 56 + "…"
    assert shown({"a": [1, True, 0.5]}) == "{ a = [1, true, 0.5] }"


def test_a_cure_is_offered_only_where_it_helps() -> None:
    assert cured("seven", fields(World)["size"]) == ""
    assert cured("inf", fields(World)["shaping"]) == ""
    assert cured(float("inf"), fields(World)["size"]) == ""
    assert cured("true", fields(Object)["ends"]) == "write true without quotes"


def test_of_a_large_value_the_beginning_is_shown() -> None:
    asked = []

    class Long(list[int]):
        def __iter__(self) -> Iterator[int]:
            for number in range(10**6):
                asked.append(number)
                yield number

    looped: list[object] = []
    looped.append(looped)
    assert shown(Long()).startswith("[0, 1, 2, ")
    assert len(shown(Long())) <= 60
    assert len(asked) < 200
    assert shown(looped).startswith("[[[[")
    assert shown({"a": [1, "b"]}) == '{ a = [1, "b"] }'
