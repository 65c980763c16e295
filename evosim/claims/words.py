"""Verdicts as a table that one can read aloud."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from typing import Any

from rich.table import Table
from rich.text import Text

from evosim.claims.compare import Line
from evosim.claims.estimate import Estimate
from evosim.claims.verdicts import FEW, FEWEST

# What a verdict's "difference" is, by its test; verdicts from before tests were named tell only an estimate.
ESTIMATES = {"compare": "difference", "than": "difference", "step": "difference", "trend": "mean τ", "correlate": "ρ"}
HOPELESS = 10_000  # replicates
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
        table.add_row(Text(word, style=COLOURS[word]), Text(f"{verdict['says']}{mark}"), Text(measured(verdict)))
    return table


def measured(verdict: Mapping[str, Any]) -> str:
    """What was found, in a sentence."""
    replicates = f"{verdict['replicates']} replicates"
    least = verdict.get("at_least")
    statistic = verdict["statistic"] if least is None else f"{verdict['statistic']} ≥ {least:g}"
    reason = verdict.get("after_data")  # verdicts of earlier versions have none
    late = "" if verdict["before_data"] else f"; written after data were seen{f': {reason}' if reason else ''}"
    if verdict["interval"] is None:
        wanted = f"; {expected(verdict)}" if "margin" in verdict else ""
        return f"{statistic}: {verdict.get('note') or 'nothing to compare'}{wanted} ({replicates}{late})"
    lo, hi = verdict["interval"]
    groups = ""
    if verdict["high"] is not None and verdict["low"] is not None:
        groups = f"{verdict['high']:.2f} against {verdict['low']:.2f}, "
    wanted = f"; {expected(verdict)}" if "margin" in verdict else ""  # verdicts of earlier versions have none
    return (
        f"{statistic}: {groups}{estimate(verdict)} {verdict['difference']:+.2f}, "
        f"between {lo:+.2f} and {hi:+.2f} at {verdict['level']:.1%}{wanted}; {replicates}{late}{undecided(verdict)}"
    )


def expected(verdict: Mapping[str, Any]) -> str:
    """What was expected of the estimate, with its margin."""
    margin = verdict["margin"]
    limits = {"more": f"more than {margin:+.2g}", "less": f"less than {0.0 - margin:+.2g}"}
    return f"expected {limits.get(verdict['expect'], f'between {0.0 - margin:+.2g} and {margin:+.2g}')}"


def undecided(verdict: Mapping[str, Any]) -> str:
    """Why an interval decides nothing, and how many replicates would; nothing of what is decided."""
    if verdict["verdict"] != "inconclusive" or verdict["interval"] is None or "margin" not in verdict:
        return ""
    margin, (lo, hi) = verdict["margin"], verdict["interval"]
    ends = {"more": (margin,), "less": (-margin,), "same": (-margin, margin)}[verdict["expect"]]
    if verdict["replicates"] < FEWEST or not any(lo <= end <= hi for end in ends):
        return f"; undecided: {verdict.get('note') or FEW}"
    needed = replicates_needed(verdict)
    limits = {"more": f"{margin:+.2g}", "less": f"{-margin:+.2g}", "same": f"{-margin:+.2g} or {margin:+.2g}"}
    said = f"; undecided, since {limits[verdict['expect']]} lies in the interval"
    if needed is None:
        return f"{said}, and so near to the estimate that more replicates would hardly help"
    return f"{said}; were the estimate to stay, about {needed:,} replicates would decide"


def replicates_needed(verdict: Mapping[str, Any]) -> int | None:
    """About how many replicates would decide a claim, if its estimate stayed where it is.

    Intervals are taken to narrow with the square root of the number of replicates. None above ``HOPELESS``.
    """
    value, (lo, hi), margin = verdict["difference"], verdict["interval"], verdict["margin"]
    ends = {"more": (margin,), "less": (-margin,), "same": (-margin, margin)}[verdict["expect"]]
    inside = verdict["expect"] == "same" and abs(value) <= margin
    ends = ends if inside else (min(ends, key=lambda end: abs(value - end)),)
    reach = [(value - lo if end < value else hi - value, abs(value - end)) for end in ends]
    times = max((wide / far if far else HOPELESS) ** 2 for wide, far in reach)
    needed = verdict["replicates"] * max(times, 1.0)
    return ceil(needed) if needed <= HOPELESS else None


def estimate(verdict: Mapping[str, Any]) -> str:
    """What kind of number the verdict rests on."""
    return ESTIMATES.get(verdict.get("test", ""), "estimate")


def side_by_side(lines: Sequence[Line], labels: Sequence[str], width: int = 80) -> Iterator[str]:
    """Yield the lines of a table of at most ``width`` columns: replicates where they differ, groups, their difference.

    Groups that do not fit beside one another go into further blocks below.
    """
    names = max((len(line.name) for line in lines), default=0)
    alike = len({line.replicates for line in lines}) <= 1  # then it is said above the table
    heads = [*(() if alike else ("over",)), *labels, *(("difference",) if len(labels) == 2 else ())]
    columns = [] if alike else [[str(line.replicates) for line in lines]]
    columns += [[_ranged(line.groups[g]) for line in lines] for g in range(len(labels))]
    columns += [[_ranged(line.difference) for line in lines]] if len(labels) == 2 else []
    if len(labels) == 2 and names + sum(2 + max(map(len, column)) for column in columns) > width:
        columns[-3:-1] = [[_plain(line.groups[g]) for line in lines] for g in range(2)]
    block: list[int] = []
    used = names
    for g, column in enumerate(columns):
        need = 2 + max(len(heads[g]), *map(len, column))
        if block and used + need > width:
            yield from (*_block(lines, names, heads, columns, block), "")
            block, used = [], names
        block.append(g)
        used += need
    yield from _block(lines, names, heads, columns, block)


def _block(
    lines: Sequence[Line], names: int, heads: Sequence[str], columns: Sequence[Sequence[str]], block: Sequence[int]
) -> Iterator[str]:
    widths = {g: max(len(heads[g]), *map(len, columns[g])) for g in block}
    yield " " * names + "".join(f"  {heads[g]:>{widths[g]}}" for g in block)
    for row, line in enumerate(lines):
        yield f"{line.name:<{names}}" + "".join(f"  {columns[g][row]:>{widths[g]}}" for g in block)


def _ranged(estimate: Estimate | None) -> str:
    if estimate is None:
        return "–"
    value, lo, hi = (_short(number) for number in estimate)
    return value if lo == hi == value else f"{value} [{lo}, {hi}]"


def _plain(estimate: Estimate | None) -> str:
    return "–" if estimate is None else _short(estimate.value)


def _short(number: float) -> str:
    """A number in at most six characters or so: two decimals for what is small, none for what is large."""
    text = f"{number:.2f}" if abs(number) < 10 else f"{number:.1f}" if abs(number) < 1000 else f"{number:,.0f}"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text
