"""What the rows of a table show of a claim, before its margin is applied.

Axes: rows of the table, R replicates, L levels of a swept key.
"""

from __future__ import annotations

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
from evosim.scenario.schema import Claim, Compare, Correlate, Step, Trend

EVERY = slice(None)


class Found(NamedTuple):
    """What the usable replicates show, before the margin is applied."""

    replicates: int = 0
    high: float | None = None
    low: float | None = None
    difference: Estimate | None = None
    note: str | None = None
    method: str | None = None

    @property
    def interval(self) -> tuple[float, float] | None:
        """That of the difference, if there are values enough for one."""
        return self.difference[1:] if self.difference and self.replicates >= 2 else None

    @property
    def alike(self) -> bool:
        """Whether its values are all the same and have no known bounds, which tells nothing of others."""
        return self.method == "t" and self.interval is not None and self.interval[0] == self.interval[1]


@dataclass(frozen=True)
class _Rows:
    """The rows that a claim is about."""

    table: pa.Table
    replicate: NDArray[np.intp]  # (rows,) the row's replicate, numbered from 0
    count: int  # R

    @classmethod
    def of(cls, table: pa.Table, claim: Claim) -> _Rows:
        for key, value in claim.where.items():
            table = table.filter(pa.array(_equal(table, key, value)))
        if test := claim.compare:
            table = table.filter(pa.array(_equal(table, test.key, test.high) | _equal(table, test.key, test.low)))
        elif followed := claim.trend or claim.step:
            table = table.filter(pa.array(np.isfinite(_numbers(table, followed.key))))
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
        """Say how many replicates have a value, if not all have that are there at each of the points."""
        points = np.bincount(self.replicate, minlength=self.count)
        whole = int((points == points.max(initial=0)).sum())
        if used < 2:
            return f"{used} of {whole} replicates have a value; an interval needs 2"
        return f"{used} of {whole} replicates have a value" if used < whole else None


@dataclass(frozen=True)
class _Statistic:
    """What a claim is about, before the test.

    ``values`` (rows,) has NaN where there is none; ``yes_no`` says whether they are truth values that have an exact
    interval, ``span`` what they can be at least and at most, None if that is not known.
    """

    values: Floats
    yes_no: bool
    span: tuple[float, float] | None

    @classmethod
    def of(cls, table: pa.Table, claim: Claim) -> _Statistic:
        values = _numbers(table, claim.statistic)
        if claim.at_least is not None:
            values = np.where(np.isfinite(values), values >= claim.at_least, np.nan)
            return cls(values, not claim.replicates, (0.0, 1.0))
        flags = [name for name in table.column_names if pa.types.is_boolean(table[name].type)]
        return cls(values, claim.statistic in flags and not claim.replicates, bounds(claim.statistic, flags))


def find(table: pa.Table, claim: Claim, level: float) -> Found:
    """What the rows of a table show of a claim, with an interval at that level.

    Of a claim that asks for replicates until it is settled the interval is one by betting, of shares too: that is what
    holds at every look.
    """
    named = [*claim.statistic.split(" - "), *claim.where]
    if keyed := claim.compare or claim.trend or claim.step:
        named.append(keyed.key)
    if claim.correlate:
        named.append(claim.correlate.with_)
    if unknown := [name for name in named if name not in table.column_names]:
        return Found(note=f"the table has no column {', '.join(unknown)}")
    rows = _Rows.of(table, claim)
    statistic = _Statistic.of(rows.table, claim)
    if claim.trend:
        return _trend(rows, statistic, claim.trend, level)
    if claim.step:
        return _step(rows, statistic, claim.step, level)
    if claim.correlate:
        return _correlate(rows, statistic, claim.correlate, level)
    if claim.compare:
        return _compare(rows, statistic, claim.compare, level)
    # Loading a scenario checks that one of the five is given.
    return _than(rows, statistic, claim.than or 0.0, level)


def _compare(rows: _Rows, statistic: _Statistic, test: Compare, level: float) -> Found:
    """Compare two points within replicates.

    Streams are keyed by what they are for, so the two points of a replicate share worlds but hardly any luck: over
    pairs of arms the correlation was -.03 to .07 on average for success on novel instances and for planners (single
    pairs from -1 to 1), and .48 for success in training on one maze. Pairing is right under any correlation.
    """
    high, high_alone = rows.means(statistic.values, _equal(rows.table, test.key, test.high))
    low, low_alone = rows.means(statistic.values, _equal(rows.table, test.key, test.low))
    return _apart(rows, statistic, high, low, level, share=statistic.yes_no and high_alone and low_alone)


def _apart(rows: _Rows, statistic: _Statistic, high: Floats, low: Floats, level: float, *, share: bool) -> Found:
    """The difference of two values (R,) of each replicate, of shares if both are truth values."""
    both = np.isfinite(high) & np.isfinite(low)
    high, low, used = high[both], low[both], int(both.sum())
    if not used:
        return Found(note=rows.note(used))
    if share:
        judged = intervals.difference(high, low, level)
    else:
        judged = intervals.mean(high - low, level, intervals.differences(statistic.span))
    return Found(used, fmean(high), fmean(low), judged.estimate, rows.note(used), judged.method)


def _than(rows: _Rows, statistic: _Statistic, number: float, level: float) -> Found:
    means, alone = rows.means(statistic.values)
    means = means[np.isfinite(means)]
    used = len(means)
    if not used:
        return Found(note=rows.note(used))
    share = statistic.yes_no and alone
    judged = intervals.share(means, level) if share else intervals.mean(means, level, statistic.span)
    difference = Estimate(*(end - number for end in judged.estimate))
    return Found(used, judged.estimate.value, number, difference, rows.note(used), judged.method)


def _trend(rows: _Rows, statistic: _Statistic, test: Trend, level: float) -> Found:
    keys = _numbers(rows.table, test.key)
    levels = np.unique(keys[np.isfinite(keys)])
    if len(levels) < 2:
        return Found(note=f"a trend needs 2 values of {test.key}, and there is {len(levels) or 'none'}")
    points = np.array([rows.means(statistic.values, keys == value)[0] for value in levels]).T  # (R, L)
    points = points[np.isfinite(points).all(axis=1)]
    used = len(points)
    if not used:
        return Found(note=rows.note(used))
    taus = np.array([ranks.kendall(levels, row) for row in points])
    judged = intervals.mean(taus, level, (-1.0, 1.0))
    return Found(used, difference=judged.estimate, note=rows.note(used), method=judged.method)


def _step(rows: _Rows, statistic: _Statistic, test: Step, level: float) -> Found:
    """Compare the points from a value of a swept key on with those before it, within replicates."""
    keys = _numbers(rows.table, test.key)
    (high, _), (low, _) = (rows.means(statistic.values, side) for side in (keys >= test.at, keys < test.at))
    return _apart(rows, statistic, high, low, level, share=False)


def _correlate(rows: _Rows, statistic: _Statistic, test: Correlate, level: float) -> Found:
    x, _ = rows.means(statistic.values)
    y, _ = rows.means(_numbers(rows.table, test.with_))
    paired = np.isfinite(x) & np.isfinite(y)
    x, y, used = x[paired], y[paired], int(paired.sum())
    if used < 2:
        return Found(used, note=rows.note(used))
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return Found(used, note="no correlation: one of the two is the same in every replicate")
    judged = intervals.spearman(x, y, level)
    return Found(used, difference=judged.estimate, note=rows.note(used), method=judged.method)


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
