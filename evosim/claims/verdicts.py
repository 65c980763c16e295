"""What the data say of each claim.

A claim that asks for replicates until it is settled is judged after each of them, and its verdict is that of the first
look which decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from evosim.claims.finding import Found, find
from evosim.scenario.schema import Claim

ALIKE = "the same in every replicate: that tells nothing of values that were not met, of which there are no bounds"
FEWEST = 8  # replicates of a verdict: approximate intervals of fewer were not measured, exact ones say next to nothing
OPEN = "inconclusive"
FEW = f"a verdict needs {FEWEST} replicates or more"


def judge(
    table: pa.Table,
    claims: Sequence[Claim],
    *,
    before_data: Mapping[str, bool],
    quick: bool,
) -> list[dict[str, Any]]:
    """Judge each claim of a scenario by its table.

    Parameters
    ----------
    table : one row per cell, with a column ``replicate`` and the columns that the claims name; null what was not
        measured. Cells that did not finish have rows too, or a mean would be taken over fewer points than it says.
    claims : all claims of the scenario; for m of them intervals are at 1 − (1 − level)/m (Bonferroni).
    before_data : for each claim's name, whether its words are older than the data. Where a claim itself says that it
        is not (``after_data``), that is what counts.
    quick : whether the run had few replicates only; copied into each verdict.

    Returns
    -------
    One dictionary per claim, in the order given: the keys of ``verdicts.json``, then expect, margin, note, test,
    interval_method (betting, t, clopper-pearson, exact-paired or fisher-z) and at_least. ``level`` is that of the
    interval, so after the correction. What is not known is None, never NaN.
    """
    verdicts = []
    for claim in claims:
        level = corrected(claim, claims)
        found, _ = _look(table, claim, level)
        difference, interval = found.difference, found.interval
        verdicts.append(
            {
                "claim": claim.name,
                "primary": claim.primary,
                "says": claim.says,
                "source": claim.source,
                "statistic": claim.statistic,
                "high": found.high,
                "low": found.low,
                "difference": difference.value if difference else None,
                "interval": list(interval) if interval else None,
                "level": level,
                "replicates": found.replicates,
                "before_data": before_data[claim.name] and not claim.after_data,
                "after_data": claim.after_data or None,
                "quick": quick,
                "verdict": _said(claim, found),
                "expect": claim.expect,
                "margin": claim.margin,
                "note": found.note or (ALIKE if found.alike else None if found.replicates >= FEWEST else FEW),
                "test": _test(claim),
                "interval_method": found.method if interval else None,
                "at_least": claim.at_least,
            }
        )
    return verdicts


def settled(table: pa.Table, claims: Sequence[Claim]) -> list[int | None]:
    """After how many replicates each claim was settled, or has had its last look.

    Parameters
    ----------
    table, claims : as ``judge`` takes them.

    Returns
    -------
    One number for each claim: 0 if it does not ask for replicates, None if it is open after all that the table has.
    """
    return [_look(table, claim, corrected(claim, claims))[1] if claim.replicates else 0 for claim in claims]


def decided(table: pa.Table, claim: Claim, level: float) -> bool:
    """Whether a claim is supported or refuted by intervals of that level."""
    return _said(claim, _look(table, claim, level)[0]) != OPEN


def corrected(claim: Claim, claims: Sequence[Claim]) -> float:
    """The level of a claim's interval, so that all claims of the scenario have its ``level`` together (Bonferroni)."""
    return 1 - (1 - claim.level) / len(claims)


def _look(table: pa.Table, claim: Claim, level: float) -> tuple[Found, int | None]:
    """What is found of a claim, and after how many replicates no more are needed; None if more are."""
    last = max(table["replicate"].to_pylist(), default=-1) + 1
    if not claim.replicates or last < claim.replicates.least:
        return find(table, claim, level), None if claim.replicates else last
    last = min(last, claim.replicates.most)
    for count in range(claim.replicates.least, last + 1):
        found = find(table.filter(pc.less(table["replicate"], count)), claim, level)
        if _said(claim, found) != OPEN:
            return found, count
    return found, last if last == claim.replicates.most else None


def _said(claim: Claim, found: Found) -> str:
    """The verdict that what was found gives."""
    if found.interval is None or found.replicates < FEWEST or found.alike:
        return OPEN
    return _verdict(claim.expect, claim.margin, *found.interval)


def _verdict(expect: str, margin: float, lo: float, hi: float) -> str:
    """Say whether [lo, hi] lies beyond the margin, wholly on its other side, or neither."""
    if expect == "same":
        supported, refuted = -margin <= lo and hi <= margin, lo > margin or hi < -margin
    else:
        lo, hi = (lo, hi) if expect == "more" else (-hi, -lo)
        supported, refuted = lo > margin, hi < margin
    return "supported" if supported else "refuted" if refuted else OPEN


def _test(claim: Claim) -> str:
    """Name the test, which says what ``difference`` is: of two means, a mean Kendall's τ, or a Spearman's ρ."""
    given = {"compare": claim.compare, "trend": claim.trend, "step": claim.step, "correlate": claim.correlate}
    return next((name for name, test in given.items() if test), "than")
