"""What the claims of the scenarios that come with the package say, in words, read from the scenarios themselves."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from textwrap import fill

from evosim.handbook.entries import Entry
from evosim.scenario.load import packaged
from evosim.scenario.schema import Claim

WIDTH = 80


@cache
def claim_entries() -> tuple[Entry, ...]:
    """An entry for each claim of each packaged scenario."""
    return tuple(
        Entry("claim", claim.name, "\n\n".join(_lines(claim, len(claims))), "claims", f"claim of scenario {name}")
        for name, claims in packaged_claims().items()
        for claim in claims
    )


@cache
def packaged_claims() -> dict[str, tuple[Claim, ...]]:
    """Scenario → its claims, in the order of its file."""
    texts = {name: file.read_text(encoding="utf-8") for name, file in packaged().items()}
    return {
        name: tuple(map(Claim.model_validate, tomllib.loads(text).get("claim", ()))) for name, text in texts.items()
    }


def _lines(claim: Claim, count: int) -> Iterator[str]:
    yield fill(claim.says, WIDTH)
    level = 1 - (1 - claim.level) / count
    told = {
        "Source": claim.source,
        "Test": tested(claim),
        "Expected": expected(claim),
        "Interval": f"at level {level:.4g}"
        + (f": {claim.level:g} corrected for the {count} claims of the scenario" if count > 1 else ""),
        "Looks": _looks(claim),
        "Rank": "primary claim of its scenario" if claim.primary else "",
        "Written": f"after data: {claim.after_data}" if claim.after_data else "before the run (it has no after_data)",
    }
    pairs = (f"{head + ':':<10}{words}" for head, words in told.items() if words)
    yield "\n".join(fill(pair, WIDTH, subsequent_indent=" " * 10) for pair in pairs)
    yield "The rules of verdicts: evosim explain verdicts."


def tested(claim: Claim) -> str:
    """The test in words, with the points that it is about."""
    return f"{_test(claim)}{_where(claim)}"


def _test(claim: Claim) -> str:
    statistic = claim.statistic if claim.at_least is None else f"({claim.statistic} ≥ {claim.at_least:g})"
    if claim.compare:
        high, low = (f"{claim.compare.key} = {value!r}" for value in (claim.compare.high, claim.compare.low))
        return f"mean of {statistic} at {high}, less that at {low}, within replicates"
    if claim.trend:
        return f"Kendall's tau of {statistic} along {claim.trend.key} within each replicate, mean over replicates"
    if claim.step:
        return f"mean of {statistic} where {claim.step.key} ≥ {claim.step.at:g}, less that elsewhere, within replicates"
    if claim.correlate:
        return f"Spearman's rho of {statistic} with {claim.correlate.with_} over replicates"
    exact = ", by the exact interval of a share" if claim.exact else ""
    return f"mean of {statistic} over replicates, less {claim.than or 0.0:g}{exact}"


def _looks(claim: Claim) -> str:
    looks = claim.replicates
    if not looks:
        return ""
    return f"after each replicate from {looks.least} to {looks.most}, until one decides; intervals hold at all of them"


def _where(claim: Claim) -> str:
    words = ", ".join(f"{key} = {value!r}" for key, value in claim.where.items())
    return f"; at {words}" if words else ""


def expected(claim: Claim) -> str:
    """Where the interval of a claim that is supported lies."""
    margin = f"{claim.margin:g}"
    if claim.expect == "same":
        return f"the same: the whole interval lies from −{margin} to {margin}"
    side, sign = ("above", "") if claim.expect == "more" else ("below", "−" if claim.margin else "")
    return f"{claim.expect}: the whole interval lies {side} {sign}{margin}"
