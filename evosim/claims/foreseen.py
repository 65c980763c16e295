"""Which interval each claim of a scenario will have, known before there are data."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from evosim.claims.finding import find
from evosim.claims.intervals import PAIRS
from evosim.claims.verdicts import FEWEST, corrected
from evosim.experiment.store import Store
from evosim.experiment.table import gather
from evosim.scenario import Scenario, cells
from evosim.scenario.claim import measured
from evosim.scenario.columns import bounds
from evosim.scenario.replicates import with_replicates


def interval_methods(scenario: Scenario) -> dict[str, str | None]:
    """Claim → the method of its interval, as ``interval_method`` of a verdict will have it if all cells finish.

    It is that of a table with the columns and points of the scenario and made-up values: the least and the largest
    that there can be, in turn. How many replicates there are matters to pairs of truth values alone.
    """
    count = PAIRS + 1 if scenario.most > PAIRS else FEWEST
    every = cells(with_replicates(scenario, [count]))
    table = gather(scenario, every, (), Store(Path()))
    found = {}
    for claim in scenario.claim:
        made_up = table
        for name in measured(claim):
            made_up = _filled(made_up, name)
        found[claim.name] = find(made_up, claim, corrected(claim, scenario.claim)).method
    return found


def _filled(table: pa.Table, name: str) -> pa.Table:
    """The table with values in a column that has none; what says which point a row is stays as it is."""
    column = table[name]
    if column.null_count < len(column):
        return table
    span = bounds(name) or (0.0, 1.0)
    values = pa.array([span[replicate % 2] for replicate in table["replicate"].to_pylist()])
    return table.set_column(table.column_names.index(name), name, values.cast(column.type))
