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
from evosim.faults.toml import inline
from evosim.frozen import thaw
from evosim.scenario.schema import Claim

# What a verdict's "difference" is, by its test; verdicts from before tests were named tell only an estimate.
ESTIMATES = {"compare": "difference", "than": "difference", "step": "difference", "trend": "mean τ", "correlate": "ρ"}
HOPELESS = 10_000  # replicates
OBJECT = "world.object."
COLOURS = {"supported": "green", "refuted": "red", "inconclusive": "yellow"}


def claims_table(verdicts: Sequence[Mapping[str, Any]], claims: Sequence[Claim], *, quick: bool) -> Table:
    """One row per claim: the verdict, the claim in its own words, and what was measured."""
    title = "Claims (quick run: few replicates, no basis for a conclusion)" if quick else "Claims"
    why = level(verdicts)
    caption = f"{why} (evosim explain level)" if why else None
    table = Table(title=title, caption=caption, show_lines=True, expand=False)
    table.title_justify = table.caption_justify = "left"
    table.add_column("verdict", no_wrap=True)
    table.add_column("claim", ratio=3)
    table.add_column("measured", ratio=3, overflow="fold")
    for verdict in verdicts:
        word = str(verdict["verdict"])
        mark = " (primary)" if verdict["primary"] else ""
        told = measured(verdict, claims)
        table.add_row(Text(word, style=COLOURS[word]), Text(f"{verdict['says']}{mark}"), Text(told))
    return table


def level(verdicts: Sequence[Mapping[str, Any]]) -> str:
    """Why the intervals of a scenario are at their level: what all claims are to have together is divided."""
    count = len(verdicts)
    if count < 2:
        return ""
    each, together = (
        " or ".join(dict.fromkeys(_percent(1 - (1 - one["level"]) * parts) for one in verdicts)) for parts in (1, count)
    )
    return f"Each interval is at level {each}: {together} for all {count} claims together"


def _percent(level: float) -> str:
    """A level in hundredths, never rounded to all of them."""
    return f"{100 * level:.{3 if level < 0.9995 else 6}g} %"


def measured(verdict: Mapping[str, Any], claims: Sequence[Claim] = ()) -> str:
    """What was found, in a sentence; what is compared goes by its name if the claim is among those given."""
    about = _about(verdict, _judged(verdict, claims))
    replicates = f"{verdict['replicates']} replicates"
    reason = verdict.get("after_data")  # verdicts of earlier versions have none
    late = "" if verdict["before_data"] else f"; written after data were seen{f': {reason}' if reason else ''}"
    wanted = f"; {expected(verdict)}" if "margin" in verdict else ""  # verdicts of earlier versions have none
    if verdict["interval"] is None:
        return f"{about}: {verdict.get('note') or 'nothing to compare'}{wanted} ({replicates}{late})"
    return f"{about}: {compared(verdict, claims)}{wanted}; {replicates}{late}{undecided(verdict)}"


def compared(verdict: Mapping[str, Any], claims: Sequence[Claim] = ()) -> str:
    """The groups that are compared, what they differ by, and its interval; of a verdict that has one."""
    value, lo, hi = (_number(number, "+.2f") for number in (verdict["difference"], *verdict["interval"]))
    groups = "".join(f"{group}, " for group in _groups(verdict, _judged(verdict, claims)))
    return f"{groups}{estimate(verdict)} {value} ({_percent(verdict['level'])} interval {lo} to {hi})"


def _judged(verdict: Mapping[str, Any], claims: Sequence[Claim]) -> Claim | None:
    """The claim that a verdict is on, if it is among those given."""
    return next((claim for claim in claims if claim.name == verdict["claim"]), None)


def _number(value: float, form: str) -> str:
    return format(value, form).replace("-", "−")


def _about(verdict: Mapping[str, Any], claim: Claim | None) -> str:
    """What was measured, and where."""
    least = verdict.get("at_least")
    told = verdict["statistic"] if least is None else f"{verdict['statistic']} ≥ {least:g}"
    if claim and claim.correlate:
        told = f"{told} with {claim.correlate.with_}"
    if claim and claim.trend:
        told = f"{told} along {_last(claim.trend.key)}"
    places = [_spoken(value) if key == "variant" else f"{_last(key)} = {_spoken(value)}"
              for key, value in (claim.where if claim else {}).items()]  # fmt: skip
    return f"{told} at {', '.join(places)}" if places else told


def _groups(verdict: Mapping[str, Any], claim: Claim | None) -> Iterator[str]:
    """The groups with their means; none of a trend and of a correlation."""
    if verdict["high"] is None or verdict["low"] is None:
        return
    high, low = (_number(verdict[side], ".2f") for side in ("high", "low"))
    if claim and claim.compare:
        key, values = claim.compare.key, (claim.compare.high, claim.compare.low)
        names = tuple(map(_spoken, values))
        if any(isinstance(value, str) for value in values):
            yield from (f"{names[0]} {high}", f"{names[1]} {low}")
        else:
            yield from (f"{high} at {_last(key)} = {names[0]}", f"{low} at {names[1]}")
    elif claim and claim.step:
        yield from (f"{high} from {_last(claim.step.key)} = {_spoken(claim.step.at)} on", f"{low} below")
    else:
        yield f"{high} against {low}"


def _last(key: str) -> str:
    """The last part of a key; of one of an object what tells it apart."""
    return key.removeprefix(OBJECT) if key.startswith(OBJECT) else key.rpartition(".")[2]


def _spoken(value: Any) -> str:
    """A value of a key; a name with a comma in it, or like a number, stands in quotes."""
    if isinstance(value, str):
        return f"“{value}”" if "," in value or value[:1].isdigit() else value
    return f"{value:g}" if isinstance(value, float) else inline(thaw(value))


def expected(verdict: Mapping[str, Any]) -> str:
    """What was expected of the estimate, with its margin."""
    more, less = _ends(verdict)
    limits = {"more": f"more than {more}", "less": f"less than {less}"}
    return f"expected {limits.get(verdict['expect'], f'between {less} and {more}')}"


def _ends(verdict: Mapping[str, Any]) -> tuple[str, str]:
    """The margin above 0 and below."""
    margin = verdict["margin"]
    return (f"+{margin:.2g}", f"−{margin:.2g}") if margin else ("0", "0")


def undecided(verdict: Mapping[str, Any]) -> str:
    """Why an interval decides nothing, and how many replicates would; nothing of what is decided."""
    if verdict["verdict"] != "inconclusive" or verdict["interval"] is None or "margin" not in verdict:
        return ""
    margin, (lo, hi) = verdict["margin"], verdict["interval"]
    ends = {"more": (margin,), "less": (-margin,), "same": (-margin, margin)}[verdict["expect"]]
    if verdict["replicates"] < FEWEST or not any(lo <= end <= hi for end in ends):
        return f"; undecided: {verdict.get('note') or FEW}"
    needed = replicates_needed(verdict)
    more, less = _ends(verdict)
    limits = {"more": more, "less": less, "same": f"{less} or {more}"}
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
    widths = [wide / far if far else HOPELESS for wide, far in reach]
    times = max(width * width for width in widths)  # a power of a large one would be an error
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
