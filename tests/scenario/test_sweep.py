# ruff: noqa: E501 - a case is a row
from __future__ import annotations

import pytest

from evosim.scenario import Scenario, ScenarioError, cells, points
from tests.scenario.conftest import BASE, SWEPT, Problems, Read, line


def test_a_scenario_that_varies_nothing_is_one_point(read: Read) -> None:
    scenario = read(BASE)
    (point,) = points(scenario)
    assert (dict(point.values), point.variant) == ({}, None)
    assert point.settings.world == scenario.world


def test_variants_are_outermost_and_the_last_key_is_fastest(read: Read) -> None:
    found = points(read(SWEPT))
    assert [(p.variant, *p.values.values()) for p in found] == [
        (variant, instances, price) for variant in ("funnel", "direct") for instances in (1, 4) for price in (0.0, 0.5)
    ]
    assert list(found[0].values) == ["world.instances", "prices.description_length"]
    assert found[-1].settings.world.instances == 4
    assert found[-1].settings.prices.description_length == 0.5
    assert found[-1].settings.evolution.mutate.rate == 0.005
    assert found[0].settings.evolution.mutate.rate == 0.02


def test_values_are_as_the_schema_understands_them(read: Read) -> None:
    values = [p.values["prices.description_length"] for p in points(read(SWEPT))]
    assert all(isinstance(value, float) for value in values)


def test_points_hash_and_do_not_change(read: Read) -> None:
    found = points(read(SWEPT))
    assert len(set(found)) == 8
    with pytest.raises(TypeError):
        found[0].values["world.instances"] = 3  # type: ignore[index]


def test_a_variant_comes_first_and_the_sweep_refines_it(read: Read) -> None:
    text = (
        BASE
        + """
[sweep]
"world.object.door.pays" = [1, 2]
[[variant]]
name = "two"
set = { "world.object" = [{ name = "door", shows = {}, pays = 5 }, { name = "lamp", shows = { lit = 1 } }] }
"""
    )
    found = points(read(text))
    assert [[thing.pays for thing in p.settings.world.object] for p in found] == [[1, 0], [2, 0]]


def test_thinking_time_as_a_gene_may_replace_a_number(read: Read) -> None:
    found = points(read(BASE + '[brain.cortex]\nticks = 24\n[sweep]\n"brain.cortex.ticks.max" = [8, 16]\n'))
    assert [p.values["brain.cortex.ticks.max"] for p in found] == [8, 16]


def test_dials_that_are_set_win_over_a_swept_kind(read: Read) -> None:
    text = BASE + '[encoding]\nhabits = "table"\n[sweep]\n"encoding.kind" = ["direct", "funnel"]\n'
    rows = [p.row() for p in points(read(text))]
    assert [row["encoding.kind"] for row in rows] == ["direct", "funnel"]
    assert [row["encoding.habits"] for row in rows] == ["table", "table"]
    assert [row["encoding.rules"] for row in rows] == ["own", "types"]


def test_a_row_tells_the_effective_encoding(read: Read) -> None:
    text = (
        BASE
        + """
[[variant]]
name = "default"
[[variant]]
name = "direct by hand"
set = { "encoding.habits" = "table", "encoding.rules" = "own" }
[[variant]]
name = "mixed"
set = { "encoding.rules" = "position", "encoding.degree" = 2 }
[[variant]]
name = "habits alone"
set = { "brain.organs" = ["habits"] }
[[variant]]
name = "net"
set = { "encoding.habits" = "table", "encoding.rules" = "net" }
[[variant]]
name = "cosines"
set = { "encoding.habits" = "table", "encoding.rules" = "dct" }
"""
    )
    rows = [list(p.row().values()) for p in points(read(text))]
    assert rows == [
        ["default", "funnel", "generator", "types", 1, None, 11, None],
        ["direct by hand", "direct", "table", "own", None, None, None, None],
        ["mixed", None, "generator", "position", None, 2, 11, None],
        ["habits alone", "funnel", "generator", None, None, None, 11, None],
        ["net", None, "table", "net", None, None, 11, None],
        ["cosines", None, "table", "dct", None, None, None, 6],
    ]


SWEEPS = {
    # lines to append: (text on the wrong line, key, what, got, cure)
    '[sweep]\n"world.sise" = [1, 2]': ('"world.sise"', 'sweep."world.sise"', "unknown key", "", 'did you mean "world.size"?'),
    '[sweep]\n"seed" = [1, 2]': ('"seed"', "sweep.seed", "the same at every point", "", ""),
    '[sweep]\n"claim.a.margin" = [1]': ('"claim', 'sweep."claim.a.margin"', "the same at every point", "", ""),
    '[sweep]\n"world" = [1]': ('"world"', "sweep.world", "too wide", "", "write dotted keys"),
    '[sweep]\n"world.object.dor.pays" = [1]': ('"world', 'sweep."world.object.dor.pays"', "unknown key", "", "door.pays"),
    '[sweep]\n"world.size" = [\n7,\n1]': ("1]", 'sweep."world.size"', "", "1", ""),
    '[sweep]\n"world.size" = [7, true]': ('"world.size"', 'sweep."world.size"', "", "true", ""),
    '[sweep]\n"brain.organs" = [["habits"]]': ('"brain', 'sweep."brain.organs"', "", '["habits"]', "[[variant]]"),
    '[sweep]\n"world.size" = [7, 7]': ('"world.size"', 'sweep."world.size"', "makes no difference", "7", "those of 7"),
    '[sweep]\n"world.shaping" = [1, 1.0]': ('"world', 'sweep."world.shaping"', "makes no difference", "1.0", "those of 1:"),
    '[sweep]\n"encoding.degree" = [1, 2]': ('"enc', 'sweep."encoding.degree"', "makes no difference", "2", "those of 1:"),
    "[sweep]\n'evolution.elites' = [1, 2000]": ("'evo", 'sweep."evolution.elites"', "", "2000", ""),
    "[sweep]\n'evolution.population' = [64, 2]": ("'evo", 'sweep."evolution.population"', "evolution.select.size cannot be 3", "2", ""),
}  # fmt: skip


@pytest.mark.parametrize("text", SWEEPS)
def test_an_error_at_a_point_is_said_once_at_the_line_of_the_sweep(text: str, problems: Problems) -> None:
    at, key, what, got, cure = SWEEPS[text]
    text = f"{BASE}[evolution]\nselect.size = 3\n{text}\n"
    text += '[[variant]]\nname = "a"\n[[variant]]\nname = "b"\nset = { "world.steps" = 40 }\n'
    (problem,) = problems(text)
    assert (problem.line, problem.key, problem.what) == (line(text, at), key, what)
    assert got in problem.got
    assert cure in problem.cure


VARIANTS = {
    '"world.sise" = 1': ('set."world.sise"', "unknown key", "", 'did you mean "world.size"?'),
    '"replicates" = 1': ("set.replicates", "the same at every point", "", ""),
    "evolution.population = 1": ("set.evolution", "too wide", "", '"evolution.kind"'),
    '"world.size" = 1': ('set."world.size"', "", "1", ""),
    '"world.instances" = 9': ('set."world.instances"', "the sweep would overwrite it", "9", "not both"),
    '"world.object.door.place.within" = 1': ('set."world.object.door.place.within"', "missing", "1", ""),
    '"world.object.door.shows" = { a = true }': ('set."world.object.door.shows".a', "", "true", ""),
    '"world.object" = [{ name = "x" }]': ('set."world.object".x.shows', "missing", "", ""),
    '"world.object.door.pays" = 0': ('set."world.object.door.pays"', "nothing pays", "0", ""),
    '"world.min_path" = 36': ('set."world.min_path"', "", "36", ""),
}


@pytest.mark.parametrize("text", VARIANTS)
def test_an_error_at_a_point_is_said_once_at_the_line_of_the_variant(text: str, problems: Problems) -> None:
    key, what, got, cure = VARIANTS[text]
    text = f'{BASE}[sweep]\n"world.instances" = [1, 4]\n[[variant]]\nname = "v"\n[variant.set]\n{text}\n'
    text += '[[variant]]\nname = "b"\nset = { "world.steps" = 40 }\n'
    found = problems(text)
    assert {(p.line, p.key) for p in found} == {(line(text, "[variant.set]") + 1, f"variant.v.{key}")}
    problem = found[-1]
    assert problem.what == what
    assert got in problem.got
    assert cure in problem.cure


def test_variants_that_differ_in_name_alone_are_refused(problems: Problems) -> None:
    text = SWEPT + '[[variant]]\nname = "copy"\nset = { "encoding.habits" = "generator" }\n'
    (problem,) = problems(text)
    assert (problem.key, problem.what) == ("variant.copy", "makes no difference")
    assert problem.cure == 'its cells are those of "funnel": leave one out'


def test_points_that_an_override_makes_the_same_share_cells(read: Read) -> None:
    text = SWEPT + '[[variant]]\nname = "copy"\nset = { "evolution.mutate.rate" = 0.3 }\n'
    scenario = read(text, {"evolution.kind": "random"})
    keys = [cell.key for cell in cells(scenario)]
    assert len(set(keys)) < len(keys)


def test_values_that_make_no_difference_to_some_points_are_allowed(read: Read) -> None:
    text = (
        BASE
        + """
[sweep]
"evolution.mutate.scale" = [0.1, 0.2]
[[variant]]
name = "evolved"
[[variant]]
name = "random"
set = { "evolution.kind" = "random" }
"""
    )
    assert len(points(read(text))) == 4


def test_a_base_that_is_no_point_need_not_make_sense(read: Read) -> None:
    text = BASE + '[evolution]\npopulation = 1\n[sweep]\n"evolution.population" = [8, 16]\n'
    assert len(points(read(text))) == 2


def test_what_is_wrong_with_the_base_is_not_said_again_at_its_points(problems: Problems) -> None:
    (problem,) = problems(SWEPT.replace("min_path = 4", "min_path = 0"))
    assert problem.key == "world.min_path"
    (problem,) = problems(SWEPT.replace('name = "door"', 'nam = "door"'))
    assert problem.key == "world.object[0].nam"


def test_a_scenario_made_in_python_is_checked_at_its_points() -> None:
    thing = {"name": "door", "shows": {}, "pays": 1}
    scenario = Scenario.model_validate({"title": "x", "world": {"object": [thing]}, "sweep": {"world.size": [1]}})
    with pytest.raises(ScenarioError, match=r'^1 problem\nscenario: sweep."world.size": expected .* from 2 to 64; got 1'):
        points(scenario)
