from __future__ import annotations

from pathlib import Path

import pytest

from evosim.scenario import ScenarioError, dump, load, points

TEXT = """
title = "t"
[[world.object]]
name = "door"
shows = { door = 1 }
pays = 1.0
ends = true
[sweep]
"world.instances" = [1, 4, 16]
"prices.description_length" = [0.0, 0.002]
[[variant]]
name = "all"
set = { "encoding.kind" = "funnel" }
[[variant]]
name = "some"
set = { "encoding.kind" = "direct" }
only = { "world.instances" = [4] }
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "s.toml"
    path.write_text(text)
    return path


def test_a_variant_at_some_points(tmp_path: Path) -> None:
    scenario = load(write(tmp_path, TEXT))
    found = [(point.variant, point.values["world.instances"]) for point in points(scenario)]
    assert found == [("all", 1)] * 2 + [("all", 4)] * 2 + [("all", 16)] * 2 + [("some", 4)] * 2
    assert points(load(write(tmp_path, dump(scenario)))) == points(scenario)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[4] }", "[5] }", "not swept"),
        ('only = { "world.instances"', 'only = { "world.instance"', 'did you mean "world.instances"'),
        ("[4] }", "[] }", "only"),
        ("[4] }", "4 }", "only"),
    ],
)
def test_only_what_is_swept(tmp_path: Path, old: str, new: str, words: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load(write(tmp_path, TEXT.replace(old, new)))
    assert any(words in str(problem) and problem.line == 17 for problem in caught.value.problems), str(caught.value)
