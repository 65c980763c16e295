"""Whatever is in the file: a scenario, or problems in words; never anything else."""

from __future__ import annotations

import tempfile
import tomllib
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from evosim.faults.expected import bare, fields, is_section
from evosim.faults.toml import inline, quoted
from evosim.options import Section
from evosim.scenario import Scenario, ScenarioError, cells, columns, ignored, load, points
from tests.scenario.conftest import CLAIM, SWEPT


def words(section: type[Section]) -> set[str]:
    """Return every key of the schema."""
    inner = [bare(kind) for kind in fields(section).values()]
    inner += [bare(kind.__args__[0]) for kind in inner if getattr(kind, "__origin__", None) is tuple]
    return set(fields(section)).union(*(words(kind) for kind in inner if is_section(kind)))


KEYS = st.sampled_from(sorted(words(Scenario) | {"door", "red", "wall", "sise", "world.size", "a.b", "", "variant"}))
PATHS = st.lists(KEYS, min_size=1, max_size=4).map(".".join)
LEAVES = (
    st.integers(-3, 70)
    | st.booleans()
    | st.floats()
    | st.sampled_from(
        ["door", "funnel", "anywhere", "planner", "a - b", "world.instances", "", "x" * 99, "7", "random"]
    )
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | PATHS, inner, max_size=3), max_leaves=8
)


def spoilt(draw: st.DrawFn, value: Any) -> Any:
    """Change a valid document here and there."""
    if draw(st.integers(0, 14)) == 0:
        return draw(VALUES)
    if isinstance(value, dict):
        kept = {key: spoilt(draw, item) for key, item in value.items() if draw(st.integers(0, 19))}
        return kept | (draw(st.dictionaries(KEYS | PATHS, VALUES, max_size=1)) if draw(st.integers(0, 9)) == 0 else {})
    if isinstance(value, list):
        return [spoilt(draw, item) for item in value] * (2 if draw(st.integers(0, 19)) == 0 else 1)
    return value


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    rest = 'compare = { key = "variant", high = "funnel", low = "direct" }\nwhere = { "world.instances" = 4 }\n'
    document: dict[str, Any] = spoilt(draw, tomllib.loads(SWEPT + CLAIM + rest))
    return document if isinstance(document, dict) else {}


@given(documents(), st.dictionaries(PATHS, VALUES | st.none(), max_size=2))
def test_the_door_stands(document: dict[str, Any], overrides: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "my.toml"
        file.write_bytes("".join(f"{quoted(key)} = {inline(value)}\n" for key, value in document.items()).encode())
        try:
            scenario = load(file, overrides)
        except ScenarioError as error:
            told = error.problems
        else:
            design = points(scenario)
            assert len(cells(scenario)) == len(design) * scenario.replicates
            assert columns(scenario)
            assert all(isinstance(name, str) for point in design for name in ignored(point.settings))
            return
    assert told
    for problem in told:
        assert problem.what or problem.expected
        assert "pydantic" not in str(problem)
        assert "constrained" not in problem.key
        assert "[key]" not in problem.key
        assert "TicksGene" not in problem.key
