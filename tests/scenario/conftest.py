"""A small scenario, and the problems of what tests make of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from evosim.scenario import Problem, Scenario, ScenarioError

BASE = """\
title = "Doors"
replicates = 2

[world]
min_path = 4

[[world.object]]
name = "door"
shows = { door = 1, red = 1 }
pays = 1.0
ends = true
"""

SWEPT = (
    BASE
    + """
[sweep]
"world.instances" = [1, 4]
"prices.description_length" = [0, 0.5]

[[variant]]
name = "funnel"
set = { "encoding.kind" = "funnel" }

[[variant]]
name = "direct"
set = { "encoding.kind" = "direct", "evolution.mutate.rate" = 0.005 }
"""
)

CLAIM = """
[[claim]]
name = "more_planners"
says = "More planners."
source = "003"
statistic = "planner"
expect = "more"
margin = 0.3
"""

Read = Callable[..., Scenario]
Problems = Callable[..., tuple[Problem, ...]]


@pytest.fixture
def problems(read: Read) -> Problems:
    """Load a scenario that is wrong, and return what was said of it."""

    def problems(text: str, overrides: Mapping[str, Any] | None = None, **more: Any) -> tuple[Problem, ...]:
        with pytest.raises(ScenarioError) as caught:
            read(text, overrides, **more)
        return caught.value.problems

    return problems


def line(text: str, part: str) -> int:
    """Return the line on which a part of a text first stands."""
    return text[: text.index(part)].count("\n") + 1
