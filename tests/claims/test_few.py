from __future__ import annotations

import pyarrow as pa
import pytest

from evosim.claims import judge
from evosim.scenario.schema import Claim


@pytest.mark.parametrize(
    ("count", "verdict"), [(2, "inconclusive"), (7, "inconclusive"), (8, "supported"), (20, "supported")]
)
def test_a_verdict_needs_replicates(count: int, verdict: str) -> None:
    table = pa.table({"replicate": list(range(count)), "retarget": [0.9 + 0.001 * r for r in range(count)]})
    words = {"name": "c", "says": "s", "source": "t", "statistic": "retarget", "expect": "more", "margin": 0.1}
    # Eight values of .9 within [0, 1] leave room for means above .46.
    found = judge(table, [Claim(**words, than=0.2)], before_data={"c": True}, quick=False)[0]
    assert found["verdict"] == verdict
    assert found["interval"] is not None
    assert (found["note"] is None) == (verdict == "supported")
