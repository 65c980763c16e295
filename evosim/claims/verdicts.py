"""What the data say of each claim.

Axes: rows of the table, R replicates, L levels of a swept key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from statistics import fmean
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from evosim.claims import intervals, ranks
from evosim.claims.estimate import Estimate, Floats
from evosim.frozen import thaw
from evosim.scenario.columns import bounds
from evosim.scenario.schema import Claim, Compare, Correlate, Trend

EVERY = slice(None)
ALIKE = "the same in every replicate: that tells nothing of values that were not met, of which there are no bounds"
FEWEST = 8  # replicates of a verdict: approximate intervals of fewer were not measured, exact ones say next to nothing
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
        level = 1 - (1 - claim.level) / len(claims)
        found = _find(table, claim, level)
        difference = found.difference
        interval = difference[1:] if difference and found.replicates >= 2 else None
        same = found.method == "t" and interval is not None and interval[0] == interval[1]
        enough = found.replicates >= FEWEST and not same
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
                "verdict": _verdict(claim.expect, claim.margin, *interval) if enough and interval else "inconclusive",
                "expect": claim.expect,
                "margin": claim.margin,
                "note": found.note or (ALIKE if same else None if enough else FEW),
                "test": _test(claim),
                "interval_method": found.method if interval else None,
                "at_least": claim.at_least,
            }
        )
    return verdicts


def _verdict(expect: str, margin: float, lo: float, hi: float) -> str:
    """Say whether [lo, hi] lies beyond the margin, wholly on its other side, or neither."""
    if expect == "same":
        supported, refuted = -margin <= lo and hi <= margin, lo > margin or hi < -margin
    else:
        lo, hi = (lo, hi) if expect == "more" else (-hi, -lo)
        supported, refuted = lo > margin, hi < margin
    return "supported" if supported else "refuted" if refuted else "inconclusive"


def _test(claim: Claim) -> str:
    """Name the test, which says what ``difference`` is: of two means, a mean Kendall's τ, or a Spearman's ρ."""
    given = {"compare": claim.compare, "trend": claim.trend, "correlate": claim.correlate}
    return next((name for name, test in given.items() if test), "than")


class _Found(NamedTuple):
    """What the usable replicates show, before the margin is applied."""

    replicates: int = 0
    high: float | None = None
    low: float | None = None
    difference: Estimate | None = None
    note: str | None = None
    method: str | None = None


@dataclass(frozen=True)
class _Rows:
    """The rows that a claim is about."""

    table: pa.Table
    replicate: NDArray[np.intp]  # (rows,) the row's replicate, numbered from 0
    count: int  # R

    @classmethod
    def of(cls, table: pa.Table, where: Mapping[str, Any]) -> _Rows:
        for key, value in where.items():
            table = table.filter(pa.array(_equal(table, key, value)))
        names, replicate = np.unique(np.array(table["replicate"].to_pylist()), return_inverse=True)
        return cls(table, replicate, len(names))

    def means(self, values: Floats, rows: NDArray[np.bool_] | slice = EVERY) -> tuple[Floats, bool]:
        """(R,) mean of the values of some rows in each replicate, and whether each has but one such row.

        NaN where a value or a row is missing: a mean over fewer points than in the other replicates is one of
        something else.
        """
        points = np.bincount(self.replicate[rows], minlength=self.count)
        most = points.max(initial=1)
        sums = np.bincount(self.replicate[rows], weights=values[rows], minlength=self.count)
        return np.where(points == most, sums / most, np.nan), bool(most == 1)

    def note(self, used: int) -> str | None:
        if used < 2:
            return f"{used} of {self.count} replicates have a value; an interval needs 2"
        return f"{used} of {self.count} replicates have a value" if used < self.count else None


@dataclass(frozen=True)
class _Statistic:
    """What a claim is about, before the test.

    ``values`` (rows,) has NaN where there is none; ``yes_no`` says whether they are truth values, ``span`` what they
    can be at least and at most, None if that is not known.
    """

    values: Floats
    yes_no: bool
    span: tuple[float, float] | None

    @classmethod
    def of(cls, table: pa.Table, claim: Claim) -> _Statistic:
        values = _numbers(table, claim.statistic)
        if claim.at_least is not None:
            values = np.where(np.isfinite(values), values >= claim.at_least, np.nan)
            return cls(values, True, (0.0, 1.0))
        flags = [name for name in table.column_names if pa.types.is_boolean(table[name].type)]
        return cls(values, claim.statistic in flags, bounds(claim.statistic, flags))


def _find(table: pa.Table, claim: Claim, level: float) -> _Found:
    named = [*claim.statistic.split(" - "), *claim.where]
    if keyed := claim.compare or claim.trend:
        named.append(keyed.key)
    if claim.correlate:
        named.append(claim.correlate.with_)
    if unknown := [name for name in named if name not in table.column_names]:
        return _Found(note=f"the table has no column {', '.join(unknown)}")
    rows = _Rows.of(table, claim.where)
    statistic = _Statistic.of(rows.table, claim)
    if claim.trend:
        return _trend(rows, statistic, claim.trend, level)
    if claim.correlate:
        return _correlate(rows, statistic, claim.correlate, level)
    if claim.compare:
        return _compare(rows, statistic, claim.compare, level)
    # Loading a scenario checks that one of the four is given.
    return _than(rows, statistic, claim.than or 0.0, level)


def _compare(rows: _Rows, statistic: _Statistic, test: Compare, level: float) -> _Found:
    """Compare two points within replicates.

    Streams are keyed by what they are for, so the two points of a replicate share worlds but hardly any luck: over
    pairs of arms the correlation was -.03 to .07 on average for success on novel instances and for planners (single
    pairs from -1 to 1), and .48 for success in training on one maze. Pairing is right under any correlation.
    """
    high, high_alone = rows.means(statistic.values, _equal(rows.table, test.key, test.high))
    low, low_alone = rows.means(statistic.values, _equal(rows.table, test.key, test.low))
    both = np.isfinite(high) & np.isfinite(low)
    high, low, used = high[both], low[both], int(both.sum())
    if not used:
        return _Found(note=rows.note(used))
    if statistic.yes_no and high_alone and low_alone:
        judged = intervals.difference(high, low, level)
    else:
        judged = intervals.mean(high - low, level, intervals.differences(statistic.span))
    return _Found(used, fmean(high), fmean(low), judged.estimate, rows.note(used), judged.method)


def _than(rows: _Rows, statistic: _Statistic, number: float, level: float) -> _Found:
    means, alone = rows.means(statistic.values)
    means = means[np.isfinite(means)]
    used = len(means)
    if not used:
        return _Found(note=rows.note(used))
    share = statistic.yes_no and alone
    judged = intervals.share(means, level) if share else intervals.mean(means, level, statistic.span)
    difference = Estimate(*(end - number for end in judged.estimate))
    return _Found(used, judged.estimate.value, number, difference, rows.note(used), judged.method)


def _trend(rows: _Rows, statistic: _Statistic, test: Trend, level: float) -> _Found:
    keys = _numbers(rows.table, test.key)
    levels = np.unique(keys[np.isfinite(keys)])
    if len(levels) < 2:
        return _Found(note=f"a trend needs 2 values of {test.key}, and there is {len(levels) or 'none'}")
    points = np.array([rows.means(statistic.values, keys == value)[0] for value in levels]).T  # (R, L)
    points = points[np.isfinite(points).all(axis=1)]
    used = len(points)
    if not used:
        return _Found(note=rows.note(used))
    taus = np.array([ranks.kendall(levels, row) for row in points])
    judged = intervals.mean(taus, level, (-1.0, 1.0))
    return _Found(used, difference=judged.estimate, note=rows.note(used), method=judged.method)


def _correlate(rows: _Rows, statistic: _Statistic, test: Correlate, level: float) -> _Found:
    x, _ = rows.means(statistic.values)
    y, _ = rows.means(_numbers(rows.table, test.with_))
    paired = np.isfinite(x) & np.isfinite(y)
    x, y, used = x[paired], y[paired], int(paired.sum())
    if used < 2:
        return _Found(used, note=rows.note(used))
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return _Found(used, note="no correlation: one of the two is the same in every replicate")
    judged = intervals.spearman(x, y, level)
    return _Found(used, difference=judged.estimate, note=rows.note(used), method=judged.method)


def _numbers(table: pa.Table, statistic: str) -> Floats:
    """(rows,) a column, or the first less the second of "a - b"; NaN where it is null or no finite number."""
    columns = [
        [
            cell if isinstance(cell, int | float) and isfinite(cell) else np.nan
            for cell in table[name].to_pylist()
        ]
        for name in statistic.split(" - ")
    ]
    first, *second = np.array(columns, np.float64)
    return first - second[0] if second else first


def _equal(table: pa.Table, key: str, value: Any) -> NDArray[np.bool_]:
    """(rows,) whether the column has this value; 64 and 64.0 are the same."""
    expected = thaw(value)
    return np.array([cell == expected for cell in table[key].to_pylist()], np.bool_)
