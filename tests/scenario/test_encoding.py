from __future__ import annotations

import pytest

from evosim.scenario import dials
from evosim.scenario.encoding import kind_of
from evosim.scenario.schema import Encoding


@pytest.mark.parametrize(
    ("keys", "wanted", "kind"),
    [
        ({}, ("generator", "types"), "funnel"),
        ({"kind": "funnel"}, ("generator", "types"), "funnel"),
        ({"kind": "direct"}, ("table", "own"), "direct"),
        ({"kind": "direct", "rules": "types"}, ("table", "types"), None),
        ({"kind": "funnel", "habits": "table", "rules": "own"}, ("table", "own"), "direct"),
        ({"habits": "table"}, ("table", "types"), None),
        ({"rules": "position"}, ("generator", "position"), None),
        ({"cell_types": 4}, ("generator", "types"), None),
    ],
)
def test_the_kind_sets_both_dials_and_either_wins(
    keys: dict[str, str], wanted: tuple[str, str], kind: str | None
) -> None:
    assert dials(Encoding.model_validate(keys)) == wanted
    assert kind_of(Encoding.model_validate(keys)) == kind
