from __future__ import annotations

from evosim.scenario import COLUMNS, columns, planes
from tests.scenario.conftest import BASE, SWEPT, Read

TWO = (
    BASE
    + """
[[variant]]
name = "one"
[[variant]]
name = "two"
[variant.set]
"brain.organs" = ["cortex"]
"world.object" = [{ name = "food", shows = { sweet = 1, red = 1 }, pays = 1 }]
"""
)


def test_the_contract_s_columns_are_there(read: Read) -> None:
    found = columns(read(SWEPT))
    for name in [
        "cell",
        "replicate",
        "variant",
        "fitness",
        "success",
        "success_novel",
        "success_without_habits",
        "novel_without_cortex",
        "novel_one_tick",
        "novel_ticks_0",
        "novel_ticks_32",
        "deliberation",
        "retarget",
        "planner",
        "latent_planner",
        "horizon",
        "value_map",
        "mesa_wall",
        "mesa_door",
        "drive_red",
        "bits_performance",
        "genes",
        "parameters",
        "bits",
        "ticks",
        "evaluations",
        "seconds",
        "encoding.kind",
        "encoding.habits",
        "world.instances",
        "prices.description_length",
    ]:
        assert found[name]
    assert COLUMNS.items() <= found.items()
    assert "mesa_sweet" not in found


def test_organs_and_planes_of_any_point_have_columns(read: Read) -> None:
    found = columns(read(TWO))
    assert {"mesa_sweet", "mesa_door", "drive_wall", "success_without_habits"} <= set(found)


def test_a_swept_key_that_is_a_column_anyway_is_there_once(read: Read) -> None:
    found = columns(read(BASE + '[sweep]\n"encoding.kind" = ["direct", "funnel"]\n'))
    assert found["encoding.kind"] == COLUMNS["encoding.kind"]


def test_planes_are_the_wall_and_then_features_as_they_come(read: Read) -> None:
    text = BASE + '[[world.object]]\nname = "lamp"\nshows = { red = 1, lit = 1, amber = 1 }\n'
    assert planes(read(text).world) == ("wall", "door", "red", "amber", "lit")
