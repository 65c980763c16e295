"""Verdicts as a table that one can read aloud."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

COLOURS = {"supported": "green", "refuted": "red", "inconclusive": "yellow"}


def claims_table(verdicts: Sequence[Mapping[str, Any]], *, quick: bool) -> Table:
    """One row per claim: the verdict, the claim in its own words, and what was measured."""
    title = "Claims (quick run: few replicates, no basis for a conclusion)" if quick else "Claims"
    table = Table(title=title, title_justify="left", show_lines=True, expand=False)
    table.add_column("verdict", no_wrap=True)
    table.add_column("claim", ratio=3)
    table.add_column("measured", ratio=3)
    for verdict in verdicts:
        word = str(verdict["verdict"])
        mark = " (primary)" if verdict["primary"] else ""
        table.add_row(
            Text(word, style=COLOURS[word]), Text(f"{verdict['says']}{mark}"), Text(measured(verdict))
        )
    return table


def measured(verdict: Mapping[str, Any]) -> str:
    """What was found, in a sentence."""
    replicates = f"{verdict['replicates']} replicates"
    late = "" if verdict["before_data"] else "; written after data were seen"
    if verdict["interval"] is None:
        return f"{verdict['statistic']}: {verdict.get('note') or 'nothing to compare'} ({replicates}{late})"
    lo, hi = verdict["interval"]
    groups = ""
    if verdict["high"] is not None and verdict["low"] is not None:
        groups = f"{verdict['high']:.2f} against {verdict['low']:.2f}, "
    return (
        f"{verdict['statistic']}: {groups}difference {verdict['difference']:+.2f}, "
        f"between {lo:+.2f} and {hi:+.2f} at {verdict['level']:.1%}; {replicates}{late}"
    )
