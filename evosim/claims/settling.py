"""How many replicates each point needs, by what the claims of a scenario that ask for more have come to."""

from __future__ import annotations

import pyarrow as pa

from evosim.claims.verdicts import settled
from evosim.scenario import Scenario
from evosim.scenario.replicates import largest


def needed(scenario: Scenario, table: pa.Table) -> tuple[list[int], list[bool]]:
    """What the claims of a scenario need, by what a table of its cells shows.

    Parameters
    ----------
    table : as ``judge`` takes it.

    Returns
    -------
    For each point the replicates with which all claims that add to it are settled or have had their last look, no
    fewer than are run in any case; and whether a claim that adds to it is still open, so that it needs more.
    """
    looked = settled(table, scenario.claim)
    counts = largest(scenario, [count or 0 for count in looked])
    return counts, [bool(most) for most in largest(scenario, [int(count is None) for count in looked], least=0)]
