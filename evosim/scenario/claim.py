"""Which points a claim is about, and checks of claims: their columns and their points must exist."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import ValidationError

from evosim.faults.expected import shown
from evosim.faults.fault import Fault
from evosim.faults.path import Path
from evosim.faults.problem import did_you_mean, one_of
from evosim.scenario.columns import RENAMED, bounds, kind
from evosim.scenario.schema import Claim, Compare, Step

TESTS = ("compare", "trend", "step", "correlate", "than")
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Design:
    """The rows of the points, the swept keys, the columns of the table; None where they are not known."""

    rows: Rows | None = None
    swept: Sequence[str] = ()
    columns: Mapping[str, str] | None = None

    @cached_property
    def numeric(self) -> list[str]:
        """The columns that a statistic may be made of."""
        words = {key for row in self.rows or () for key, value in row.items() if isinstance(value, str)}
        return [name for name in self.columns or () if kind(name) != "text" and name not in words]

    @cached_property
    def varied(self) -> dict[str, list[Any]]:
        """The columns that say which point a row is, with their values."""
        found = {key: levels(self.rows or (), key) for key in (self.rows or [{}])[0]}
        return {key: values for key, values in found.items() if values}


def levels(rows: Rows, key: str) -> list[Any]:
    """Return the values that a column has, in the order of the rows."""
    found: dict[tuple[bool, Any], Any] = {}  # 64 and 64.0 have one hash, and so have 1 and true
    for row in rows:
        if row[key] is not None:
            found.setdefault((isinstance(row[key], bool), row[key]), row[key])
    return list(found.values())


def same(one: Any, other: Any) -> bool:
    """Whether two values of a scenario are the same: 64 and 64.0 are, 1 and true are not."""
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


def terms(statistic: str) -> tuple[str, ...]:
    """Return the column of a statistic, or the two columns of ``a - b``."""
    return tuple(statistic.split(" - "))


def measured(claim: Claim) -> tuple[str, ...]:
    """Return the columns that a claim is judged by: its statistic's, and the one that this is correlated with."""
    return terms(claim.statistic) + ((claim.correlate.with_,) if claim.correlate else ())


def concerns(claim: Claim, row: Mapping[str, Any]) -> bool:
    """Whether a claim is about a point, which has what ``where`` asks for and a level that is compared or followed.

    Parameters
    ----------
    claim : Claim
    row : Mapping
        The columns that say which point it is, as ``Point.row`` returns them. A column that is missing excludes
        nothing: tables of earlier versions may not have it.
    """
    if not all(same(row[key], value) for key, value in claim.where.items() if key in row):
        return False
    if claim.compare and claim.compare.key in row:
        return any(same(row[claim.compare.key], level) for level in (claim.compare.high, claim.compare.low))
    followed = claim.trend or claim.step
    return not (followed and followed.key in row and row[followed.key] is None)


def check_claims(items: Any, design: Design) -> list[Fault]:
    """Return what is wrong with the claims of a parsed scenario, but for what the schema has found."""
    found: list[Fault] = []
    primary: list[str] = []
    for index, item in enumerate(items if isinstance(items, list) else []):
        try:
            claim = Claim.model_validate(item)
        except ValidationError:  # its other errors are known; a misspelt column is reported with them
            statistic = item.get("statistic") if isinstance(item, Mapping) else None
            if design.columns is not None and isinstance(statistic, str):
                found += _statistic(statistic, ("claim", index), design)
            continue
        path: Path = ("claim", index)
        if claim.primary and primary:
            cure = f"{primary[0]} is primary already"
            found.append(Fault((*path, "primary"), "one primary claim", "true", cure))
        primary += [claim.name] if claim.primary else []
        given = [name for name in TESTS if getattr(claim, name) is not None]
        if len(given) != 1:
            found.append(Fault(path, f"exactly one of {', '.join(TESTS)}", ", ".join(given) or "none"))
        found += _exact(claim, path) + _looks(claim, path, design) if len(given) == 1 else []
        if claim.expect == "same" and claim.margin == 0:
            found.append(Fault((*path, "margin"), "more than 0 where the same is expected", "0"))
        if design.columns is not None:
            found += _statistic(claim.statistic, path, design) + _correlated(claim, path, design)
        if design.rows is not None:
            found += _points(claim, path, design.rows, design)
    return found


def _exact(claim: Claim, path: Path) -> list[Fault]:
    """Check that what is to be judged exactly is a share and compared with a number."""
    if not claim.exact:
        return []
    spot: Path = (*path, "exact")
    if claim.than is None:
        test = next(name for name in TESTS if getattr(claim, name) is not None)
        return [Fault(spot, "than: the exact interval is one of a single share", test, "leave exact out")]
    if claim.at_least is None and kind(claim.statistic) != "flag":
        cure = "at_least = NUMBER makes a share of it"
        return [Fault(spot, "a statistic of truth values, or at_least", shown(claim.statistic), cure, "no share")]
    return []


def _looks(claim: Claim, path: Path, design: Design) -> list[Fault]:
    """Check that what is judged at each look has an interval that holds at all of them: means of bounded values."""
    if not claim.replicates:
        return []
    found, spot = [], (*path, "replicates")
    if claim.replicates.least > claim.replicates.most:
        expected, got = f"at most {claim.replicates.most}, the value of most", str(claim.replicates.least)
        found.append(Fault((*spot, "least"), expected, got))
    if claim.correlate:
        expected = "a mean over replicates: no interval of a correlation holds at every look"
        found.append(Fault(spot, expected, "correlate", "leave replicates out"))
    if claim.exact:
        expected = "false where replicates are counted by looks: an exact interval holds at one of them"
        found.append(Fault((*path, "exact"), expected, "true", also=(spot,)))
    flags = [name for name in design.columns or () if kind(name) == "flag"]
    known = all(name in design.numeric for name in terms(claim.statistic))
    if known and not claim.correlate and claim.at_least is None and not bounds(claim.statistic, flags):
        expected = "a statistic of which the least and the largest value are known"
        cure = "leave replicates out, or make a share of it with at_least"
        found.append(Fault((*path, "statistic"), expected, shown(claim.statistic), cure, "no bounds", (spot,)))
    return found


def _statistic(statistic: str, path: Path, design: Design) -> list[Fault]:
    """Check the column, or the two, that a statistic is made of."""
    spot: Path = (*path, "statistic")
    expected = 'a column of numbers, or "a - b" of two'
    parts = terms(statistic)
    if len(parts) > 2:
        return [Fault(spot, expected, shown(statistic))]
    return [fault for name in parts for fault in _column(spot, name, expected, design)]


def _correlated(claim: Claim, path: Path, design: Design) -> list[Fault]:
    """Check what the statistic is correlated with."""
    if not claim.correlate:
        return []
    spot, name = (*path, "correlate", "with"), claim.correlate.with_
    if name == claim.statistic:
        return [Fault(spot, "another column than the statistic", shown(name))]
    return _column(spot, name, "a column of numbers", design)


def _column(path: Path, name: str, expected: str, design: Design) -> list[Fault]:
    if name in design.numeric:
        return []
    if name in RENAMED:
        return [Fault(path, expected, shown(name), f"it is called {RENAMED[name]} now", "no such column")]
    what = "not a number" if name in (design.columns or ()) else "no such column"
    return [Fault(path, expected, shown(name), did_you_mean(name, design.numeric), what)]


def _points(claim: Claim, path: Path, rows: Rows, design: Design) -> list[Fault]:
    """Check that the points which a claim is about exist; ``where`` leaves fewer and fewer rows."""
    found: list[Fault] = []
    for key, value in claim.where.items():
        spot: Path = (*path, "where", key)
        wrong = _key(spot, key, design.varied) or _level(spot, value, design.varied[key])
        found += wrong
        rows = rows if wrong else [row for row in rows if same(row[key], value)]
    if not rows:
        expected = "values that one point has together"
        return [*found, Fault((*path, "where"), expected, shown(claim.where), what="no such point")]
    if claim.exact and claim.than is not None and len(rows) > 1:  # a mean over points is no truth value any more
        cure = "choose one with where"
        found.append(Fault((*path, "exact"), "one point", f"{len(rows)} points", cure, "no share"))
    if claim.compare:
        spot = (*path, "compare")
        wrong = _key((*spot, "key"), claim.compare.key, design.varied)
        found += wrong or _compared(claim.compare, spot, levels(rows, claim.compare.key))
    if claim.trend:
        spot = (*path, "trend", "key")
        wrong = _key(spot, claim.trend.key, design.swept)
        found += wrong or _ordered(spot, levels(rows, claim.trend.key))
    if claim.step:
        spot, known = (*path, "step", "key"), levels(rows, claim.step.key) if claim.step.key in design.varied else []
        wrong = _key(spot, claim.step.key, design.swept) or _ordered(spot, known)
        found += wrong or _stepped(claim.step, (*path, "step", "at"), known)
    return found


def _key(path: Path, key: str, known: Collection[str]) -> list[Fault]:
    return [] if key in known else [Fault(path, one_of(known), shown(key), did_you_mean(key, known), "not varied")]


def _level(path: Path, value: Any, known: Sequence[Any]) -> list[Fault]:
    if any(same(value, level) for level in known):
        return []
    cure = did_you_mean(value, filter(lambda level: isinstance(level, str), known))
    return [Fault(path, one_of(map(shown, known)), shown(value), cure, "no such point")]


def _compared(compare: Compare, path: Path, known: Sequence[Any]) -> list[Fault]:
    """Check the two values of a comparison: there are points for each, and they differ."""
    found = [*_level((*path, "high"), compare.high, known), *_level((*path, "low"), compare.low, known)]
    if same(compare.high, compare.low):
        found.append(Fault(path, "two values that differ", shown(compare.high)))
    return found


def _ordered(path: Path, known: Sequence[Any]) -> list[Fault]:
    """Check the values along which a trend is sought."""
    numbers = all(isinstance(level, int | float) and not isinstance(level, bool) for level in known)
    if numbers and len(known) > 1:
        return []
    return [Fault(path, "a swept key with two or more numbers at the points of the claim", shown(known))]


def _stepped(step: Step, path: Path, known: Sequence[Any]) -> list[Fault]:
    """Check that points of a step lie on both sides of it."""
    if min(known) < step.at <= max(known):
        return []
    return [Fault(path, f"more than {min(known):g}, at most {max(known):g}", shown(step.at), what="on one side")]
