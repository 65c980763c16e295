"""What a scenario cannot find out although all of it is valid: said before it is run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from math import inf
from typing import Any, NamedTuple

import pyarrow as pa

from evosim.claims.verdicts import FEWEST, corrected, decided
from evosim.scenario import Scenario, points
from evosim.scenario.columns import bounds, kind
from evosim.scenario.schema import Claim
from evosim.worlds.grid.options import World as Grid

MIRROR = {"more": "less", "less": "more", "same": "same"}


def caveats(scenario: Scenario) -> Iterator[str]:
    """Yield what is wrong with a design: claims that no data can support, alone or together; thoughts too short."""
    for claim in scenario.claim:
        yield from _too_few(claim, scenario)
    for one, other in combinations(scenario.claim, 2):
        if _contradict(one, other):
            yield f"claims {one.name} and {other.name} contradict: no result supports both"
    yield from _out_of_reach(scenario)


def _too_few(claim: Claim, scenario: Scenario) -> Iterator[str]:
    count = max(scenario.replicates, claim.replicates.most if claim.replicates else 0)
    if count < FEWEST:
        yield f"claim {claim.name}: {count} replicates give no verdict, which needs {FEWEST} or more"
        return
    clearest = None if claim.replicates else _clearest(claim, count)
    level = corrected(claim, scenario.claim)
    if clearest is not None and not decided(clearest, claim, level):
        yield (
            f"claim {claim.name}: with {count} replicates, {len(scenario.claim)} claims and a margin of "
            f"{claim.margin:g} even the clearest result would be inconclusive"
        )


def _clearest(claim: Claim, count: int) -> pa.Table | None:
    """A table in which each replicate says as plainly as it can what is claimed; None if that is not known."""
    flag = claim.at_least is None and kind(claim.statistic) == "flag"
    span = bounds(claim.statistic, [claim.statistic] if flag else [])
    if span is None or not (claim.compare or claim.than is not None):
        return None
    if claim.compare is None and claim.expect == "same" and (flag or claim.at_least is not None):
        return None  # shares between none and all
    value = {"more": span[1], "less": span[0], "same": claim.than if claim.compare is None else span[1]}[claim.expect]
    opposite = span[1] if claim.expect == "same" else span[0] + span[1] - float(value or 0.0)
    shown = [value] if claim.compare is None else [value, opposite]
    names = claim.statistic.split(" - ")
    if len(names) > 1:  # the first carries the difference, the second stays at the least that it can be
        offset = bounds(names[1])
        shown = [one + offset[0] if offset else one for one in map(float, shown)]  # type: ignore[arg-type]
    columns: dict[str, Any] = {"replicate": [], names[0]: [], **{name: [] for name in names[1:]}}
    columns |= {key: [] for key in claim.where}
    for replicate in range(count):
        for at, one in enumerate(shown):
            columns["replicate"].append(replicate)
            columns[names[0]].append(bool(one) if flag else one)
            for name in names[1:]:
                columns[name].append((bounds(name) or (0.0,))[0])
            for key, level in claim.where.items():
                columns[key].append(level)
            if claim.compare:
                columns.setdefault(claim.compare.key, []).append((claim.compare.high, claim.compare.low)[at])
    return pa.table(columns)


class _Region(NamedTuple):
    """The values of an estimate that support a claim."""

    least: float
    most: float


def _contradict(one: Claim, other: Claim) -> bool:
    if (one.statistic, one.at_least, dict(one.where)) != (other.statistic, other.at_least, dict(other.where)):
        return False
    first, second = _tested(one), _tested(other)
    mirrored = one.compare and other.compare and _swapped(first) == second
    if first != second and not mirrored:
        return False
    a, b = _region(one, one.expect), _region(other, MIRROR[other.expect] if mirrored else other.expect)
    return max(a.least, b.least) >= min(a.most, b.most)


def _tested(claim: Claim) -> Mapping[str, Any]:
    """What an estimate is taken over; numbers that it is compared with count in its region."""
    tests = {name: getattr(claim, name) for name in ("compare", "trend", "step", "correlate")}
    return {name: test.model_dump() for name, test in tests.items() if test} or {"than": True}


def _swapped(tested: Mapping[str, Any]) -> Mapping[str, Any]:
    pair = tested["compare"]
    return {"compare": {**pair, "high": pair["low"], "low": pair["high"]}}


def _region(claim: Claim, expect: str) -> _Region:
    by, margin = claim.than or 0.0, claim.margin
    least, most = {"more": (margin, inf), "less": (-inf, -margin), "same": (-margin, margin)}[expect]
    return _Region(by + least, by + most)


def _out_of_reach(scenario: Scenario) -> Iterator[str]:
    """What a wave of thought cannot reach: it spreads by one cell with each tick."""
    told: dict[str, int] = {}
    design = points(scenario)
    for point in design:
        settings = point.settings
        world, cortex = settings.world, settings.brain.cortex
        if not isinstance(world, Grid) or "cortex" not in settings.brain.organs:
            continue
        if cortex.think == "step" and cortex.state != "cleared":
            continue  # thoughts go on where they ended
        ticks = cortex.ticks if isinstance(cortex.ticks, int) else cortex.ticks.max
        if world.min_path > ticks:
            said = f"world.min_path is {world.min_path}, and thoughts of {ticks} ticks reach {ticks} cells"
            told[said] = told.get(said, 0) + 1
    for said, count in told.items():
        where = "" if count == len(design) else f", at {count} of {len(design)} points"
        yield f"{said}: no goal is within reach of the cortex alone{where}"
