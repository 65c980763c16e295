from __future__ import annotations

import tempfile
import tomllib
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from evosim.faults.toml import inline, quoted
from evosim.frozen import thaw
from evosim.scenario import Scenario, ScenarioError, cells, dump, load, points
from tests.scenario.conftest import BASE, CLAIM, SWEPT, Read

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]), min_size=1)
NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,6}", fullmatch=True)
FINITE = st.floats(-1e9, 1e9)
SHARES = st.floats(0, 1)


def test_every_default_is_written_so_that_none_can_drift(read: Read) -> None:
    data = tomllib.loads(dump(read(BASE)))
    assert data["world"]["size"] == 7
    assert data["evolution"]["select"] == {"kind": "tournament", "size": 4}
    assert data["brain"]["cortex"]["ticks"] == 24
    assert "kind" not in data["encoding"]  # it has no default: None cannot be written


def test_a_scenario_comes_back_as_it_was(read: Read, tmp_path: Path) -> None:
    scenario = read(SWEPT + CLAIM + 'correlate = { with = "genes" }\n', {"brain.cortex.ticks.max": 3})
    file = tmp_path / "scenario.toml"
    file.write_text(dump(scenario), encoding="utf-8")
    again = load(file)
    assert again == scenario
    assert again.name == scenario.name
    assert points(again) == points(scenario)
    assert [cell.key for cell in cells(again)] == [cell.key for cell in cells(scenario)]
    assert dump(again) == dump(scenario)


VALUES = st.recursive(
    st.integers() | st.booleans() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=20,
)


@given(TEXTS, VALUES)
def test_any_value_is_written_so_that_it_reads_back(key: str, value: Any) -> None:
    assert tomllib.loads(f"{quoted(key)} = {inline(value)}") == {key: value}


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    names = draw(st.lists(NAMES, min_size=1, max_size=3, unique=True))
    things = [
        {
            "name": name,
            "shows": draw(st.dictionaries(NAMES.filter(lambda name: name != "wall"), FINITE, max_size=3)),
            "pays": 1.0 if index == 0 else draw(FINITE),
            "ends": draw(st.booleans()),
            "place": "anywhere" if index == 0 else draw(st.sampled_from(["anywhere", {"like": names[0], "within": 2}])),
        }
        for index, name in enumerate(names)
    ]
    variants = draw(st.lists(TEXTS, max_size=3, unique=True))
    claims = draw(st.lists(TEXTS, max_size=2, unique=True))
    rates = draw(st.lists(SHARES, min_size=1, max_size=3, unique=True))
    return Scenario.model_validate(
        {
            "title": draw(TEXTS),
            "name": draw(st.from_regex(r"[a-z][a-z .-]{0,5}", fullmatch=True)),
            "seed": draw(st.integers(0, 2**63 - 1)),
            "world": {"object": things, "min_path": 2, "shaping": abs(draw(FINITE))},
            "brain": {"cortex": {"ticks": draw(st.integers(0, 9) | st.just({"max": 5}))}},
            "encoding": draw(st.sampled_from([{}, {"kind": "direct"}, {"rules": "position", "degree": 3}])),
            "evolution": {"mutate": {"scale": abs(draw(FINITE))}},
            "sweep": draw(st.sampled_from([{}, {"evolution.mutate.rate": rates}])),
            "variant": [
                {"name": name, "set": {"world.steps": 30 + index, f"world.object.{names[0]}.shows": {"q": 1}}}
                for index, name in enumerate(variants)
            ],
            "claim": [
                {
                    "name": name,
                    "says": draw(TEXTS),
                    "source": draw(TEXTS),
                    "statistic": "success - fitness",
                    "expect": "more",
                    "margin": 0.5,
                    "than": draw(FINITE),
                    "where": draw(st.sampled_from([{}, {"encoding.cell_types": 1}])),
                }
                for name in claims
            ],
        }
    )  # fmt: skip


@given(scenarios())
def test_any_scenario_reads_back_equal(scenario: Scenario) -> None:
    text = dump(scenario)
    data = tomllib.loads(text)
    assert Scenario.model_validate(data) == scenario
    assert thaw(scenario.model_dump(by_alias=True, exclude_none=True)) == {"point_replicates": []} | data
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scenario.toml"
        file.write_bytes(text.encode())
        try:
            again = load(file)
        except ScenarioError:  # what was drawn may make no sense, but its text is not to blame
            return
        assert again == scenario
