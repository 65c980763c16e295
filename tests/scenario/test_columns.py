from __future__ import annotations

import pytest

from evosim.scenario import COLUMNS, ScenarioError, columns, planes
from evosim.scenario.columns import bounds, kind, registry
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

CLAIM = """
[[claim]]
name = "c"
says = "x"
source = "y"
than = 0.5
statistic = "epic_base_mesa"
expect = "less"
margin = 0.1
"""


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


def test_columns_on_request_are_there_if_any_point_asks(read: Read) -> None:
    told = {"wants_door", "wants_red", "epic_base_mesa", "gap"}
    assert not told & {*columns(read(BASE)), *COLUMNS}
    assert told <= set(columns(read(BASE + "[measure]\nobjectives = true\n")))
    assert told <= set(columns(read(BASE + '[sweep]\n"measure.objectives" = [false, true]\n')))
    with pytest.raises(ScenarioError, match="epic_base_mesa"):
        read(BASE + CLAIM)
    assert read(BASE + "[measure]\nobjectives = true\n" + CLAIM).claim


def test_a_swept_key_that_is_a_column_anyway_is_there_once(read: Read) -> None:
    found = columns(read(BASE + '[sweep]\n"encoding.kind" = ["direct", "funnel"]\n'))
    assert found["encoding.kind"] == COLUMNS["encoding.kind"]


def test_planes_are_the_wall_and_then_features_as_they_come(read: Read) -> None:
    text = BASE + '[[world.object]]\nname = "lamp"\nshows = { red = 1, lit = 1, amber = 1 }\n'
    assert planes(read(text).world) == ("wall", "door", "red", "amber", "lit")


@pytest.mark.parametrize(
    ("statistic", "span"),
    [
        ("success", (0, 1)),
        ("success_blue_doors", (0, 1)),
        ("success_heuristic", (0, 1)),
        ("novel_without_cortex", (0, 1)),
        ("reached_decoy_blue_doors", (0, 1)),
        ("mesa_door", (0, 1)),
        ("mesa_corners", (-1, 1)),
        ("retarget_within", (0, 1)),
        ("planner", (0, 1)),
        ("pseudo_blue_doors", (0, 1)),
        ("deliberation", (-1, 1)),
        ("value_map", (-1, 1)),
        ("horizon", (-2, 2)),
        ("success_novel - success", (-1, 1)),
        ("success - value_map", (-1, 2)),
        ("searcher - planner", (-1, 1)),
        ("genes", None),
        ("fitness", None),
        ("drive_door", None),
        ("lives_blue_doors", None),
        ("bits_performance", None),
        ("world.instances", None),
        ("success - genes", None),
        ("genes - success", None),
    ],
)
def test_ranges_are_known_by_name(statistic: str, span: tuple[float, float] | None) -> None:
    assert bounds(statistic) == span


def test_flags_that_a_table_knows_of_have_a_range_too() -> None:
    assert bounds("world.flag") is None
    assert bounds("world.flag", ["world.flag"]) == (0, 1)
    assert bounds("success - world.flag", ["world.flag"]) == (-1, 1)


def test_what_is_told_as_a_share_or_a_truth_value_has_a_range() -> None:
    for name, column in registry().items():
        words = column.meaning
        if words.startswith(("share of", "whether", "success")):
            assert bounds(name) is not None, name
        if words.startswith("whether"):
            assert kind(name) == "flag", name
