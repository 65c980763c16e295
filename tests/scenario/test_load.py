from __future__ import annotations

import importlib
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest

from evosim.plain import plain
from evosim.scenario import Scenario, ScenarioError, load, packaged, parse_setting, points
from tests.scenario.conftest import BASE, CLAIM, SWEPT, Problems, Read, line


def test_a_scenario_is_frozen_all_the_way_down(read: Read) -> None:
    scenario = read(SWEPT + CLAIM + 'where = { "world.instances" = 4 }\nthan = 0.1\n')
    hash(scenario)
    for change in (
        lambda: setattr(scenario, "seed", 2),
        lambda: setattr(scenario.world.layout, "walls", 0.0),
        lambda: scenario.world.object[0].shows.update(blue=1.0),
        lambda: scenario.sweep.update(a=1),
        lambda: scenario.sweep["world.instances"].append(3),
        lambda: scenario.variant[0].set.clear(),
        lambda: scenario.claim[0].where.pop("world.instances"),
        lambda: points(scenario)[0].values.update(a=1),
    ):
        with pytest.raises((TypeError, ValueError, AttributeError)):
            change()


def test_all_errors_come_at_once_with_their_lines(problems: Problems) -> None:
    text = f"""\
seed = "7"

{BASE}pay = 2
[evolution]
elites = 2000
[brain.cortex]
ticks = {{ max = "x" }}
[sweep]
"world.sise" = [1]
"prices.thinking_time" = [
    0,
    -1,
]
[[variant]]
name = "a"
[[variant]]
name = "a"
{CLAIM}than = 1
trend = {{ key = "world.size" }}
"""
    found = problems(text, {"evolution.population": 0, "evolution.populaton": 1})
    assert [(p.line, p.key, p.what) for p in found] == [
        (1, "seed", ""),
        (line(text, "pay = 2"), "world.object.door.pay", "unknown key"),
        (line(text, "ticks"), "brain.cortex.ticks.max", ""),
        (line(text, '"world.sise"'), 'sweep."world.sise"', "unknown key"),
        (line(text, "-1,"), 'sweep."prices.thinking_time"', ""),
        (line(text, '"a"') + 2, "variant.a.name", "repeated"),
        (line(text, "[[claim]]"), "claim.more_planners", ""),
        (None, "evolution.population", ""),
        (None, "evolution.populaton", "unknown key"),
    ]
    assert {p.where for p in found if p.line is None} == {"overrides"}
    assert {Path(p.where).name for p in found if p.line} == {"my.toml"}


# --- where a scenario comes from ---


def error(*arguments: Any) -> Any:
    with pytest.raises(ScenarioError) as caught:
        load(*arguments)
    (problem,) = caught.value.problems
    return problem


def test_names_of_scenarios_that_come_with_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "one_maze.toml"
    file.write_text(BASE)
    module = importlib.import_module("evosim.scenario.load")
    monkeypatch.setattr(module, "packaged", lambda: {"one_maze": file})
    assert load("one_maze").name == "one_maze"
    problem = error("one_maz")
    assert problem.what == "no such scenario"
    assert problem.expected == "one_maze, or a file"
    assert problem.cure == 'did you mean "one_maze"?'
    assert error("xylophone").cure == "a file's name ends in .toml"
    assert error(tmp_path / "one_maz.toml").cure == 'did you mean "one_maze"?'


def test_what_comes_with_the_package_is_found_from_a_checkout() -> None:
    assert all(file.name == f"{name}.toml" for name, file in packaged().items())


def test_what_is_not_a_readable_file(tmp_path: Path) -> None:
    assert error(str(tmp_path / "none.toml")).what == "no such file"
    assert error(tmp_path).what == "cannot be read"
    assert error(f"{tmp_path}/").what == "cannot be read"
    assert error("a\0.toml").what == "cannot be read"
    assert error(tmp_path / "my.toml" / "none.toml").what == "no such file"


def test_what_is_not_utf8(tmp_path: Path) -> None:
    file = tmp_path / "latin.toml"
    file.write_bytes("a = 1\ntitle = 'Käfer'\n".encode("latin-1"))
    problem = error(file)
    assert (problem.line, problem.what, problem.got) == (2, "not UTF-8", "the byte 0xe4")


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "windows.toml"
    file.write_bytes(b"\xef\xbb\xbf" + BASE.replace("\n", "\r\n").encode())
    assert load(file).title == "Doors"


@pytest.mark.parametrize(
    ("text", "at", "got"),
    [
        ("a = 1\nb 2\n", 2, "Expected '='"),
        ("a = 1\na = 2\n", 2, "Cannot overwrite a value"),
        ("a = [1,\n2\n", 3, "Unclosed array"),
        ('a = "x', 1, "Unterminated string"),
    ],
)
def test_what_is_not_toml(text: str, at: int, got: str, problems: Problems) -> None:
    (problem,) = problems(text)
    assert (problem.line, problem.what) == (at, "not TOML")
    assert problem.got.startswith(got)


def test_brackets_without_end(problems: Problems) -> None:
    (problem,) = problems("a = " + "[" * 100_000)
    assert problem.what in ("nested too deeply", "not TOML")


@pytest.mark.parametrize("part", ["a", '"a"', "'a'", "a ", '"a" '])
def test_keys_without_end(problems: Problems, part: str) -> None:
    began = time.monotonic()
    (problem,) = problems(".".join([part] * 40_000) + " = 1")
    assert problem.what == "nested too deeply"
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("text", ["x" * 250_000, "'" * 250_000, '"a" ' * 60_000, ("a." * 98 + "b = 1\n") * 1_200])
def test_long_texts_are_read_in_time(problems: Problems, text: str) -> None:
    began = time.monotonic()
    assert problems(text)
    assert time.monotonic() - began < 5


def test_files_that_are_too_large(problems: Problems) -> None:
    (problem,) = problems("a = 1\n" * 50_000)
    assert "300,000 bytes, and at most 262,144" in problem.got


# --- overrides ---


def test_overrides_go_by_name(read: Read) -> None:
    text = SWEPT + CLAIM + "than = 0.1\n"
    overrides = {
        "replicates": 5,
        "evolution.population": 64,
        "world.object.door.pays": 2,
        "world.object.door.shows.blue": 1,
        "brain.cortex.ticks.max": 8,
        "sweep.world.instances": (2,),
        "variant.direct.set.evolution.mutate.rate": 0.1,
        "claim.more_planners.margin": 0.1,
    }
    scenario = read(text, overrides)
    assert scenario.replicates == 5
    assert scenario.evolution.population == 64
    assert scenario.world.object[0].pays == 2.0
    assert list(scenario.world.object[0].shows) == ["blue", "door", "red"]
    assert scenario.brain.cortex.ticks.max == 8  # type: ignore[union-attr]
    assert scenario.sweep["world.instances"] == (2,)
    assert scenario.variant[1].set == {"encoding.kind": "direct", "evolution.mutate.rate": 0.1}
    assert scenario.claim[0].margin == 0.1


def test_numbers_of_numpy_may_be_given(read: Read) -> None:
    numpy = pytest.importorskip("numpy")
    assert read(BASE, {"replicates": numpy.int64(3)}).replicates == 3
    assert read(BASE, {"world.shaping": numpy.float64(0.5)}).world.shaping == 0.5


@pytest.mark.parametrize(
    ("key", "value", "what", "cure"),
    [
        ("world.sise", 3, "unknown key", 'did you mean "world.size"?'),
        ("world.object.dor.pays", 3, "unknown key", 'did you mean "world.object.door.pays"?'),
        ("variant.dirct.name", "x", "unknown key", 'did you mean "variant.direct.name"?'),
        ("world", {}, "too wide", 'write dotted keys, in quotes where they stand in a file: "world.kind"'),
        ("..", 1, "not a key", ""),
        ("world.instances", 16, "has no effect", "it is swept; set sweep.world.instances to a list"),
        ("encoding.kind", "direct", "has no effect", "every variant sets it; set variant.NAME.set.encoding.kind"),
        ("world.size", "7", "", "write 7 without quotes"),
        ("world.object.door", 3, "", ""),
        ("variant", [], "", None),
    ],
)  # fmt: skip
def test_overrides_that_are_wrong_say_so(
    key: str, value: Any, what: str, cure: str | None, problems: Problems, read: Read
) -> None:
    if cure is None:
        assert read(SWEPT, {key: value}).variant == ()
        return
    (problem,) = problems(SWEPT, {key: value})
    assert (problem.where, problem.line, problem.what, problem.cure) == ("overrides", None, what, cure)


def test_a_key_that_only_some_variants_set_may_be_overridden(read: Read) -> None:
    scenario = read(SWEPT, {"evolution.mutate.rate": 0.5})
    assert [point.settings.evolution.mutate.rate for point in points(scenario)][::4] == [0.5, 0.005]


# --- names ---


def test_a_scenario_is_named_after_its_file_and_what_sets_it_apart(read: Read, problems: Problems) -> None:
    assert read(BASE).name == "my"
    assert read(BASE, label="again").name == "my-again"
    assert read('name = "mine"\n' + BASE).name == "mine"
    assert read(BASE, {"name": "other", "seed": 3}).name == "other"
    named = [read(BASE, {"seed": seed, "replicates": 3}).name for seed in (3, 4)]
    assert all(name.startswith("my-") and len(name) == len("my-") + 8 for name in named)
    assert len({*named, read(BASE, {"replicates": 3, "seed": 3}).name}) == 2
    (problem,) = problems(BASE, label="a/b")
    assert (problem.where, problem.expected) == ("overrides", "a name that a directory can have, of at most 200 bytes")


# --- the command line's key=value ---


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        ("evolution.population=64", ("evolution.population", 64)),
        (" world.shaping = 0.5 ", ("world.shaping", 0.5)),
        ("a=true", ("a", True)),
        ("sweep.world.instances=[1, 2]", ("sweep.world.instances", [1, 2])),
        ("brain.cortex.ticks={ max = 3 }", ("brain.cortex.ticks", {"max": 3})),
        ('title="quoted"', ("title", "quoted")),
        ("encoding.kind=direct", ("encoding.kind", "direct")),
        ("title=a = b", ("title", "a = b")),
        ("title=1\nseed=2", ("title", "1\nseed=2")),
        ("title=2024-01-01", ("title", "2024-01-01")),
        ("title=[1", ("title", "[1")),
    ],
)
def test_settings_are_toml_or_words(text: str, setting: tuple[str, Any]) -> None:
    assert parse_setting(text) == setting


@pytest.mark.parametrize("text", ["", "population", "=3", "population=", " = "])
def test_settings_that_are_malformed(text: str) -> None:
    with pytest.raises(ScenarioError, match="--set: expected key=value"):
        parse_setting(text)


# --- loading is light ---


def test_loading_imports_nothing_heavy_and_is_quick(tmp_path: Path) -> None:
    variants = "".join(f'[[variant]]\nname = "v{i}"\nset = {{ "world.steps" = {i + 20} }}\n' for i in range(12))
    file = tmp_path / "many.toml"
    file.write_text(BASE + '[sweep]\n"world.instances" = [1, 2, 3, 4]\n' + variants)
    code = f"""
import sys, time
import evosim.scenario
start = time.perf_counter()
assert len(evosim.scenario.points(evosim.scenario.load({str(file)!r}))) == 48
print(time.perf_counter() - start)
print(sorted({{"numba", "numpy", "pyarrow", "matplotlib", "scipy", "deap"}} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    seconds, heavy = done.stdout.splitlines()
    assert float(seconds) < 0.3
    assert heavy == "[]"


def test_a_scenario_of_many_points_is_refused_at_once(problems: Problems) -> None:
    many = list(range(1, 61))
    text = f'{BASE}[sweep]\n"world.instances" = {many}\n"world.steps" = {many}\n"world.starts" = {many}\n'
    start = time.perf_counter()
    (problem,) = problems(text)
    assert (problem.key, problem.what, problem.got) == ("sweep", "too many points", "216000")
    assert time.perf_counter() - start < 1
    assert isinstance(problem.line, int)
    assert Scenario.model_fields["sweep"].default == {}


def test_numbers_with_thousands_of_digits(problems: Problems) -> None:
    (problem,) = problems("seed = " + "9" * 5000)
    assert problem.what == "not TOML"
    assert parse_setting("seed=" + "9" * 5000)[1] == "9" * 5000


def test_overrides_are_judged_together(read: Read) -> None:
    scenario = read(SWEPT, {"world.instances": 16, "sweep": {}, "encoding.kind": "direct", "variant": []})
    (point,) = points(scenario)
    assert (point.settings.world.instances, point.settings.encoding.kind) == (16, "direct")


def test_worlds_may_be_tried_and_each_is_tried_once(problems: Problems) -> None:
    tried = []

    def trial(world: Any, seed: int) -> str:
        tried.append(world.size)
        return "no room" if world.size == 3 else ""

    text = BASE.replace("min_path = 4", "min_path = 2") + '[sweep]\n"world.size" = [\n3,\n5]\n'
    text += '"prices.description_length" = [0, 1]\n'
    (problem,) = problems(text, trial=trial)
    assert tried == [3, 5]
    assert (problem.line, problem.key, problem.got) == (line(text, "3,"), 'sweep."world.size"', "3")
    assert problem.what == "world.min_path: impossible world"


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"source": 5}, "source"), ({"source": b"x.toml"}, "source"), ({"overrides": [1]}, "overrides"),
        ({"overrides": {1: 2}}, "overrides"), ({"label": 5}, "label"),
    ],
)  # fmt: skip
def test_arguments_of_other_types_are_told(given: dict[str, Any], word: str) -> None:
    with pytest.raises(ScenarioError, match=f"evosim.load: {word}: expected"):
        load(**{"source": "one_maze", **given})


def test_an_override_that_is_inside_itself() -> None:
    looped: list[Any] = []
    looped.append(looped)
    with pytest.raises(ScenarioError, match="nested too deeply"):
        load("one_maze", {"seed": looped})


@pytest.mark.parametrize("text", ["a\\u001b[31m", "a\\u202eb", "\\u0085", "\\u007f"])
def test_texts_that_steer_a_terminal_are_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="printable") as caught:
        load("one_maze", {"title": tomllib.loads(f'x = "{text}"')["x"]})
    assert plain(str(caught.value)) == str(caught.value)
