from __future__ import annotations

import pytest

from evosim.encodings.options import Encoding, kind_of
from evosim.scenario import dials


@pytest.mark.parametrize(
    ("keys", "expected", "kind"),
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
    keys: dict[str, str], expected: tuple[str, str], kind: str | None
) -> None:
    assert dials(Encoding.model_validate(keys)) == expected
    assert kind_of(Encoding.model_validate(keys)) == kind
